"""The keys by which a customer is found again: each is looked up in an index, none by reading through the table. Pure.

To add a kind of key: name it here, put it into `build_keys`, and raise VERSION, so that existing customers get it at the next migration.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from crm_custom.base_data.rules.text import half_width
from crm_custom.customer_management.duplicates.rules import names, words

#: raise it when the keys of an unchanged customer would come out differently
VERSION = 1

NAME, CORE, SHORT, PINYIN, INITIALS, HEAD = "Name", "Core", "Short", "Pinyin", "Initials", "Head"
PHONE, PHONE_END, CREDIT_CODE, EMAIL, DOMAIN, CODE = "Phone", "Phone end", "Credit code", "E-mail", "Domain", "Code"
KINDS = (NAME, CORE, SHORT, PINYIN, INITIALS, HEAD, PHONE, PHONE_END, CREDIT_CODE, EMAIL, DOMAIN, CODE)
#: what it takes that a pinyin says anything, in letters
LEAST_PINYIN = 5
#: the host of an address, a mail address or a bare host: what lies before it and behind it is left out
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*://)?(?:[^/@\s]*@)?([\w.-]+)(?:[:/?#]\S*)?")

Key = tuple[str, str]

#: the fields of Customer that keys are made of
SOURCE_FIELDS = (
	"name",
	"customer_name",
	"short_name",
	"customer_kind",
	"phone_key",
	"mobile_key",
	"unified_social_credit_code",
	"email",
	"website",
)


@dataclass(frozen=True, kw_only=True)
class Facts:
	"""What is known of a customer, entered or about to be, for finding it again."""

	code: str = ""
	name: str = ""
	short_name: str = ""
	is_individual: bool = False
	numbers: frozenset[str] = frozenset()
	credit_code: str = ""
	email: str = ""
	website: str = ""

	@classmethod
	def of(cls, row: Mapping[str, Any]) -> Facts:
		"""From the fields of a Customer (SOURCE_FIELDS)."""
		return cls(
			code=row.get("name") or "",
			name=row.get("customer_name") or "",
			short_name=row.get("short_name") or "",
			is_individual=row.get("customer_kind") == "Individual",
			numbers=frozenset(filter(None, (row.get("phone_key"), row.get("mobile_key")))),
			credit_code=row.get("unified_social_credit_code") or "",
			email=(row.get("email") or "").strip().casefold(),
			website=row.get("website") or "",
		)


def build_keys(facts: Facts) -> frozenset[Key]:
	"""All keys of a customer."""
	name, core, short = names.to_name(facts.name), names.to_core(facts.name), names.to_name(facts.short_name)
	keys = {(NAME, name), (CORE, core), (SHORT, short), (HEAD, names.head_of(core)), (CODE, facts.code.casefold())}
	keys |= {(PINYIN, pinyin) for pinyin in (names.pinyin_of(text) for text in (name, core, short)) if len(pinyin) >= LEAST_PINYIN}
	# also of the name as it is written, for those who type all its initials
	keys |= {(INITIALS, names.initials_of(text)) for text in (name, core, short, names.fold(facts.name))}
	keys |= {(PHONE, number) for number in facts.numbers}
	keys |= {(PHONE_END, number[::-1].rstrip("+")) for number in facts.numbers}
	keys |= {(CREDIT_CODE, facts.credit_code), (EMAIL, facts.email)}
	keys |= {(DOMAIN, domain) for domain in (domain_of(facts.email), domain_of(facts.website))}
	return frozenset((kind, value[: names.MOST_CHARACTERS]) for kind, value in keys if value)


def build_probes(facts: Facts) -> frozenset[Key]:
	"""The keys under which a customer like this one may stand: its own, and its short name as somebody's name or the other way round."""
	own = {key for key in build_keys(facts) if key[0] not in (INITIALS, PHONE_END, CODE)}
	core, short = names.to_core(facts.name), names.to_core(facts.short_name)
	across = {(SHORT, core), (SHORT, names.to_name(facts.name)), (CORE, short), (NAME, short)}
	return frozenset(own | {key for key in across if key[1]})


def domain_of(written: str) -> str:
	"""The domain that a company has registered, of an address or a page: "hmai.com.cn". "" for public mail providers and market places."""
	found = _HOST.fullmatch(half_width(written).casefold())
	host = found.group(1).strip(".") if found else ""
	parts = [part for part in host.split(".") if part]
	if len(parts) < 2 or parts[-1].isdigit():
		return ""
	own = 3 if ".".join(parts[-2:]) in words.DOUBLE_ENDINGS else 2
	domain = ".".join(parts[-own:])
	is_public = domain in words.PUBLIC_DOMAINS or host in words.PUBLIC_DOMAINS or len(parts) < own
	return "" if is_public else domain


def build_search(text: str) -> list[Key]:
	"""Kinds and beginnings under which the customers stand that somebody means with these words; the most telling first."""
	folded = names.fold(text)
	if not folded:
		return []
	name, core = names.to_name(text), names.to_core(text)
	found: list[Key] = [(CODE, text.strip().casefold()), *_numbers(text), (CREDIT_CODE, half_width(text).upper())]
	found += [(NAME, folded), (NAME, name), (SHORT, folded), (SHORT, name), (CORE, core)]
	if not names.has_han(folded):
		found += [(INITIALS, folded), (PINYIN, folded), (EMAIL, half_width(text).casefold()), (DOMAIN, half_width(text).casefold())]
	return list(dict.fromkeys(key for key in found if key[1]))


def _numbers(text: str) -> Iterable[Key]:
	"""A telephone number in whatever form, its beginning or its end; from four digits on."""
	text = half_width(text)
	digits = re.sub(r"\D", "", text)
	if len(digits) < 4 or re.search(r"[^\d+\-\s().#]", text):
		return []
	national = digits.removeprefix("0086").removeprefix("86") if text.startswith(("+86", "0086")) else digits
	abroad = digits.removeprefix("00") if text.startswith(("+", "00")) else ""
	starts = [f"+86{national.removeprefix('0')}", *([f"+{abroad}"] if abroad else [])]
	return [*((PHONE, start) for start in starts), (PHONE_END, national[::-1])]
