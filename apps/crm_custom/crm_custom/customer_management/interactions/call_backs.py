"""What the page of call-backs, the quick entry and the form of a customer show: rows of several queries put together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_fullname, getdate, nowdate

from crm_custom.customer_management.contact import contacts_to_choose
from crm_custom.customer_management.interactions import queries
from crm_custom.customer_management.interactions.rules.promise import OPEN
from crm_custom.permissions.person import get_person

KINDS = ("day", "overdue", "week", "visited")
#: interactions that the form of a customer shows
SHOWN = 5


def call_backs(kind: str, day: date, whose: str, user: str) -> dict[str, Any]:
	"""The customers of one list with last contact, planned visit and open promises, and how many each list has.

	`kind` as in queries.find_customers; `whose`: the user's own customers ("mine"), the department's and the team's ("team"), or all that the
	user reads ("all"). The number of queries does not depend on the number of rows. Raises ValueError for an unknown kind or whose.
	"""
	if kind not in KINDS or whose not in (queries.MINE, queries.TEAM, queries.ALL):
		raise ValueError(f"no such list: {kind}, {whose}")
	person, today = get_person(user), getdate(nowdate())
	found = queries.find_customers(kind, day, whose, person)
	customers = found[: queries.MOST_ROWS]
	return {
		"rows": _rows(customers),
		"has_more": len(found) > queries.MOST_ROWS,
		"counts": queries.count_call_backs(day, whose, person),
		"visited": queries.count_visited(today, whose, person),
		"today": today,
		"week": queries.week_of(day),
		"may_lead": person.is_supervisor,
		"may_read_all": person.is_reader_of_all,
	}


def entry_defaults(user: str, customer: str | None) -> dict[str, Any]:
	"""What a quick entry begins with."""
	methods, directions = queries.enabled_values("Contact Method"), queries.enabled_values("Contact Direction")
	method, direction = queries.last_habit_of(user)
	return {
		"methods": [{"value": name, "label": _(name)} for name in methods],
		"directions": [{"value": name, "label": _(name)} for name in directions],
		"method": method if method in methods else next(iter(methods), None),
		"direction": direction if direction in directions else next(iter(directions), None),
		"contacts": contacts_to_choose(customer) if customer else [],
		"visits": queries.find_open_visits([customer]).get(customer, []) if customer else [],
	}


def customer_panel(customer: str) -> dict[str, Any]:
	"""The last interactions, the planned visits and the open promises of a customer, as far as the user reads them."""
	interactions = frappe.get_list(
		"Interaction",
		filters={"customer": customer},
		fields=["name", "occurred_at", "method", "summary", "recorded_by"],
		order_by="occurred_at desc",
		limit_page_length=SHOWN,
	)
	promises = frappe.get_list(
		"Promise",
		filters={"customer": customer, "status": OPEN},
		fields=["name", "promise", "side", "due_on", "responsible"],
		order_by="due_on asc",
		limit_page_length=0,
	)
	visits = queries.find_open_visits([customer]).get(customer, [])
	_name_people((*interactions, *visits), "recorded_by")
	_name_people(promises, "responsible")
	_translate_methods((*interactions, *visits))
	return {"interactions": interactions, "visits": visits, "promises": promises, "today": getdate(nowdate())}


def _rows(customers: list[dict[str, Any]]) -> list[dict[str, Any]]:
	names = [customer.name for customer in customers]
	visits, last = queries.find_open_visits(names), queries.find_last_interactions(names)
	promises = queries.find_open_promises(names)
	for customer in customers:
		customer.visits = visits.get(customer.name, [])
		customer.last = next(iter(last.get(customer.name, [])), None)
		customer.promises = promises.get(customer.name, [])
		_translate_methods(filter(None, (*customer.visits, customer.last)))
	return customers


def _translate_methods(rows: Iterable[dict[str, Any]]) -> None:
	for row in rows:
		row["method_label"] = _(row["method"])


def _name_people(rows: Iterable[dict[str, Any]], field: str) -> None:
	for row in rows:
		row[f"{field}_name"] = get_fullname(row[field])
