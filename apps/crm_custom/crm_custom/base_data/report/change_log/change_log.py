"""Change log: which value was changed by whom, from what to what (R-350)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import strip_html

from crm_custom.records import operations, queries, reports, wording
from crm_custom.records.rules.differences import Difference


def execute(filters: dict[str, Any] | None = None) -> tuple:
	reports.check_administrator()
	filters = frappe._dict(filters or {})
	page = reports.page_of(filters)
	found, is_complete = queries.find_changes(filters, page)
	found, message = reports.cut(found, page)
	if not is_complete:
		text = _("Only the newest {0} changes of the period were looked through. Choose a shorter period, a record type or a person.")
		message = text.format(queries.MOST_READ)
	people = queries.find_people(list({version.owner for version, _change in found}))
	deleted = _deleted([version.docname for version, _change in found if version.ref_doctype == operations.LOG])
	return _columns(), [_row(version, change, people, deleted) for version, change in found], message


def _columns() -> list[dict[str, Any]]:
	return [
		reports.column("creation", _("Time"), "Datetime", 165),
		reports.column("full_name", _("Person"), width=130),
		reports.column("record_type", _("Record type"), width=130),
		reports.column("ref_doctype", _("Record type"), hidden=1),
		reports.column("record", _("Record"), "Dynamic Link", 170, options="ref_doctype"),
		reports.column("field", _("Field"), width=180),
		reports.column("kind", _("What"), width=100),
		reports.column("before", _("Before"), width=240),
		reports.column("after", _("After"), width=240),
	]


def _deleted(entries: list[str]) -> dict[str, Any]:
	"""Which records the entries of deletions were about."""
	if not entries:
		return {}
	rows = frappe.get_all(operations.LOG, {"name": ["in", entries]}, ["name", "object_type", "object_name"])
	return {row.name: row for row in rows}


def _row(version: Any, change: Difference, people: dict[str, Any], deleted: dict[str, Any]) -> dict[str, Any]:
	gone = deleted.get(version.docname) if version.ref_doctype == operations.LOG else None
	doctype = gone.object_type if gone else version.ref_doctype
	meta = frappe.get_meta(doctype) if frappe.db.exists("DocType", doctype, cache=True) else None
	is_secret = meta and wording.is_secret(meta, change)
	person = people.get(version.owner)
	return {
		"creation": version.creation,
		"full_name": person.full_name if person else version.owner,
		"record_type": _(doctype),
		"ref_doctype": version.ref_doctype,
		"record": gone.object_name if gone else version.docname,
		"field": wording.label_of(meta, change) if meta else change.field,
		"kind": _(change.kind),
		"before": wording.SECRET if is_secret else _shown(change.before),
		"after": wording.SECRET if is_secret else _shown(change.after),
	}


def _shown(value: Any) -> str:
	return "" if value is None else strip_html(str(value))
