"""Endpoints of the framework whose answer is not limited to the rows that the user sees: answered here, from permitted rows only.

Named in `override_whitelisted_methods`. Each takes what the framework's takes and answers in its shape.
"""

from __future__ import annotations

import inspect
from typing import Any

import frappe
from frappe.desk import search as desk_search
from frappe.desk.doctype.dashboard_chart import dashboard_chart
from frappe.desk.doctype.event import event
from frappe.desk.form import linked_with, load
from frappe.utils import cint, global_search

from crm_custom.exceptions import refuse
from crm_custom.permissions import followers
from crm_custom.permissions.refusals import CountsEveryRecordError
from crm_custom.permissions.rule import is_in

#: so many pages of the framework's search are looked through for rows that the user sees
MOST_PAGES = 10
#: the framework counts connections up to this number
MOST_CONNECTIONS = 100


def readable_names(doctype: str, names: list[str]) -> set[str]:
	"""Those of the records that the user may list; none when no role lets them."""
	if not names or frappe.is_table(doctype):
		return set()
	try:
		return {str(name) for name in frappe.get_list(doctype, {"name": ["in", names]}, pluck="name", limit=0, order_by=None)}
	except frappe.PermissionError:
		frappe.clear_last_message()
		return set()


@frappe.whitelist(methods=["GET", "POST"])
def search(text: str, start: int | str = 0, limit: int | str = 20, doctype: str = "") -> list:
	"""The framework's global search, which looks at no permission."""
	found: list = []
	start, limit = cint(start), cint(limit) or 20
	for _page in range(MOST_PAGES):
		page = global_search.search(text, start, limit, doctype)
		seen = {kind: readable_names(kind, [row.name for row in page if row.doctype == kind]) for kind in {row.doctype for row in page}}
		found += [row for row in page if row.name in seen[row.doctype]]
		if not page or len(found) >= limit:
			break
		start += limit
	return found[:limit]


@frappe.whitelist(methods=["GET", "POST"])
def get_linked_docs(doctype: str, docname: str) -> dict[str, list]:
	"""The framework's "linked with"."""
	answer = {}
	for kind, rows in linked_with.get(doctype, docname).items():
		seen = readable_names(kind, [row["name"] for row in rows])
		if visible := [row for row in rows if str(row["name"]) in seen]:
			answer[kind] = visible
	return answer


@frappe.whitelist(methods=["GET", "POST"])
def get_link_title(doctype: str, docname: str) -> str | None:
	"""The title that a link shows: only the name for a record that one does not see, so that forms still open."""
	if followers.is_guarded(doctype) and not followers.includes(doctype, docname):
		return docname
	return desk_search.get_link_title(doctype, docname)


@frappe.whitelist(methods=["GET", "POST"])
def get_doc(doctype: str, name: str, user: str | None = None) -> Any:
	"""The framework's loading of a form, without the titles of linked records that the user does not see."""
	answer = load.getdoc(doctype, name, user)
	titles = frappe.local.response.get("_link_titles") or {}
	by_type: dict[str, list[str]] = {}
	for key in titles:
		kind, _separator, linked = key.partition("::")
		if followers.is_guarded(kind) and followers.readable(kind) is not None:
			by_type.setdefault(kind, []).append(linked)
	for kind, names in by_type.items():
		for hidden in set(names) - readable_names(kind, names):
			titles.pop(f"{kind}::{hidden}")
	return answer


@frappe.whitelist(methods=["GET", "POST"])
def get_tagged_docs(doctype: str, tag: str) -> list:
	"""The records with a tag."""
	return frappe.get_list(doctype, {"_user_tags": ["like", f"%{tag}%"]}, limit=0, as_list=True)


@frappe.whitelist(methods=["GET", "POST"])
def get_workflow_state_count(doctype: str, workflow_state_field: str, states: str | list) -> list:
	"""How many records stand in states that a workflow does not know."""
	frappe.has_permission(doctype, "read", throw=True)
	filters = {workflow_state_field: ["not in", frappe.parse_json(states)]}
	names = frappe.get_list(doctype, filters, [workflow_state_field], limit=0, as_list=True)
	counts: dict[str, int] = {}
	for (state,) in names:
		counts[state] = counts.get(state, 0) + 1
	return [{workflow_state_field: state, "count": count} for state, count in counts.items() if state]


@frappe.whitelist(methods=["GET", "POST"])
def get_open_count(doctype: str, name: str, items: str | list | None = None) -> dict:
	"""The numbers on the connections of a form, of the rows that the user may list."""
	from frappe.desk import notifications

	answer = notifications.get_open_count(doctype, name, items)
	links = frappe.get_meta(doctype).get_dashboard_data()
	for data in answer["count"] if isinstance(answer["count"], list) else answer["count"].get("external_links_found", []):
		kind = data.get("name") or data.get("doctype")
		if followers.is_guarded(kind) and data.get("count") and followers.readable(kind) is not None:
			_recount(data, kind, links.get("non_standard_fieldnames", {}).get(kind, links.get("fieldname")), name)
	return answer


def _recount(data: dict, doctype: str, fieldname: str, name: str) -> None:
	seen = frappe.get_list(doctype, {fieldname: name}, pluck="name", limit=MOST_CONNECTIONS, distinct=True, order_by=None)
	data["count"] = len(seen)
	if "open_count" in data:
		data["open_count"] = min(data["open_count"], data["count"])


@frappe.whitelist(methods=["GET", "POST"])
def get_events(
	start: str, end: str, user: str | None = None, for_reminder: bool | int = False, filters: str | list | dict | None = None
) -> list:
	"""The calendar of whoever is logged in, whatever `user` says, without appointments on records that they do not see."""
	events = event.get_events(start, end, frappe.session.user, for_reminder, filters)
	rows = followers.readable("Event")
	if rows is None or not events:
		return events
	table = frappe.qb.DocType("Event")
	query = frappe.qb.from_(table).select(table.name).where(is_in(table.name, {row.name for row in events}) & rows)
	seen = set(query.run(pluck=True))
	return [row for row in events if row.name in seen]


@frappe.whitelist(methods=["GET", "POST"])
def get_chart(
	chart_name: str | None = None,
	chart: str | dict | None = None,
	no_cache: Any = None,
	filters: Any = None,
	from_date: str | None = None,
	to_date: str | None = None,
	timespan: str | None = None,
	time_interval: str | None = None,
	heatmap_year: str | int | None = None,
	refresh: Any = None,
) -> Any:
	"""A chart's figures. The framework keeps one answer for everybody, and its heat maps count the whole table."""
	known = frappe.get_doc("Dashboard Chart", chart_name) if chart_name else frappe._dict(frappe.parse_json(chart))
	arguments = {"filters": filters, "from_date": from_date, "to_date": to_date, "timespan": timespan}
	arguments |= {"time_interval": time_interval, "heatmap_year": heatmap_year}
	if not followers.is_guarded(known.document_type):
		return dashboard_chart.get(chart_name=chart_name, chart=chart, no_cache=no_cache, refresh=refresh, **arguments)
	if known.type == "Heatmap" and followers.readable(known.document_type) is not None:
		refuse(CountsEveryRecordError, record_type=frappe._(known.document_type))
	# the function behind the cache, with everything that was asked
	return inspect.unwrap(dashboard_chart.get)(chart_name=chart_name, chart=chart, **arguments)
