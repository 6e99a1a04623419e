"""The doors of the framework as functions: which of these records does whoever is logged in get through each of them?

Shared by the self-check (`check.py`) and the tests. A door is asked as a request would ask it: through the gate and with the overridden
endpoints. None means that the person's role closes the door altogether.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Collection
from typing import Any

import frappe

from crm_custom.permissions import followers, gate
from crm_custom.permissions.rule import is_in

Names = Collection[str]
Door = Callable[[str, Names], set[str] | None]
CountDoor = Callable[[str, Names], int | None]


def call(command: str, **arguments: Any) -> Any:
	"""Call an endpoint as the framework does for a request of whoever is logged in."""
	before = frappe.local.form_dict
	frappe.local.form_dict = frappe._dict(arguments)
	frappe.local.response = frappe._dict(docs=[])
	try:
		if frappe.session.user != "Administrator":
			gate.check_call(command, frappe.local.form_dict)
		command = (frappe.get_hooks("override_whitelisted_methods").get(command) or [command])[-1]
		method = frappe.get_attr(command)
		frappe.is_whitelisted(method)
		return frappe.call(method, **frappe.local.form_dict)
	finally:
		frappe.local.form_dict = before


def each(ask: Callable[[str, str], bool]) -> Door:
	"""A door that takes one record at a time; a refusal means that the record is not shown."""

	def door(doctype: str, names: Names) -> set[str]:
		return {name for name in names if _is_shown(ask, doctype, name)}

	return door


def _is_shown(ask: Callable[[str, str], bool], doctype: str, name: str) -> bool:
	try:
		return bool(ask(doctype, name))
	except frappe.PermissionError:
		frappe.clear_messages()
		return False


def by_list(doctype: str, names: Names) -> set[str]:
	"""The framework's own list query."""
	return set(frappe.get_list(doctype, _filters(doctype, names), pluck="name", limit=0))


def by_list_view(doctype: str, names: Names) -> set[str]:
	"""The list view of the Desk."""
	data = call("frappe.desk.reportview.get", **_list_arguments(doctype, names))
	return {row[data["keys"].index("name")] for row in data["values"]} if data else set()


def by_report_builder(doctype: str, names: Names) -> set[str]:
	"""The report builder, and REST lists of the Desk."""
	return {row["name"] for row in call("frappe.desk.reportview.get_list", **_list_arguments(doctype, names))}


def by_export(doctype: str, names: Names) -> set[str] | None:
	"""Writes a line into the Access Log, as every export does."""
	if not frappe.permissions.can_export(doctype):
		return None
	call("frappe.desk.reportview.export_query", **_list_arguments(doctype, names), file_format_type="CSV", title=doctype)
	content = frappe.local.response.get("filecontent") or frappe.local.response.get("result")
	text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
	return {row[1] for row in csv.reader(io.StringIO(text)) if len(row) > 1} & set(names)


def by_rest_list(doctype: str, names: Names) -> set[str]:
	"""Lists over REST and RPC."""
	return {row.name for row in call("frappe.client.get_list", doctype=doctype, filters=_filters(doctype, names), limit_page_length=0)}


def by_calendar(doctype: str, names: Names) -> set[str]:
	"""The calendar view."""
	fields = json.dumps({"start": "creation", "end": "creation", "id": "name", "title": "name"})
	arguments = {"doctype": doctype, "start": "1990-01-01", "end": "2100-01-01", "field_map": fields}
	return {row.name for row in call("frappe.desk.calendar.get_events", **arguments, filters=json.dumps(_filters(doctype, names)))}


def by_link(doctype: str, name: str) -> bool:
	"""As a link field does that asks to go around user permissions."""
	call("frappe.desk.search.search_link", doctype=doctype, txt=name, ignore_user_permissions=1, page_length=50)
	return name in {row["value"] for row in frappe.local.response.get("results", [])}


def by_form(doctype: str, name: str) -> bool:
	"""What a form shows beside its fields: comments, mails, files, versions, tags, assignments."""
	call("frappe.desk.form.load.get_docinfo", doctype=doctype, name=name)
	return frappe.local.response.get("docinfo") is not None


def by_form_load(doctype: str, name: str) -> bool:
	"""Marks the record as seen, as opening it does."""
	call("frappe.desk.form.load.getdoc", doctype=doctype, name=name)
	return bool(frappe.local.response.get("docs"))


def by_print(doctype: str, name: str) -> bool:
	"""The print view."""
	return bool(call("frappe.www.printview.get_html_and_style", doc=doctype, name=name))


def by_link_title(doctype: str, name: str) -> bool:
	"""The title that a link shows: the bare name means that it is not shown."""
	return call("frappe.desk.search.get_link_title", doctype=doctype, docname=name) != name


def by_link_check(doctype: str, name: str) -> bool:
	"""The check and the fetched values of a link field."""
	return bool(call("frappe.client.validate_link", doctype=doctype, docname=name, fields='["owner"]').get("owner"))


def by_follower(follower: str, doctype: str, names: Names) -> set[str]:
	"""The records of which rows of a follower (files, comments, …) are seen, whatever the role says about the follower."""
	kind = followers.FOLLOWERS[follower]
	table = frappe.qb.DocType(follower)
	rows = followers.readable(follower)
	query = frappe.qb.from_(table).select(table[kind.name_field]).distinct()
	query = query.where(is_in(table[kind.type_field], {doctype}) & is_in(table[kind.name_field], names))
	return set((query if rows is None else query.where(rows)).run(pluck=True))


def count_of_list(doctype: str, names: Names) -> int:
	"""The number under a list."""
	return call("frappe.desk.reportview.get_count", doctype=doctype, filters=_filters(doctype, names), fields=[])


def count_of_client(doctype: str, names: Names) -> int:
	"""The count for clients."""
	return call("frappe.client.get_count", doctype=doctype, filters=_filters(doctype, names))


def count_of_number_card(doctype: str, names: Names) -> int:
	"""A number card."""
	card = {"document_type": doctype, "function": "Count", "name": "check"}
	found = call(
		"frappe.desk.doctype.number_card.number_card.get_result", doc=json.dumps(card), filters=json.dumps(_filters(doctype, names))
	)
	return int(found or 0)


def count_of_chart(doctype: str, names: Names) -> int:
	"""A chart by group, summed."""
	chart = {"document_type": doctype, "chart_type": "Group By", "group_by_type": "Count", "group_by_based_on": "owner", "name": "check"}
	chart["filters_json"] = json.dumps(_filters(doctype, names))
	data = call("frappe.desk.doctype.dashboard_chart.dashboard_chart.get", chart=json.dumps(chart))
	return int(sum(data["datasets"][0]["values"])) if data else 0


def count_of_groups(doctype: str, names: Names) -> int:
	"""The counts in the side bar of a list, summed."""
	filters = json.dumps(_filters(doctype, names))
	groups = call("frappe.desk.listview.get_group_by_count", doctype=doctype, current_filters=filters, field="docstatus")
	return sum(group["count"] for group in groups)


def _filters(doctype: str, names: Names) -> list:
	return [[doctype, "name", "in", sorted(names)]]


def _list_arguments(doctype: str, names: Names) -> dict[str, Any]:
	fields = json.dumps([f"`tab{doctype}`.`name`"])
	return {"doctype": doctype, "fields": fields, "filters": json.dumps(_filters(doctype, names)), "start": 0, "page_length": 0}


#: doors that change nothing
DOORS: dict[str, Door] = {
	"list": by_list,
	"list view": by_list_view,
	"report builder": by_report_builder,
	"REST list": by_rest_list,
	"calendar": by_calendar,
	"link search": each(by_link),
	"link check": each(by_link_check),
	"form": each(by_form),
	"REST record": each(lambda doctype, name: call("frappe.client.get", doctype=doctype, name=name)),
	"REST value": each(lambda doctype, name: call("frappe.client.get_value", doctype=doctype, fieldname="owner", filters=name)),
	"permission": each(lambda doctype, name: frappe.get_doc(doctype, name).has_permission("read")),
}
#: doors that leave a trace of the visit, or cost too much to try on many records
DOORS_WITH_TRACES: dict[str, Door] = {"export": by_export, "form load": each(by_form_load), "print": each(by_print)}
COUNT_DOORS: dict[str, CountDoor] = {
	"count of the list": count_of_list,
	"count by REST": count_of_client,
	"number card": count_of_number_card,
	"chart": count_of_chart,
	"counts by group": count_of_groups,
}
