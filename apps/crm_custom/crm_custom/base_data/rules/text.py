"""Plain text: what a person typed as a name or title, without markup. Pure."""

from __future__ import annotations

import re
import unicodedata

_TAG = re.compile(r"<[^<>]*>")
_TAG_START = re.compile(r"<(?=[A-Za-z/!?])")
_SPACE = re.compile(r"[ \t\r\f\v\u00a0\u3000]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def plain_text(value: str | None) -> str:
	"""The text without HTML tags, control characters and surplus spaces; "" for None. "A < B" stays as it is.

	Lists and forms of the framework show some names unescaped, so that nothing that could open a tag may be stored in one.
	"""
	text = _CONTROL.sub("", unicodedata.normalize("NFC", value or ""))
	while _TAG_START.search(text):
		shorter = _TAG.sub("", text)
		text = shorter if shorter != text else _TAG_START.sub("", text)
	return _SPACE.sub(" ", text).strip()


def half_width(value: str | None) -> str:
	"""Full-width letters, digits and signs (１３８, －, （) as half-width ones; "" for None."""
	return unicodedata.normalize("NFKC", value or "").strip()
