"""What a company name comes down to: without legal form, place, script, width, case and punctuation (R-049). Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

from crm_custom.customer_management.duplicates.rules import words

MOST_CHARACTERS = 140
#: what must be left of a name when a word is taken away from it
LEAST_LEFT = 2
_BRACKETS = re.compile(r"[(\[{【〔〖《<「『][^()\[\]{}【】〔〕〖〗《》<>「」『』]*[)\]}】〕〗》>」』]")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LATIN_TOKEN = re.compile(r"[a-z0-9]+")
#: a name settles after one round; a few more are for text that is no name
_MOST_ROUNDS = 10


@lru_cache(maxsize=4096)
def to_name(written: str | None) -> str:
	"""The name without its legal form: 上海华迈（集团）有限公司 and 上海華邁集團 are 上海华迈. "" for a name without letters.

	The same for every script, width, case and punctuation; what it returns is its own name.
	"""
	return _settle(_without_legal_form, written or "")


@lru_cache(maxsize=4096)
def to_core(written: str | None) -> str:
	"""The name without the place at its beginning as well: 上海华迈有限公司 is 华迈. A name that is only a place keeps it."""
	return _settle(lambda text: _without_place(_without_legal_form(text)), written or "")


def fold(written: str | None) -> str:
	"""All that was written, as letters and digits of one script, width and case, without spaces; for searching."""
	return _letters(_plain(written or ""))[:MOST_CHARACTERS]


@lru_cache(maxsize=4096)
def pinyin_of(text: str) -> str:
	"""The pinyin of a folded text in a row without tones; letters and digits stay: 华迈 is huamai."""
	return "".join(_pinyin()(text))[:MOST_CHARACTERS]


def initials_of(text: str) -> str:
	"""The first letters of the pinyin; letters and digits stay: 华迈科技 is hmkj."""
	return "".join(syllable if not _HAN.match(sign) else syllable[:1] for sign, syllable in _syllables(text))[:MOST_CHARACTERS]


def head_of(core: str) -> str:
	"""What the name begins with: two Chinese characters, or four letters. Names that are merely alike have it in common."""
	return core[: 2 if _HAN.match(core) else 4]


def count_signs(text: str) -> int:
	"""How much a text says: a Chinese character counts as two letters."""
	return sum(2 if _HAN.match(sign) else 1 for sign in text)


def has_han(text: str) -> bool:
	"""True when there is a Chinese character in it."""
	return bool(_HAN.search(text))


def _settle(step: Callable[[str], str], text: str) -> str:
	for _round in range(_MOST_ROUNDS):
		shorter = step(text)[:MOST_CHARACTERS]
		if shorter == text:
			break
		text = shorter
	return text


def _plain(text: str) -> str:
	return _to_simplified()(unicodedata.normalize("NFKC", text).casefold())


def _letters(text: str) -> str:
	return "".join(sign for sign in text if unicodedata.category(sign)[0] in "LN")


def _without_legal_form(text: str) -> str:
	text = _plain(text)
	outside = _BRACKETS.sub(" ", text)
	text = outside if len(_letters(outside)) >= LEAST_LEFT else text
	return _without_chinese_form(_letters(_without_latin_form(text)))


def _without_latin_form(text: str) -> str:
	"""Forms are tokens at the end: "a co., ltd." ends with co and ltd, "disco" with neither."""
	text = re.sub(r"(?<=[a-z])\.(?=[a-z]\b)|(?<=\b[a-z])\.(?=[a-z])", "", text)
	while True:
		tokens = list(_LATIN_TOKEN.finditer(text))
		form = next((form for form in words.LATIN_LEGAL_FORMS if _ends_with(text, tokens, form)), None)
		rest = text[: tokens[-len(form)].start()] if form else text
		if not form or len(_letters(rest)) < LEAST_LEFT:
			return text
		text = rest


def _ends_with(text: str, tokens: list[re.Match], form: tuple[str, ...]) -> bool:
	if tuple(token.group() for token in tokens[-len(form) :]) != form:
		return False
	return not _letters(text[tokens[-1].end() :])


def _without_chinese_form(text: str) -> str:
	while True:
		shorter = _without_branch(text)
		form = next((form for form in words.LEGAL_FORMS if shorter.endswith(form)), "")
		if form and len(shorter) - len(form) >= LEAST_LEFT:
			shorter = shorter[: -len(form)]
		if shorter == text:
			return text
		text = shorter


def _without_branch(text: str) -> str:
	"""某某有限公司上海分公司 is 某某有限公司: only behind a legal form, where the place cannot be a part of the name."""
	if not text.endswith(words.BRANCHES):
		return text
	for form in words.LEGAL_FORMS:
		at = text.find(form, LEAST_LEFT)
		if at > 0 and at + len(form) < len(text) - LEAST_LEFT and not text[at:].startswith(words.BRANCHES):
			return text[: at + len(form)]
	return text


def _without_place(text: str) -> str:
	place = next((place for place in words.PLACES if text.startswith(place)), "")
	rest = text[len(place) :]
	if place and (ending := next((e for e in words.PLACE_ENDINGS if rest.startswith(e)), "")):
		rest = rest[len(ending) :]
	if not place and (token := _LATIN_TOKEN.match(text)):
		latin = next((p for p in words.LATIN_PLACES if token.group().startswith(p)), "")
		rest = text[len(latin) :]
	return rest if len(rest) >= LEAST_LEFT else text


def _syllables(text: str) -> list[tuple[str, str]]:
	"""Each Chinese character with its syllable, each run of other signs with itself; phrases decide how a character is read."""
	pairs, at = [], 0
	for syllable in _pinyin()(text):
		if at < len(text) and _HAN.match(text[at]):
			pairs.append((text[at], syllable))
			at += 1
		else:
			pairs.append((text[at : at + 1], syllable))
			at += len(syllable)
	return pairs


@cache
def _to_simplified() -> Callable[[str], str]:
	# loaded at the first use: its dictionaries take a moment that not every process needs to spend
	from opencc import OpenCC

	return OpenCC("t2s").convert


@cache
def _pinyin() -> Callable[[str], list[str]]:
	from pypinyin import lazy_pinyin

	return lazy_pinyin
