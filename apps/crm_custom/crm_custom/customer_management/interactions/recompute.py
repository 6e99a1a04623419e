"""Last contact and next visit of customers, from their interactions: one statement for as many customers as one likes (domain 3.7).

What counts is told in `rules/visits.py`; here it is said to the database. The statement reads what is committed at its time, so that it may
run again whenever one likes: it always ends with what the interactions say.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import frappe
from frappe.query_builder.functions import Coalesce, Date, Max, Min
from pypika import Case
from pypika.terms import Criterion, ExistsCriterion, Field

#: stands for "no date" where two dates are compared
NEVER = "1000-01-01"


def recompute(customers: Iterable[str]) -> None:
	"""Set the dates of these customers anew. Leaves their `modified` alone: whoever has the form open may go on and save it."""
	names = sorted(set(customers))
	if not names:
		return
	customer, last, visit = _joined(names)
	query = (
		frappe.qb.update(customer).left_join(last).on(last.last_of == customer.name).left_join(visit).on(visit.visit_of == customer.name)
	)
	for field, value in _values(last, visit).items():
		query = query.set(customer[field], value)
	query.where(customer.name.isin(names)).run()


def heal() -> int:
	"""Find every customer whose dates are not what the interactions say and set them right; answers how many there were.

	For the nightly job, and after a change of the contact methods. Two statements, however many customers.
	"""
	wrong = find_wrong()
	lock_customers(wrong)
	recompute(wrong)
	return len(wrong)


def find_wrong() -> list[str]:
	"""Customers whose dates differ from what their interactions say."""
	customer, last, visit = _joined(None)
	query = frappe.qb.from_(customer).left_join(last).on(last.last_of == customer.name).left_join(visit).on(visit.visit_of == customer.name)
	differs = [Coalesce(customer[field], NEVER) != Coalesce(value, NEVER) for field, value in _values(last, visit).items()]
	return query.select(customer.name).where(Criterion.any(differs)).run(pluck=True)


def lock_customers(names: Iterable[str]) -> None:
	"""Let nobody else record anything about these customers until the end of the transaction.

	Whoever changes interactions takes this lock first: two people at once would otherwise each wait for what the other one has written.
	"""
	names = sorted(set(filter(None, names)))
	if names:
		customer = frappe.qb.DocType("Customer")
		frappe.qb.from_(customer).select(customer.name).where(customer.name.isin(names)).orderby(customer.name).for_update().run()


def is_open_visit(interaction: Any) -> Criterion:
	"""The visit that the interaction plans is neither fulfilled nor replaced: the condition on a table of interactions."""
	later = frappe.qb.DocType("Interaction").as_("later")
	fulfils = later.occurred_at >= Date(interaction.next_visit_at)
	replaces = (later.recorded_by == interaction.recorded_by) & later.next_visit_at.isnotnull()
	settled = (
		frappe.qb.from_(later)
		.select(later.name)
		.where((later.customer == interaction.customer) & (later.occurred_at > interaction.occurred_at) & (fulfils | replaces))
	)
	return interaction.next_visit_at.isnotnull() & ExistsCriterion(settled).negate()


def _joined(names: list[str] | None) -> tuple[Any, Any, Any]:
	"""Customer, and per customer the last occurrences and the next open visit; limited to the names when there are any."""
	interaction, method = frappe.qb.DocType("Interaction"), frappe.qb.DocType("Contact Method")
	counting = Case().when(method.is_substantive == 1, interaction.occurred_at)
	last = (
		frappe.qb.from_(interaction)
		.left_join(method)
		.on(method.name == interaction.method)
		.select(interaction.customer.as_("last_of"), Max(interaction.occurred_at).as_("last_at"), Max(counting).as_("counting_at"))
		.groupby(interaction.customer)
	)
	visit = (
		frappe.qb.from_(interaction)
		.select(interaction.customer.as_("visit_of"), Min(interaction.next_visit_at).as_("visit_at"))
		.where(is_open_visit(interaction))
		.groupby(interaction.customer)
	)
	if names is not None:
		last, visit = last.where(interaction.customer.isin(names)), visit.where(interaction.customer.isin(names))
	return frappe.qb.DocType("Customer"), last.as_("last_contact"), visit.as_("next_visit")


def _values(last: Any, visit: Any) -> dict[str, Field]:
	return {
		"last_interaction_on": Date(last.last_at),
		"last_substantive_interaction_on": Date(last.counting_at),
		"next_visit_on": Date(visit.visit_at),
	}
