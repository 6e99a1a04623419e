"""Telephone numbers: what a person writes, and the key by which two of them are the same (R-048, R-049). Pure."""

from __future__ import annotations

import re

import phonenumbers

from crm_custom.base_data.rules.text import half_width
from crm_custom.violation import Violation

#: where a number without country code belongs
HOME_REGION, HOME_CODE = "CN", "+86"
#: short service numbers that are dialled as they are: 95588, 12345, 96110
_SERVICE_NUMBER = re.compile(r"(95\d{3,6}|96\d{3,6}|1[0-2]\d{1,4})")
_EXTENSION = re.compile(r"(?:\s*(?:转|分机|ext\.?|x|#)\s*|(?<=\d{7})-)(\d{1,6})$", re.IGNORECASE)
_DIGITS_WITHOUT_AREA = range(1, 9)
#: a Chinese number without its leading zero: mobile, or landline with area code, 400 and 800 numbers
_NATIONAL = re.compile(r"1[3-9]\d{9}|10\d{8}|[2-9]\d{8,10}")
#: longest text that the framework takes for a telephone number
_MAX_LENGTH = 20


def tidy_number(written: str | None) -> str:
	"""The number as it is stored and shown: half-width, one sort of dash, extension after #; "" for None."""
	text = re.sub(r"[‐-―−﹣~]", "-", half_width(written))
	text = re.sub(r"\s+", " ", text)
	text = _EXTENSION.sub(lambda found: f"#{found.group(1)}", text)
	return text if len(text) <= _MAX_LENGTH else re.sub(r"[\s().-]", "", text)


def to_phone_key(written: str | None, area_code: str = "") -> str | None:
	"""The same number always as the same key, in the form +8613800138000; None for an empty field.

	An extension does not count: it is the same switchboard. A local number takes the area code. Raises Violation phone_invalid.
	"""
	tidy = tidy_number(written)
	number = _EXTENSION.sub("", tidy)
	if not tidy:
		return None
	digits = re.sub(r"\D", "", number)
	if _SERVICE_NUMBER.fullmatch(digits) and "+" not in number:
		return HOME_CODE + digits
	if len(digits) in _DIGITS_WITHOUT_AREA and "+" not in number:
		number = area_code + digits
	return _to_e164(number, written)


def _to_e164(number: str, written: str | None) -> str:
	if re.search(r"[^0-9+\-\s().]", number):
		raise Violation("phone_invalid", number=written)
	try:
		parsed = phonenumbers.parse(number, HOME_REGION)
	except phonenumbers.NumberParseException:
		raise Violation("phone_invalid", number=written) from None
	if not _is_complete(parsed):
		raise Violation("phone_invalid", number=written)
	return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _is_complete(parsed: phonenumbers.PhoneNumber) -> bool:
	if f"+{parsed.country_code}" == HOME_CODE:
		return bool(_NATIONAL.fullmatch(str(parsed.national_number)))
	return phonenumbers.is_possible_number(parsed)
