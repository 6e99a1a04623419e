"""How well a value fits what a person typed into a link field. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

STARTS, WORD_STARTS, CONTAINS = range(3)


def fold(text: str | None) -> str:
	"""Text without case, accents and apostrophes, so that luliang finds Lüliang and xian finds Xi'an."""
	letters = unicodedata.normalize("NFKD", text or "")
	return "".join(letter for letter in letters if not unicodedata.combining(letter) and letter not in "'’").casefold().strip()


def rank(typed: str, texts: Iterable[str | None]) -> int | None:
	"""0 when one of the texts begins with what was typed, 1 when a word in one does, 2 when it is inside one, None when it is nowhere.

	Nothing typed fits everything.
	"""
	wanted = fold(typed)
	found = [_rank_in(wanted, fold(text)) for text in texts if text]
	return min((place for place in found if place is not None), default=None if wanted else STARTS)


def _rank_in(wanted: str, text: str) -> int | None:
	if text.startswith(wanted):
		return STARTS
	if any(word.startswith(wanted) for word in text.replace(",", " ").split()):
		return WORD_STARTS
	return CONTAINS if wanted in text else None
