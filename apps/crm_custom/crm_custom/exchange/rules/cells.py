"""What people and spreadsheets write into a cell, as the value of a field. Pure; each raises a Violation for what it cannot read.

Chinese and English notations are understood side by side: 2026年3月2日, 2026/3/2, ￥1,200.50, 是, １３８…
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from crm_custom.base_data.rules.text import half_width
from crm_custom.violation import Violation

_INVISIBLE = re.compile("[\ufeff\u200b\u200c\u200d\u2060]")
_YES = frozenset({"1", "y", "yes", "t", "true", "on", "x", "√", "✓", "✔", "是", "对", "有", "真"})
_NO = frozenset({"0", "n", "no", "f", "false", "off", "", "×", "✗", "否", "不", "无", "没有", "假"})
_AMOUNT = re.compile(r"^([+-]?)(\d+(?:\.\d+)?|\.\d+)(?:e([+-]?\d{1,2}))?$", re.IGNORECASE)
_CURRENCY = re.compile(r"^(?:cny|rmb|usd|¥|\$|€|人民币)|(?:元|圆|cny|rmb|%)$", re.IGNORECASE)
_DATE = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_DATE_8 = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_CLOCK = re.compile(r"^[T\s]*(\d{1,2})\s*[:时点]\s*(\d{1,2})(?:\s*[:分]\s*(\d{1,2})(?:\.\d+)?)?\s*[分秒]?$")
#: Excel counts days from here; the serials of 1927 to 2119
_EXCEL_EPOCH, _EXCEL_DAYS = datetime(1899, 12, 30), range(10_000, 80_000)


def to_text(value: Any) -> str:
	"""The cell as text: a number without the ".0" and the exponent that spreadsheets add, no invisible characters, no space around."""
	if value is None:
		return ""
	if isinstance(value, bool):
		return str(int(value))
	if isinstance(value, float):
		return f"{value:.0f}" if value.is_integer() else repr(value)
	if isinstance(value, datetime) and value.time() == time():
		return value.date().isoformat()
	if isinstance(value, datetime | date):
		return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
	return _INVISIBLE.sub("", str(value)).strip()


def fold(text: Any) -> str:
	"""What two ways of writing the same word have in common: width, case and spaces do not count."""
	return re.sub(r"\s+", " ", half_width(to_text(text))).casefold()


def to_phone_text(value: Any) -> str:
	"""A telephone number as text, also one that a spreadsheet has turned into 1.38E+10."""
	text = half_width(to_text(value))
	if re.fullmatch(r"\d+(\.\d+)?[eE]\+?\d{1,2}", text) and float(text).is_integer():
		return f"{float(text):.0f}"
	return re.sub(r"^(\d{5,})\.0$", r"\1", text)


def to_number(value: Any) -> float:
	"""An amount or percentage; thousands separators, currency and per cent signs are left out. Raises Violation cell_number."""
	if isinstance(value, int | float) and not isinstance(value, bool):
		return float(value)
	text = re.sub(r"[,\s'_]", "", half_width(to_text(value)))
	if text.startswith("(") and text.endswith(")"):
		text = "-" + text[1:-1]
	text = _CURRENCY.sub("", _CURRENCY.sub("", text))
	if not _AMOUNT.match(text):
		raise Violation("cell_number", value=to_text(value))
	return float(text)


def to_whole_number(value: Any) -> int:
	"""Raises Violation cell_whole_number for a fraction, cell_number for no number."""
	number = to_number(value)
	if not number.is_integer():
		raise Violation("cell_whole_number", value=to_text(value))
	return int(number)


def to_check(value: Any) -> int:
	"""1 for yes, 0 for no, in Chinese and English. Raises Violation cell_check."""
	text = fold(value)
	if text in _YES or text in {"1.0"}:
		return 1
	if text in _NO or text in {"0.0"}:
		return 0
	raise Violation("cell_check", value=to_text(value))


def to_date(value: Any) -> date:
	"""A day. Raises Violation cell_date; a day that the calendar does not have is none."""
	return to_datetime(value).date()


def to_datetime(value: Any) -> datetime:
	"""A day, with a time where one is given. Raises Violation cell_date."""
	if isinstance(value, datetime):
		return value
	if isinstance(value, date):
		return datetime(value.year, value.month, value.day)
	text = half_width(to_text(value))
	try:
		return _from_serial(text) or _from_text(text)
	except ValueError:
		raise Violation("cell_date", value=to_text(value)) from None


def _from_serial(text: str) -> datetime | None:
	if not re.fullmatch(r"\d{5}(\.\d+)?", text) or int(float(text)) not in _EXCEL_DAYS:
		return None
	return (_EXCEL_EPOCH + timedelta(days=float(text)) + timedelta(milliseconds=500)).replace(microsecond=0)


def _from_text(text: str) -> datetime:
	if found := _DATE_8.match(text) or _DATE.match(text):
		day = datetime(*map(int, found.groups()))
		rest = text[found.end() :]
		if not rest.strip():
			return day
		if clock := _CLOCK.match(rest):
			hour, minute, second = (int(part or 0) for part in clock.groups())
			return day.replace(hour=hour, minute=minute, second=second)
	raise ValueError(text)
