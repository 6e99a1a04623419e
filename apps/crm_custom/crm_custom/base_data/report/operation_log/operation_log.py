"""Operation log: who did what and when (R-350, R-374)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from crm_custom.records import queries, reports


def execute(filters: dict[str, Any] | None = None) -> tuple:
	reports.check_administrator()
	filters = frappe._dict(filters or {})
	page = reports.page_of(filters)
	found, message = reports.cut(queries.find_operations(filters, page), page)
	people = queries.find_people(list({row.person for row in found if row.person}))
	return _columns(), [_row(row, people) for row in found], message


def _columns() -> list[dict[str, Any]]:
	return [
		reports.column("at", _("Time"), "Datetime", 165),
		reports.column("kind", _("Operation"), width=130),
		reports.column("full_name", _("Person"), width=130),
		reports.column("person", _("User name"), width=190),
		reports.column("address", _("Address"), width=120),
		reports.column("object_type", _("Object type"), width=130),
		reports.column("object_name", _("Object"), width=180),
		reports.column("detail", _("Detail"), width=200),
		reports.column("before", _("Before"), width=240),
		reports.column("after", _("After"), width=240),
	]


def _row(row: Any, people: dict[str, Any]) -> dict[str, Any]:
	person = people.get(row.person)
	return {
		**row,
		"kind": _(row.kind),
		"full_name": person.full_name if person else row.person,
		"object_type": _(row.object_type) if row.object_type else "",
		"object_name": _(row.object_name) if row.object_name else "",
		"detail": " · ".join(_(part) for part in (row.detail or "").split(" · ")),
	}
