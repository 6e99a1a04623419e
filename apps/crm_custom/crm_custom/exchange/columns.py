"""The columns of a file and the fields they belong to, whatever language their headings are in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.model import display_fieldtypes, no_value_fields, table_fields
from frappe.model.meta import Meta

from crm_custom.exchange.registry import CODE_LABELS
from crm_custom.exchange.rules.cells import fold

#: headings are known in the source language, in Chinese and in the language of whoever imports
LANGUAGES = ("en", "zh")
#: in the template and its copies: "Customer Name *"
_MARK = re.compile(r"\s*[*＊]\s*$|\s*\((?:必填|mandatory)\)\s*$", re.IGNORECASE)
SKIP = "Don't Import"


@dataclass(frozen=True)
class Field:
	"""A field that a column can belong to; `table` is the table field when it is one of a child row."""

	df: Any
	table: Any = None

	@property
	def key(self) -> str:
		"""The name of the field as the framework's importer writes it: field, or table.field."""
		return f"{self.table.fieldname}.{self.df.fieldname}" if self.table else self.df.fieldname

	def label(self, lang: str | None = None) -> str:
		"""The heading in a language (default: the user's)."""
		own = _(self.df.label or self.df.fieldname, lang)
		return f"{own} ({_(self.table.label, lang)})" if self.table else own


@dataclass(frozen=True)
class Column:
	"""A column of a file: `field` is None when it is left out, and `note` says why."""

	index: int
	title: str
	field: Field | None
	note: str | None = None


def name_field(doctype: str) -> Any:
	"""The code of a record as a field. Where a field is the code ("field:title"), that field."""
	meta = frappe.get_meta(doctype)
	if (meta.autoname or "").startswith("field:"):
		return meta.get_field(meta.autoname.removeprefix("field:"))
	label = CODE_LABELS.get(doctype, "ID")
	return frappe._dict(fieldname="name", label=label, fieldtype="Data", parent=doctype, options=None, reqd=0, permlevel=0, read_only=0)


def fields_of(doctype: str) -> Iterator[Field]:
	"""The code and every field that holds a value, of the record and of its child rows."""
	meta = frappe.get_meta(doctype)
	code = name_field(doctype)
	yield Field(code)
	yield from (Field(df) for df in _value_fields(meta) if df.fieldname != code.fieldname)
	for table in meta.get_table_fields():
		yield from (Field(df, table) for df in _value_fields(frappe.get_meta(table.options)))


def _value_fields(meta: Meta) -> Iterator[Any]:
	return (df for df in meta.fields if df.fieldtype not in {*no_value_fields, *display_fieldtypes, *table_fields})


def reason_to_skip(field: Field) -> str | None:
	"""Why a column of this field is not imported; None when it is. The system keeps what is read-only, and levels are for their roles."""
	holder = field.table or field.df
	if field.df.read_only or holder.read_only or field.df.fieldtype in {"Password", "Attach", "Attach Image", "Geolocation", "Signature"}:
		return _("{0} is kept by the system and left out.").format(field.label())
	levels = frappe.get_meta(field.table.parent if field.table else field.df.parent).get_permlevel_access("write")
	if (holder.permlevel or 0) not in levels and frappe.session.user != "Administrator":
		return _("{0} is left out: you may not write it.").format(field.label())
	return None


def headings(doctype: str) -> dict[str, Field]:
	"""Every heading under which a field is known, folded: labels in each language, field names, and both together."""
	known: dict[str, Field] = {}
	fields = list(fields_of(doctype))
	languages = dict.fromkeys((*LANGUAGES, frappe.local.lang))
	for field in fields:
		known.setdefault(fold(field.key), field)
	for lang in languages:
		for field in fields:
			label = field.label(lang)
			# two fields of one label: the first one has it, the other is written with its name
			known.setdefault(fold(label), field)
			known.setdefault(fold(f"{label} ({field.key})"), field)
		known.setdefault(fold(_("ID", lang)), fields[0])
	known.setdefault("name", fields[0])
	return known


def heading_of(field: Field, known: dict[str, Field]) -> str:
	"""The heading of a field in the user's language by which it is found again among `headings`."""
	label = field.label()
	found = known.get(fold(label))
	return label if found and found.key == field.key else f"{label} ({field.key})"


def read_columns(doctype: str, titles: list[Any], mapping: dict[str, str] | None = None) -> list[Column]:
	"""The columns of a head row. `mapping` is what the user chose in the preview: place of the column -> field, or "Don't Import"."""
	known, seen = headings(doctype), set()
	columns = []
	for index, title in enumerate(titles):
		text = str(title or "").strip()
		chosen = (mapping or {}).get(str(index))
		field = None if chosen == SKIP else known.get(fold(chosen or _MARK.sub("", text)))
		note = _note(field, text, chosen, seen)
		columns.append(Column(index, text, None if note else field, note))
		if field:
			seen.add(field.key)
	return columns


def _note(field: Field | None, title: str, chosen: str | None, seen: set[str]) -> str | None:
	if chosen == SKIP:
		return _("The column “{0}” is left out.").format(title)
	if not field:
		return (
			_("The heading “{0}” is not known: the column is left out.").format(title)
			if title
			else _("A column without heading is left out.")
		)
	if field.key in seen:
		return _("{0} stands in the file twice: only the first column is used.").format(field.label())
	return reason_to_skip(field)
