"""A cell as the value of its field: by the kind of field, in both languages, checked as far as the cell alone can tell."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from crm_custom.exchange.columns import LANGUAGES
from crm_custom.exchange.lookups import Lookups
from crm_custom.exchange.rules import cells, formulas
from crm_custom.violation import Violation

#: names and titles are shown as they are; longer texts are cleaned by the framework
_MARKUP = re.compile(r"<[A-Za-z/!?]")
_SHOWN = 60

READERS: dict[str, Callable[[Any], Any]] = {
	"Int": cells.to_whole_number,
	"Float": cells.to_number,
	"Percent": cells.to_number,
	"Currency": cells.to_number,
	"Rating": cells.to_number,
	"Check": cells.to_check,
	"Date": cells.to_date,
	"Datetime": cells.to_datetime,
}


def read_value(df: Any, cell: Any, lookups: Lookups, target: str | None = None) -> Any:
	"""The value of a field from what stands in a cell that is not empty; `target` is the DocType of a dynamic link.

	Raises the Violations of rules/cells.py, and cell_choice, link_unknown, link_ambiguous, cell_too_long, cell_formula, cell_markup.
	"""
	if reader := READERS.get(df.fieldtype):
		return reader(cell)
	if df.fieldtype == "Link":
		return lookups.find(df.options, cell)
	if df.fieldtype == "Dynamic Link":
		return lookups.find(target, cell) if target else cells.to_text(cell)
	if df.fieldtype == "Select" and choices_of(df):
		return _choice(df, cell)
	return _text(df, cell)


def choices_of(df: Any) -> list[str]:
	"""The choices of a selection, in the source language; none for a naming series, which has a pattern."""
	return [option for option in (df.options or "").split("\n") if option]


def _choice(df: Any, cell: Any) -> str:
	wanted = cells.fold(cell)
	for option in choices_of(df):
		if wanted in {cells.fold(_(option, lang)) for lang in (*LANGUAGES, frappe.local.lang)}:
			return option
	raise Violation("cell_choice", value=_short(cell), choices=_(", ").join(_(option) for option in choices_of(df)))


def _text(df: Any, cell: Any) -> str:
	text = cells.to_phone_text(cell) if df.options == "Phone" else cells.to_text(cell)
	if formulas.would_run(text):
		raise Violation("cell_formula", value=_short(text))
	text = formulas.restore(text)
	if df.fieldtype == "Data" and _MARKUP.search(text):
		raise Violation("cell_markup", value=_short(text))
	most = cint(df.length) or (140 if df.fieldtype == "Data" else 0)
	if most and len(text) > most:
		raise Violation("cell_too_long", length=len(text), most=most)
	return text


def _short(cell: Any) -> str:
	text = cells.to_text(cell)
	return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
