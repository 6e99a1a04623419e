"""How likely two customers are the same, and why. Pure; called for the few that share a key, never for all pairs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from crm_custom.customer_management.duplicates.rules import keys, names
from crm_custom.customer_management.duplicates.rules.keys import Facts

#: from here on somebody who enters a customer is told, and a pair is put on the list
TELL, LIST = 65, 75
SURE = 100
#: what each further reason adds
_EACH_MORE = 5
#: names that are alike but not the same count from here on
_ALIKE = 84
#: two registered companies with two codes are two companies, whatever they are called
_MOST_WITH_TWO_CODES = 60
#: people share names
_SAME_PERSON_NAME = 70

SAME_CODE = "Same unified social credit code"
SAME_NUMBER = "Same telephone number"
SAME_EMAIL = "Same e-mail address"
SAME_DOMAIN = "Same domain of e-mail or website"
SAME_NAME = "Same name"
SAME_NAME_OTHER_PLACE = "Same name but for the place"
SAME_SHORT_NAME = "Short name of the other"
SAME_SOUND = "Names sound the same"
CONTAINED = "One name begins with the other"
ALIKE = "Similar names"

#: every reason, in the order of its weight; the words are translated when they are shown
REASONS = (
	SAME_CODE,
	SAME_NUMBER,
	SAME_EMAIL,
	SAME_NAME,
	SAME_NAME_OTHER_PLACE,
	SAME_SHORT_NAME,
	SAME_SOUND,
	SAME_DOMAIN,
	CONTAINED,
	ALIKE,
)
_NUMBERS = re.compile(r"\d+|[一二三四五六七八九十百]+")


@dataclass(frozen=True)
class Likeness:
	"""A score from 0 to 100 and the reasons, the weightiest first."""

	score: int
	reasons: tuple[str, ...]


def compare(one: Facts, other: Facts) -> Likeness:
	"""How likely they are the same customer; the same whichever comes first."""
	found = {**_by_identity(one, other), **_by_name(one, other)}
	if not found:
		return Likeness(0, ())
	score = min(SURE, max(found.values()) + _EACH_MORE * (len(found) - 1))
	if one.credit_code and other.credit_code and one.credit_code != other.credit_code:
		score = min(score, _MOST_WITH_TWO_CODES)
	return Likeness(score, tuple(reason for reason in REASONS if reason in found))


def _by_identity(one: Facts, other: Facts) -> dict[str, int]:
	found = {}
	if one.credit_code and one.credit_code == other.credit_code:
		found[SAME_CODE] = SURE
	if one.numbers & other.numbers:
		found[SAME_NUMBER] = 95
	if one.email and one.email == other.email:
		found[SAME_EMAIL] = 90
	elif _domains(one) & _domains(other):
		found[SAME_DOMAIN] = 70
	return found


def _domains(facts: Facts) -> set[str]:
	return {keys.domain_of(facts.email), keys.domain_of(facts.website)} - {""}


def _by_name(one: Facts, other: Facts) -> dict[str, int]:
	name, other_name = names.to_name(one.name), names.to_name(other.name)
	if not name or not other_name:
		return {}
	if name == other_name:
		return {SAME_NAME: _SAME_PERSON_NAME if one.is_individual or other.is_individual else 95}
	if one.is_individual or other.is_individual:
		return {}
	core, other_core = names.to_core(one.name), names.to_core(other.name)
	if core == other_core:
		# 华迈 and 上海华迈 are probably one, 北京华迈 and 上海华迈 perhaps two
		has_place = (name != core, other_name != other_core)
		return {SAME_NAME_OTHER_PLACE: 72 if all(has_place) else 88}
	return _by_short_name(one, other) or _by_likeness(core, other_core)


def _by_short_name(one: Facts, other: Facts) -> dict[str, int]:
	def called(facts: Facts) -> set[str]:
		return {names.to_name(facts.name), names.to_core(facts.name), names.to_core(facts.short_name)} - {""}

	short, other_short = names.to_core(one.short_name), names.to_core(other.short_name)
	if (short and short in called(other)) or (other_short and other_short in called(one)):
		return {SAME_SHORT_NAME: 80}
	return {}


def _by_likeness(core: str, other: str) -> dict[str, int]:
	if names.has_han(core) and names.has_han(other) and len(core) > 2 and names.pinyin_of(core) == names.pinyin_of(other):
		return {SAME_SOUND: 85}
	if _NUMBERS.findall(core) != _NUMBERS.findall(other):
		# the first and the second school are alike and not the same
		return {}
	shorter, longer = sorted((core, other), key=len)
	if longer.startswith(shorter) and names.count_signs(shorter) >= 4:
		return {CONTAINED: 78 if names.count_signs(shorter) >= 6 else 68}
	ratio = int(fuzz.ratio(core, other))
	begins_alike = names.head_of(core) == names.head_of(other) and names.count_signs(shorter) >= 8
	if ratio >= _ALIKE or (ratio >= 75 and begins_alike):
		return {ALIKE: min(ratio, 90)}
	return {}
