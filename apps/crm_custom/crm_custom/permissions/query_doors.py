"""Doors of the framework that count or search without asking for the person's rows or fields; named in `override_whitelisted_methods`.

They ask now like every list. Record types of others pass through as they are, as far as the framework allows them.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe.desk import listview, search
from frappe.query_builder.functions import Count

from crm_custom.permissions import followers
from crm_custom.permissions.held_back import check_query


@frappe.whitelist(methods=["GET", "POST"])
def get_count(doctype: str, filters: Any = None, debug: bool = False, cache: bool = False) -> int:
	"""The framework's `client.get_count`: the rows that the person may read, by fields that they may read."""
	filters = frappe.parse_json(filters) if isinstance(filters, str) and filters.strip()[:1] in ("[", "{") else filters
	found = frappe.get_list(doctype, filters={"name": filters} if isinstance(filters, str) else filters, fields=["count(name) as total"])
	return found[0].total if found else 0


@frappe.whitelist(methods=["GET", "POST"])
def get_group_by_count(doctype: str, current_filters: Any, field: str) -> list[dict[str, Any]]:
	"""The framework's `listview.get_group_by_count`; it counts assignees without asking for the person's rows."""
	filters = frappe.parse_json(current_filters)
	if field == "assigned_to" and followers.is_guarded(doctype):
		return _count_assignees(doctype, filters)
	return listview.get_group_by_count(doctype, frappe.as_json(filters), field)


def _count_assignees(doctype: str, filters: Any) -> list[dict[str, Any]]:
	"""Tasks per person, of the rows of this record type that the person who asks may read."""
	frappe.has_permission(doctype, "read", throw=True)
	check_query(doctype, {"filters": filters})
	records = frappe.qb.get_query(doctype, filters=filters, fields=["name"], validate_filters=True)
	rows = followers.readable(doctype)
	task, count = frappe.qb.DocType("ToDo"), Count("*").as_("count")
	query = (
		frappe.qb.from_(task)
		.select(task.allocated_to.as_("name"), count)
		.where((task.status != "Cancelled") & (task.reference_type == doctype) & task.allocated_to.isnotnull())
		.where(task.reference_name.isin(records if rows is None else records.where(rows)))
		.groupby(task.allocated_to)
		.orderby(count, order=frappe.qb.desc)
	)
	return query.limit(50).run(as_dict=True)


@frappe.whitelist(methods=["GET", "POST"])
def search_link(doctype: str, txt: str, **arguments: Any) -> Any:
	"""The framework's `search.search_link`: only rows and fields that the person may read."""
	return frappe.call(search.search_link, doctype=doctype, txt=txt, **_limited(doctype, arguments))


@frappe.whitelist(methods=["GET", "POST"])
def search_widget(doctype: str, txt: str, **arguments: Any) -> Any:
	"""The framework's `search.search_widget`: only rows and fields that the person may read."""
	return frappe.call(search.search_widget, doctype=doctype, txt=txt, **_limited(doctype, arguments))


def _limited(doctype: str, arguments: dict[str, Any]) -> dict[str, Any]:
	"""`ignore_user_permissions` is sent by the browser, and the framework takes it for a right to everything."""
	shown = frappe.parse_json(arguments.get("filter_fields")) or []
	asked = {"filters": arguments.get("filters"), "order_by": ",".join([*shown, arguments.get("searchfield") or ""])}
	check_query(doctype, asked)
	if followers.is_guarded(doctype):
		arguments["ignore_user_permissions"] = False
	return arguments
