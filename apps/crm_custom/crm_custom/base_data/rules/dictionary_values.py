"""What a dictionary value must look like. Pure."""

from __future__ import annotations

import re

from crm_custom.violation import Violation


def to_code_letter(value: str | None) -> str:
	"""The letter in lower case, "" when there is none. Raises Violation code_letter (R-039, S6.5)."""
	letter = (value or "").strip().lower()
	if letter and not re.fullmatch("[a-z]", letter):
		raise Violation("code_letter", value=value)
	return letter


def to_dial_code(value: str | None) -> str:
	"""An international dial code in digits: "+86" and "0086" become "86"; "" when there is none. Raises Violation dial_code."""
	code = re.sub(r"^(\+|00)", "", (value or "").strip())
	if code and not re.fullmatch("[1-9][0-9]{0,3}", code):
		raise Violation("dial_code", value=value)
	return code


def validate_probability(value: float) -> None:
	"""Raises Violation stage_probability unless 0 ≤ value ≤ 100."""
	if not 0 <= value <= 100:
		raise Violation("stage_probability", value=value)
