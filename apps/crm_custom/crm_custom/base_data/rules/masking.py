"""What is shown of a value that is not for everybody. Pure."""

from __future__ import annotations

STAR = "*"


def masked(value: str | None, first: int, last: int) -> str:
	"""The first and last characters with stars between: 310101199001011230 with 4 and 4 becomes 3101**********1230.

	A value so short that nothing would be hidden is hidden completely; at least half of every value is. "" when there is none.
	"""
	text = (value or "").strip()
	if not text:
		return ""
	if 2 * (first + last) > len(text):
		first, last = (1, 1) if len(text) >= 4 else (0, 0)
	return text[:first] + STAR * (len(text) - first - last) + (text[len(text) - last :] if last else "")
