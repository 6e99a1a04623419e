"""One record of a file in the database: found again, created, updated, or left as it is. The same rules as in the form hold."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cast, cstr

from crm_custom.exceptions import refuse
from crm_custom.exchange.columns import name_field
from crm_custom.exchange.refusals import CodeMissingError, CodeUnknownError
from crm_custom.exchange.registry import IDENTITY, LIKENESS
from crm_custom.exchange.rules.cells import fold
from crm_custom.exchange.table import Record

INSERT, UPDATE = "Insert New Records", "Update Existing Records"
CREATED, UPDATED, UNCHANGED = "Created", "Updated", "Unchanged"
_CHUNK = 500


@dataclass(frozen=True)
class Outcome:
	"""What became of a record of the file."""

	action: str
	name: str


class Existing:
	"""Which records of the file are there already: read for the whole file in few statements, then kept up to date."""

	def __init__(self, doctype: str, records: list[Record]):
		self.doctype = doctype
		self.code_field = name_field(doctype).fieldname
		self.identity = IDENTITY.get(doctype, ())
		self.likeness = LIKENESS.get(doctype, ())
		self._codes = self._learn("name", self.code_field, records)
		self._same = self._learn(self.identity[0], self.identity[0], records) if self.identity else {}
		self._alike = self._learn(self.likeness[0], self.likeness[0], records) if self.likeness else {}

	def find(self, values: dict[str, Any]) -> str | None:
		"""The record that has this code, or the same identity; None when there is none."""
		if code := values.get(self.code_field):
			return next(iter(self._codes.get(cstr(code), ())), None)
		if self.identity:
			return next(iter(self._same.get(cstr(values.get(self.identity[0])), ())), None)
		return None

	def find_alike(self, values: dict[str, Any]) -> Document | None:
		"""A record, given without code, whose values all equal the given ones; None when there is none."""
		if not self.likeness or values.get(self.code_field):
			return None
		for name in self._alike.get(cstr(values.get(self.likeness[0])), ()):
			doc = frappe.get_doc(self.doctype, name)
			if is_alike(doc, values):
				return doc
		return None

	def remember(self, doc: Document) -> None:
		"""A record that this file has just created."""
		self._codes[cstr(doc.name)].add(doc.name)
		if self.identity:
			self._same[cstr(doc.get(self.identity[0]))].add(doc.name)
		if self.likeness:
			self._alike[cstr(doc.get(self.likeness[0]))].add(doc.name)

	def _learn(self, column: str, field: str, records: list[Record]) -> dict[str, set[str]]:
		wanted = sorted({cstr(record.values[field]) for record in records if record.values.get(field)})
		found: dict[str, set[str]] = defaultdict(set)
		for start in range(0, len(wanted), _CHUNK):
			some = wanted[start : start + _CHUNK]
			for name, value in frappe.get_all(self.doctype, {column: ["in", some]}, ["name", column], as_list=True, limit=0):
				found[cstr(value)].add(name)
		return found


def save(existing: Existing, record: Record, import_type: str) -> Outcome:
	"""Create or update the record, or leave it when nothing differs. Empty cells leave what is stored.

	Raises CodeMissingError, CodeUnknownError, and whatever the record's own rules refuse.
	"""
	values = dict(record.values)
	name = existing.find(values)
	if name:
		return _update(existing, frappe.get_doc(existing.doctype, name), values)
	if import_type == UPDATE:
		_refuse_unknown(existing, values)
	if alike := existing.find_alike(values):
		return Outcome(UNCHANGED, alike.name)
	return _create(existing, values)


def _refuse_unknown(existing: Existing, values: dict[str, Any]) -> None:
	code = values.get(existing.code_field)
	if not code:
		refuse(CodeMissingError, column=_(name_field(existing.doctype).label))
	refuse(CodeUnknownError, doctype=_(existing.doctype), value=code)


def _create(existing: Existing, values: dict[str, Any]) -> Outcome:
	doc = frappe.new_doc(existing.doctype)
	_fill(doc, values)
	# a new document has a name of the browser's making; only a code from the file counts
	doc.name = values.get("name")
	doc.insert()
	existing.remember(doc)
	return Outcome(CREATED, doc.name)


def _update(existing: Existing, doc: Document, values: dict[str, Any]) -> Outcome:
	given = {field: value for field, value in values.items() if field not in {"name", existing.code_field}}
	if is_same(doc, given):
		return Outcome(UNCHANGED, doc.name)
	before = {field: _stored(doc, field) for field in given}
	_fill(doc, given)
	frappe.db.savepoint("crm_exchange_update")
	doc.save()
	if before == {field: _stored(doc, field) for field in given}:
		# the rules brought what was written into the form in which it is stored already
		frappe.db.rollback(save_point="crm_exchange_update")
		return Outcome(UNCHANGED, doc.name)
	return Outcome(UPDATED, doc.name)


def _fill(doc: Document, values: dict[str, Any]) -> None:
	"""Set the given values; child rows keep what the file does not name, by their place."""
	for field, value in values.items():
		if not isinstance(value, list):
			doc.set(field, value)
			continue
		kept = list(doc.get(field) or [])
		doc.set(field, [])
		for place, row in enumerate(value):
			if place < len(kept):
				kept[place].update(row)
				doc.append(field, kept[place])
			else:
				child = doc.append(field, {})
				new = frappe.new_doc(child.doctype, parent_doc=doc, parentfield=field, as_dict=True)
				child.update({key: new[key] for key in new if doc.meta and frappe.get_meta(child.doctype).has_field(key)} | row)


def is_same(doc: Document, values: dict[str, Any]) -> bool:
	"""True when the document has exactly these values, child rows included."""
	return _matches(
		doc, values, lambda df, stored, given: cast(df.fieldtype, stored) == cast(df.fieldtype, given) or cstr(stored) == cstr(given)
	)


def is_alike(doc: Document, values: dict[str, Any]) -> bool:
	"""The same without regard to width, case, spaces and the way in which numbers are written."""
	return _matches(doc, values, _reads_alike)


def _reads_alike(df: Any, stored: Any, given: Any) -> bool:
	if df.options == "Phone":
		return re.sub(r"\D", "", fold(stored)) == re.sub(r"\D", "", fold(given))
	if isinstance(given, str):
		return fold(stored).replace(" ", "") == fold(given).replace(" ", "")
	return cast(df.fieldtype, stored) == cast(df.fieldtype, given)


def _matches(doc: Document, values: dict[str, Any], equal: Any) -> bool:
	for field, given in values.items():
		if field == "name":
			continue
		if isinstance(given, list):
			rows = doc.get(field) or []
			if len(rows) != len(given) or not all(_matches(row, wanted, equal) for row, wanted in zip(rows, given, strict=True)):
				return False
		elif not equal(doc.meta.get_field(field), doc.get(field), given):
			return False
	return True


def _stored(doc: Document, field: str) -> Any:
	value = doc.get(field)
	if isinstance(value, list):
		return [{df.fieldname: cstr(row.get(df.fieldname)) for df in row.meta.fields} for row in value]
	return cstr(cast(doc.meta.get_field(field).fieldtype, value))
