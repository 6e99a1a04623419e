"""Texts that a spreadsheet would run as a formula: made harmless on the way out, restored on the way in. Pure."""

from __future__ import annotations

import re

#: what spreadsheets take for the beginning of a formula
_STARTS_FORMULA = re.compile(r"[=+\-@\t\r]")
#: the same behind apostrophes: such a text gets one more, so that nothing is lost
_ESCAPED = re.compile(r"'*[=+\-@\t\r]")
#: +86 138 0013 8000, -12.5, (021) 6234-5678: cannot call anything
_NUMBER_LIKE = re.compile(r"[+\-]?[\d\s.,()#-]*\d[\d\s.,()#-]*")
#: in a file that comes from outside these begin a formula; a remark may begin with a dash or a plus
_RUNS = re.compile(r"[=@\t\r]|[+\-][^\s\d].*[(|!]", re.DOTALL)


def neutralise(text: str) -> str:
	"""The text as it may stand in a cell: an apostrophe before what would run. Telephone numbers and negative numbers stay as they are."""
	if _ESCAPED.match(text) and not _NUMBER_LIKE.fullmatch(text):
		return "'" + text
	return text


def restore(text: str) -> str:
	"""What `neutralise` was given."""
	return text[1:] if text.startswith("'") and _ESCAPED.match(text) else text


def would_run(text: str) -> bool:
	"""True for a cell that would run in a spreadsheet and is not made harmless by an apostrophe."""
	return bool(_STARTS_FORMULA.match(text) and _RUNS.match(text) and not _NUMBER_LIKE.fullmatch(text))
