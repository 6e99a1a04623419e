"""Codes that a file brings count on in the series: the next record made by hand gets the number after them."""

from __future__ import annotations

import re
from collections.abc import Iterable

import frappe
from frappe.model.naming import NamingSeries


def follow_given_codes(doctype: str, codes: Iterable[str]) -> None:
	"""Move each naming series of the DocType on to the highest of these codes that looks like one of its numbers."""
	codes = list(codes)
	if not codes:
		return
	for pattern in _patterns(doctype):
		series = NamingSeries(pattern)
		numbers = re.compile(re.escape(series.get_prefix()) + rf"(\d{{{pattern.count('#')},}})")
		highest = max((int(found.group(1)) for code in codes if (found := numbers.fullmatch(code))), default=0)
		if highest > series.get_current_value():
			series.update_counter(highest)


def _patterns(doctype: str) -> list[str]:
	meta = frappe.get_meta(doctype)
	if meta.autoname == "naming_series:":
		return [option for option in (meta.get_field("naming_series").options or "").split("\n") if "#" in option]
	return [meta.autoname] if meta.autoname and re.search(r"\.#+$", meta.autoname) else []
