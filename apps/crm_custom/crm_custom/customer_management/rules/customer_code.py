"""The customer code of grade letter, dial code and serial (R-038, R-039; S6.4 to S6.7). Pure."""

from __future__ import annotations

from crm_custom.violation import Violation

MAX_LENGTH = 8
SERIES, COMPOSED = "Naming series", "Grade, dial code and serial"


def build_code_prefix(letter: str | None, dial_code: str | None) -> str:
	"""What the code begins with: "i86". Raises Violation customer_code_parts when one of them is missing."""
	if not letter or not dial_code:
		raise Violation("customer_code_parts")
	return f"{letter}{dial_code}"


def serial_digits(prefix: str) -> int:
	"""How many digits the serial has: what the prefix leaves of eight characters."""
	return MAX_LENGTH - len(prefix)


def validate_code(code: str, prefix: str) -> None:
	"""Raises Violation customer_code_exhausted when the serial has outgrown the eight characters."""
	if len(code) > MAX_LENGTH:
		raise Violation("customer_code_exhausted", prefix=prefix)
