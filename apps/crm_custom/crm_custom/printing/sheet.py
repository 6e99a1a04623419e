"""A record as a business document: title, state, its fields in the groups of the form, its tables with totals.

Whatever the form of a DocType has, an administrator's own fields included, comes out in the same order. Empty fields are left out, and
fields of a level that the reader may not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import frappe
from frappe import _
from frappe.utils import format_datetime, get_fullname, now_datetime

from crm_custom.base_data.settings import get_setting
from crm_custom.printing import related
from crm_custom.printing.grids import Grid, grid_of
from crm_custom.printing.shown import UNPRINTABLE, shown

#: texts that take the whole width of the page
_WIDE = frozenset({"Small Text", "Text", "Long Text", "Text Editor", "HTML Editor", "Code", "Markdown Editor"})
_WIDE_FROM = 60
#: whose field "status" is about mail, not about the business
_WITHOUT_STATE = frozenset({"Contact"})


@dataclass(frozen=True)
class Entry:
	"""A label with its value; `is_wide` takes the whole width."""

	label: str
	value: str
	is_wide: bool = False


@dataclass
class Group:
	"""Fields under one heading; a heading that is empty is not written."""

	heading: str
	entries: list[Entry] = field(default_factory=list)


@dataclass
class Sheet:
	"""A printed record."""

	company: str
	kind: str
	title: str
	code: str
	state: str
	groups: list[Group]
	grids: list[Grid]
	printed: str
	page_words: list[str]


def crm_print_sheet(doc: Any) -> Sheet:
	"""The sheet of a record, for templates of print formats; whoever prints was allowed to by the framework."""
	meta = frappe.get_meta(doc.doctype)
	title = str(doc.get(meta.title_field) or doc.name) if meta.title_field else str(doc.name)
	return Sheet(
		company=get_setting("company_name") or "",
		kind=_(doc.doctype),
		title=title,
		code=str(doc.name) if str(doc.name) != title else "",
		state=_state(doc, meta),
		groups=_merged(group for group in _groups(doc, meta) if group.entries),
		grids=[*_grids(doc, meta), *related.grids_of(doc)],
		printed=printed_line(),
		page_words=page_words(),
	)


def printed_line() -> str:
	"""When and by whom, for the foot of every page."""
	return _("Printed on {0} by {1}").format(format_datetime(now_datetime()), get_fullname(frappe.session.user))


def page_words() -> list[str]:
	"""What stands before, between and after the two page numbers."""
	return re.split(r"\{[01]\}", _("Page {0} of {1}"))


def _merged(groups: Iterable[Group]) -> list[Group]:
	"""Sections of one heading, one after the other, are one; a text under a heading of its own name needs no label."""
	merged: list[Group] = []
	for group in groups:
		if merged and merged[-1].heading == group.heading:
			merged[-1].entries.extend(group.entries)
		else:
			merged.append(group)
	for group in merged:
		if len(group.entries) == 1 and group.entries[0].is_wide and group.entries[0].label == group.heading:
			group.entries = [replace(group.entries[0], label="")]
	return merged


def _state(doc: Any, meta: Any) -> str:
	if doc.doctype in _WITHOUT_STATE or not meta.get_field("status"):
		return ""
	return _(doc.get("status")) if doc.get("status") else ""


def _groups(doc: Any, meta: Any) -> Iterator[Group]:
	group, tab = Group(""), ""
	for df in meta.fields:
		if df.fieldtype == "Tab Break":
			yield group
			tab = _(df.label) if df.label else ""
			group = Group(tab)
		elif df.fieldtype == "Section Break":
			yield group
			group = Group(_(df.label) if df.label else tab)
		elif is_printed(doc, df) and df.fieldname not in {"status", "image", meta.title_field}:
			value = shown(df, doc.get(df.fieldname), doc)
			if value:
				group.entries.append(Entry(_(df.label), value, df.fieldtype in _WIDE or len(value) > _WIDE_FROM or "\n" in value))
	yield group


def is_printed(doc: Any, df: Any) -> bool:
	"""A field that a reader sees in the form and may read."""
	if df.hidden or df.print_hide or df.fieldtype in UNPRINTABLE:
		return False
	if df.options == "Currency" and not any(doc.get(amount.fieldname) for amount in doc.meta.get("fields", {"fieldtype": "Currency"})):
		return False
	return not df.permlevel or bool(doc.has_permlevel_access_to(df.fieldname, df, "read"))


def _grids(doc: Any, meta: Any) -> Iterator[Grid]:
	for table in meta.get_table_fields():
		rows = doc.get(table.fieldname)
		if (
			rows
			and not table.hidden
			and not table.print_hide
			and (not table.permlevel or doc.has_permlevel_access_to(table.fieldname, table, "read"))
		):
			yield grid_of(_(table.label), rows, frappe.get_meta(table.options))
