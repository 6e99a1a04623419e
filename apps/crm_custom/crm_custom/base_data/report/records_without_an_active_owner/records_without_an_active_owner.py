from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, strip_html

from crm_custom.base_data.handover.kinds import all_kinds
from crm_custom.base_data.handover.owned import find_orphans

#: as many records of one kind as the report shows; more are seen when these have been handed over
MOST_ROWS = 2000


def execute(filters: dict[str, Any] | None = None) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
	"""Records that the user reads and whose owner is disabled, gone or no customer manager any more (R-095)."""
	filters = frappe._dict(filters or {})
	most = min(cint(filters.limit) or MOST_ROWS, MOST_ROWS)
	rows = []
	for kind in all_kinds():
		if filters.kind and filters.kind != kind.doctype:
			continue
		for found in find_orphans(kind, most, owner=filters.user):
			rows.append(_row(kind, found))
	return _columns(), rows


def _row(kind: Any, found: dict[str, Any]) -> dict[str, Any]:
	shown = (found["parenttype"], found["parent"]) if kind.is_child_table else (kind.doctype, found["name"])
	title = strip_html(str(found["title"] or found["name"]))[:140]
	return {
		"kind": _(kind.label),
		"document_type": shown[0],
		"document": shown[1],
		"title": title,
		"user": found["user"],
		"user_name": found["user_name"] or found["user"],
		"why": _(found["why"]),
	}


def _columns() -> list[dict[str, Any]]:
	def column(fieldname: str, label: str, width: int, fieldtype: str = "Data", **more: Any) -> dict[str, Any]:
		return {"fieldname": fieldname, "label": label, "width": width, "fieldtype": fieldtype, **more}

	return [
		column("kind", _("Kind"), 170),
		column("title", _("Title"), 260),
		column("document", _("Record"), 180, "Dynamic Link", options="document_type"),
		column("user_name", _("Owner"), 150),
		column("user", _("User"), 200, "Link", options="User"),
		column("why", _("Why"), 230),
	]
