"""What is read about interactions, visits and promises. What depends on the person is asked by the framework's lists or the scope."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import frappe
from frappe.query_builder.functions import Count, Max, Sum
from frappe.utils import getdate, nowdate
from pypika import Case
from pypika.terms import Criterion

from crm_custom.customer_management.interactions.recompute import is_open_visit
from crm_custom.customer_management.interactions.rules.promise import OPEN, OURS
from crm_custom.customer_management.interactions.rules.visits import Contacted
from crm_custom.customer_management.rules.customer import DELETED
from crm_custom.permissions import scope
from crm_custom.permissions.person import Person

#: columns of a customer on the lists of call-backs
CUSTOMER_COLUMNS = (
	"name",
	"customer_name",
	"status",
	"customer_manager",
	"manager_name",
	"mobile",
	"phone",
	"last_interaction_on",
	"next_visit_on",
)
#: as many customers as one list shows
MOST_ROWS = 200
#: how far back the list of visited customers goes (R-077)
VISITED_DAYS = 15
MINE, TEAM, ALL = "mine", "team", "all"


def contacts_of(customer: str, is_latest: bool = False) -> list[Contacted]:
	"""The interactions of a customer as the rules want them; `is_latest` reads what others have committed meanwhile, under the lock."""
	interaction = frappe.qb.DocType("Interaction")
	query = frappe.qb.from_(interaction).select(
		interaction.name, interaction.recorded_by, interaction.occurred_at, interaction.next_visit_at
	)
	query = query.where(interaction.customer == customer)
	return [Contacted(*row) for row in (query.for_update() if is_latest else query).run()]


def find_customers(kind: str, day: date, whose: str, person: Person) -> list[dict[str, Any]]:
	"""The customers of a list of call-backs, by day and name; one more than MOST_ROWS tells that there are more.

	`kind`: "day" (to be visited on the day), "overdue" (before today), "week" (in the week of the day), "visited" (last contact on the day).
	"""
	filters, either = _filters_of(whose, person)
	return frappe.get_list(
		"Customer",
		fields=list(CUSTOMER_COLUMNS),
		filters=[*filters, *_filters_of_kind(kind, day)],
		or_filters=either,
		order_by="next_visit_on asc, customer_name asc" if kind != "visited" else "customer_name asc",
		limit_page_length=MOST_ROWS + 1,
	)


def find_open_visits(customers: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
	"""Customer: the visits planned for it, the earliest first."""
	interaction = frappe.qb.DocType("Interaction")
	query = _columns_of_interactions(interaction).where(is_open_visit(interaction)).orderby(interaction.next_visit_at)
	return _by_customer(query, interaction, customers)


def find_last_interactions(customers: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
	"""Customer: the interaction that occurred last (several when they occurred at the very same moment)."""
	interaction, other = frappe.qb.DocType("Interaction"), frappe.qb.DocType("Interaction").as_("other")
	newest = (
		frappe.qb.from_(other)
		.select(other.customer.as_("of"), Max(other.occurred_at).as_("at"))
		.where(scope.is_in(other.customer, customers))
		.groupby(other.customer)
	)
	newest = newest.as_("newest")
	query = _columns_of_interactions(interaction).join(newest)
	query = query.on((interaction.customer == newest["of"]) & (interaction.occurred_at == newest["at"]))
	return _by_customer(query, interaction, customers)


def find_open_promises(customers: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
	"""Customer: its open promises, the most urgent first."""
	promise = frappe.qb.DocType("Promise")
	query = (
		frappe.qb.from_(promise)
		.select(promise.customer, promise.name, promise.promise, promise.side, promise.due_on, promise.responsible)
		.where(promise.status == OPEN)
		.orderby(promise.due_on)
	)
	return _by_customer(query, promise, customers)


def count_call_backs(day: date, whose: str, person: Person) -> dict[str, int]:
	"""How many customers each list has, in one query."""
	customer = frappe.qb.DocType("Customer")
	today, (monday, sunday) = getdate(nowdate()), week_of(day)
	numbers = {
		"day": customer.next_visit_on == day,
		"overdue": customer.next_visit_on < today,
		"week": customer.next_visit_on[monday:sunday],
	}
	query = frappe.qb.from_(customer).where(customer.next_visit_on.isnotnull())
	for kind, rows in numbers.items():
		query = query.select(Sum(Case().when(rows, 1).else_(0)).as_(kind))
	found = _within(query, customer, whose, person).run(as_dict=True)
	return {kind: int(found[0][kind] or 0) for kind in numbers}


def count_visited(today: date, whose: str, person: Person) -> dict[int, int]:
	"""Days ago (1 to 15): how many customers had their last contact that day (R-077). Days without one are left out."""
	customer = frappe.qb.DocType("Customer")
	first, last = today - timedelta(days=VISITED_DAYS), today - timedelta(days=1)
	query = frappe.qb.from_(customer).select(customer.last_interaction_on, Count("*").as_("customers"))
	query = query.where(customer.last_interaction_on[first:last]).groupby(customer.last_interaction_on)
	return {(today - on).days: number for on, number in _within(query, customer, whose, person).run()}


def find_visits_between(start: date, end: date, customers: Criterion | None) -> list[dict[str, Any]]:
	"""Visits planned between two days, both included, with whether they are open; for the calendar."""
	interaction, customer = frappe.qb.DocType("Interaction"), frappe.qb.DocType("Customer")
	is_open = Case().when(is_open_visit(interaction), 1).else_(0)
	query = (
		_columns_of_interactions(interaction)
		.join(customer)
		.on(customer.name == interaction.customer)
		.select(customer.customer_name, is_open.as_("is_open"))
		.where((interaction.next_visit_at >= start) & (interaction.next_visit_at < end + timedelta(days=1)) & (customer.status != DELETED))
		.orderby(interaction.next_visit_at)
	)
	return (query if customers is None else query.where(customers)).run(as_dict=True)


def find_overdue_promises(today: date) -> list[dict[str, Any]]:
	"""Our open promises that are overdue and whose owner was not reminded; without those of people who have left. For the reminder."""
	promise, user, customer = frappe.qb.DocType("Promise"), frappe.qb.DocType("User"), frappe.qb.DocType("Customer")
	return (
		frappe.qb.from_(promise)
		.join(user)
		.on((user.name == promise.responsible) & (user.enabled == 1))
		.join(customer)
		.on((customer.name == promise.customer) & (customer.status != DELETED))
		.select(promise.name, promise.promise, promise.due_on, promise.responsible, customer.customer_name, user.language)
		.where((promise.status == OPEN) & (promise.side == OURS) & (promise.due_on < today) & promise.reminded_on.isnull())
		.orderby(promise.due_on)
		.run(as_dict=True)
	)


def last_habit_of(user: str) -> tuple[str | None, str | None]:
	"""Method and direction of what the user recorded last; (None, None) for the first time."""
	interaction = frappe.qb.DocType("Interaction")
	query = frappe.qb.from_(interaction).select(interaction.method, interaction.direction).where(interaction.recorded_by == user)
	rows = query.orderby(interaction.occurred_at, order=frappe.qb.desc).limit(1).run()
	return rows[0] if rows else (None, None)


def enabled_values(doctype: str) -> list[str]:
	"""The values of a dictionary that are offered, in their order."""
	return frappe.get_all(doctype, {"disabled": 0}, order_by="sort_order asc, title asc", pluck="name")


def week_of(day: date) -> tuple[date, date]:
	"""Monday and Sunday of the week of a day."""
	monday = day - timedelta(days=day.weekday())
	return monday, monday + timedelta(days=6)


def _filters_of(whose: str, person: Person) -> tuple[list, list | None]:
	"""Filters for the framework's list, and alternatives of which one must hold."""
	filters = [["status", "!=", DELETED]]
	if whose == MINE:
		return [*filters, ["customer_manager", "=", person.user]], None
	if whose == TEAM:
		alternatives = [["department", "in", sorted(person.departments)], ["customer_manager", "in", sorted({*person.team, person.user})]]
		return filters, [row for row in alternatives if row[2]]
	return filters, None


def _filters_of_kind(kind: str, day: date) -> list:
	if kind == "overdue":
		return [["next_visit_on", "<", getdate(nowdate())], ["next_visit_on", "is", "set"]]
	if kind == "week":
		return [["next_visit_on", "between", list(week_of(day))]]
	return [["last_interaction_on" if kind == "visited" else "next_visit_on", "=", day]]


def _within(query: Any, customer: Any, whose: str, person: Person) -> Any:
	query = query.where(customer.status != DELETED)
	if whose == MINE:
		query = query.where(customer.customer_manager == person.user)
	if whose == TEAM:
		query = query.where(
			scope.is_in(customer.department, person.departments) | scope.is_in(customer.customer_manager, {*person.team, person.user})
		)
	rows = scope.condition("Customer", scope.READ, person.user)
	return query if rows is None else query.where(rows)


def _columns_of_interactions(interaction: Any) -> Any:
	return frappe.qb.from_(interaction).select(
		interaction.customer,
		interaction.name,
		interaction.occurred_at,
		interaction.method,
		interaction.summary,
		interaction.recorded_by,
		interaction.next_visit_at,
	)


def _by_customer(query: Any, table: Any, customers: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
	customers = list(customers)
	found: dict[str, list[dict[str, Any]]] = {}
	if customers:
		for row in query.where(table.customer.isin(customers)).run(as_dict=True):
			found.setdefault(row.customer, []).append(row)
	return found
