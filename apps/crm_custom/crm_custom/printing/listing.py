"""A printed list of chosen records with chosen columns (R-371)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import frappe
from frappe import _

from crm_custom.base_data.settings import get_setting
from crm_custom.exceptions import TooManyRecordsError, refuse
from crm_custom.printing.grids import Grid
from crm_custom.printing.sheet import page_words, printed_line
from crm_custom.printing.shown import UNPRINTABLE, shown

MOST_RECORDS = 1000
#: from this many columns on the page is set across
_WIDE_FROM = 7
TEMPLATE = "crm_custom/templates/print/list.html"


@dataclass(frozen=True)
class ListPage:
	"""A list to print."""

	title: str
	company: str
	grid: Grid
	printed: str
	page_words: list[str]
	orientation: str


def build_list(doctype: str, names: Sequence[str], columns: Sequence[str]) -> ListPage:
	"""The records in the order given, with these fields ("name" is the code). Rows and fields that the user may not read are left out.

	Raises PermissionError without the right to print, TooManyRecordsError.
	"""
	if not frappe.has_permission(doctype, "print"):
		raise frappe.PermissionError
	if len(names) > MOST_RECORDS:
		refuse(TooManyRecordsError, most=MOST_RECORDS, chosen=len(names))
	meta = frappe.get_meta(doctype)
	readable = meta.get_permlevel_access("read")
	fields = [df for name in columns if (df := _field(doctype, name)) and (df.permlevel or 0) in readable]
	helpers = {df.options for df in fields if df.fieldtype in {"Currency", "Dynamic Link"} and meta.has_field(df.options or "")}
	wanted = list(dict.fromkeys(["name", *(df.fieldname for df in fields), *helpers]))
	rows = frappe.get_list(doctype, {"name": ["in", list(names)]}, wanted, limit=MOST_RECORDS)
	place = {name: number for number, name in enumerate(names)}
	rows.sort(key=lambda row: place[str(row.name)])
	lines = [[shown(df, row.get(df.fieldname), row) for df in fields] for row in rows]
	kinds = [
		"number" if df.fieldtype in {"Int", "Float", "Currency", "Percent"} else "date" if df.fieldtype == "Date" else "" for df in fields
	]
	return ListPage(
		title=_(doctype),
		company=get_setting("company_name") or "",
		grid=Grid("", [_(df.label) for df in fields], kinds, lines),
		printed=_("{0} records").format(len(lines)) + " · " + printed_line(),
		page_words=page_words(),
		orientation="Landscape" if len(fields) >= _WIDE_FROM else "Portrait",
	)


def render(page: ListPage) -> str:
	"""The list as a page of HTML."""
	return frappe.get_template(TEMPLATE).render({"page": page, "lang": frappe.local.lang})


def _field(doctype: str, name: str) -> frappe._dict | None:
	if name == "name":
		return frappe._dict(fieldname="name", label="ID", fieldtype="Data", permlevel=0)
	df = frappe.get_meta(doctype).get_field(name)
	return None if df is None or df.fieldtype in UNPRINTABLE or df.hidden else df
