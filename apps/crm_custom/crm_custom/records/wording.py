"""Changes in words: labels instead of field names, one line per value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import strip_html

from crm_custom.records.rules.differences import BOOKKEEPING, Difference, differences

#: what a record is about, for records whose own name says nothing
ABOUT = {
	"DocShare": ("user", "share_doctype", "share_name"),
	"User Permission": ("user", "allow", "for_value"),
	"Custom DocPerm": ("parent", "role", "permlevel"),
	"Custom Role": ("page", "report"),
}
NO_VALUES = frozenset({"Section Break", "Column Break", "Tab Break", "HTML", "Button", "Heading", "Fold", "Image", "Password"})
SECRET = "•••"  # noqa: S105 - what stands for one


@dataclass(frozen=True)
class Line:
	"""One changed value: the field (of a table: the table) and how it reads before and after."""

	field: str
	before: str
	after: str


def said(text: str) -> str:
	"""A text in the language of the company: what a log keeps is read by others than who did it."""
	return _(text, frappe.db.get_default("lang") or "en")


def lines_of(meta: Any, data: dict[str, Any]) -> list[Line]:
	"""The changes of a version, one line each, in the language of the company."""
	return [
		Line(change.table or change.field, _say(meta, change, change.before), _say(meta, change, change.after))
		for change in differences(data)
	]


def _say(meta: Any, change: Difference, value: Any) -> str:
	text = said("nothing") if value in (None, "") else SECRET if is_secret(meta, change) else strip_html(str(value))
	return f"{label_of(meta, change, said)}: {text}"


def label_of(meta: Any, change: Difference, translate: Callable[[str], str] = _) -> str:
	"""The field as the form calls it; of a line of a table with the table and its number. In the reader's language, unless told."""
	if not change.table:
		return _field_label(meta, change.field, translate)
	table = _field_label(meta, change.table, translate)
	if change.field == change.table:
		return table
	field = meta.get_field(change.table)
	inner = _field_label(frappe.get_meta(field.options), change.field, translate) if field and field.options else change.field
	return f"{table} {change.row or ''} {inner}".replace("  ", " ")


def is_secret(meta: Any, change: Difference) -> bool:
	"""Whether a value is a password, which no log shows."""
	field = meta.get_field(change.field)
	return bool(field) and field.fieldtype == "Password"


def summary(doc: Document, only: frozenset[str] | None = None) -> str:
	"""The filled fields of a record, one line each; of tables the number of lines or, of one-column tables, their values."""
	return "\n".join(f"{said(field.label or field.fieldname)}: {text}" for field, text in _filled(doc, only))


def object_of(doc: Document) -> str:
	"""The record by what it is about."""
	about = [str(doc.get(field)) for field in ABOUT.get(doc.doctype, ()) if doc.get(field) not in (None, "")]
	return " · ".join(about) or doc.name


def _filled(doc: Document, only: frozenset[str] | None) -> Iterator[tuple[Any, str]]:
	for field in doc.meta.fields:
		value = doc.get(field.fieldname)
		if field.fieldtype in NO_VALUES or field.permlevel or not value or (only is not None and field.fieldname not in only):
			continue
		yield field, _rows_in_words(value) if isinstance(value, list) else strip_html(str(value))[:300]


def _rows_in_words(rows: list[Any]) -> str:
	values = [
		[str(value) for field, value in row.as_dict().items() if field not in BOOKKEEPING and isinstance(value, str) and value]
		for row in rows
	]
	return "; ".join(" ".join(row[:3]) for row in values)[:1000]


def _field_label(meta: Any, field: str, translate: Callable[[str], str]) -> str:
	return translate(meta.get_label(field)) if meta.has_field(field) else field
