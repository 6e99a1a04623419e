"""The history of changes that are made set-based, past the documents (R-350)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import frappe
from frappe.model.naming import is_autoincremented
from frappe.utils import now
from frappe.utils.formatters import format_value
from pypika.terms import PseudoColumn

Change = tuple[str, str, Any, Any]
BATCH = 1000


def record_changes(doctype: str, changes: Iterable[Change]) -> int:
	"""Write one version per record for values that a statement changed: (record, field, old, new). Answers how many.

	Call it in the transaction of the statement. Shown in the timeline and the change log as if the form had been saved by the present user.
	"""
	meta = frappe.get_meta(doctype)
	by_record: dict[str, list[list[Any]]] = defaultdict(list)
	for record, field, old, new in changes:
		if old != new:
			by_record[record].append([field, _shown(meta, field, old), _shown(meta, field, new)])
	moment, user = now(), frappe.session.user
	rows = [(_name(), moment, moment, user, user, doctype, record, _data(changed)) for record, changed in by_record.items()]
	columns = ["name", "creation", "modified", "owner", "modified_by", "ref_doctype", "docname", "data"]
	for start in range(0, len(rows), BATCH):
		_insert(columns, rows[start : start + BATCH])
	return len(rows)


def _name() -> Any:
	"""The name of a new version as the framework gives it: the next number, on old sites a random one."""
	if is_autoincremented("Version"):
		return PseudoColumn("nextval(`version_id_seq`)")
	return frappe.generate_hash(length=10)


def _insert(columns: list[str], rows: list[tuple]) -> None:
	table = frappe.qb.DocType("Version")
	query = frappe.qb.into(table).columns(*columns)
	for row in rows:
		query = query.insert(*row)
	query.run()


def _data(changed: list[list[Any]]) -> str:
	data = {"changed": changed, "added": [], "removed": [], "row_changed": [], "data_import": None, "updater_reference": None}
	return frappe.as_json(data, indent=None, separators=(",", ":"))


def _shown(meta: Any, field: str, value: Any) -> Any:
	return format_value(value, meta.get_field(field)) if value and meta.has_field(field) else value
