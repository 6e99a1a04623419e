"""Interactions in the timeline of the customer, contact, opportunity or service that they concern."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html, format_datetime, get_fullname

from crm_custom.compat import desk_route

#: DocType: the field of Interaction that names its record
FIELD_OF = {"Customer": "customer", "Contact": "contact", "Sales Opportunity": "opportunity", "Service": "service"}
#: older ones are in the list of interactions
MOST_ENTRIES = 20


def of_record(doctype: str, name: str) -> list[dict[str, Any]]:
	"""The latest interactions about a record that the person reads, as entries of the framework's timeline."""
	if not frappe.has_permission("Interaction", "read"):
		return []
	rows = frappe.get_list(
		"Interaction",
		filters={FIELD_OF[doctype]: name},
		fields=["name", "occurred_at", "method", "summary", "recorded_by", "next_visit_at"],
		order_by="occurred_at desc",
		limit_page_length=MOST_ENTRIES,
	)
	return [{"icon": "call", "is_card": True, "creation": row.occurred_at, "content": _entry(row)} for row in rows]


def _entry(row: Any) -> str:
	link = f'<a href="/{desk_route()}/interaction/{row.name}">{escape_html(row.summary)}</a>'
	lines = [f"<b>{escape_html(_(row.method))}</b> · {escape_html(get_fullname(row.recorded_by))}", link]
	if row.next_visit_at:
		lines.append(f'<span class="text-muted">{_("Next visit at")}: {escape_html(format_datetime(row.next_visit_at))}</span>')
	return "<br>".join(lines)
