"""What a person who enters a customer is shown of the likely duplicates: whose they are, not their data (R-050, R-093)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

import frappe

from crm_custom.customer_management.duplicates import candidates
from crm_custom.customer_management.duplicates.candidates import Likely
from crm_custom.customer_management.duplicates.rules.keys import Facts
from crm_custom.customer_management.duplicates.rules.likeness import TELL
from crm_custom.permissions import scope

MOST_SHOWN = 5
IN_THE_POOL = "In the pool"


class Shown(TypedDict):
	"""One likely duplicate as anybody in the CRM may see it."""

	customer: str
	customer_name: str
	manager_name: str
	status: str
	is_in_pool: bool
	is_readable: bool
	score: int
	reasons: tuple[str, ...]


def warnings_for(facts: Facts, except_for: str | None = None) -> list[Shown]:
	"""The likeliest duplicates of what is being entered, at most five. Reasons are English; the caller translates them."""
	likely = candidates.find_likely(facts, TELL, except_for)[:MOST_SHOWN]
	return _shown(likely)


def _shown(likely: Iterable[Likely]) -> list[Shown]:
	by_name = {one.customer: one.likeness for one in likely}
	if not by_name:
		return []
	customer = frappe.qb.DocType("Customer")
	columns = (customer.name, customer.customer_name, customer.manager_name, customer.status, customer.pool_state)
	rows = frappe.qb.from_(customer).select(*columns).where(customer.name.isin(list(by_name))).run(as_dict=True)
	readable = _readable(list(by_name))
	shown = [
		Shown(
			customer=row.name,
			customer_name=row.customer_name,
			manager_name=row.manager_name,
			status=row.status,
			is_in_pool=row.pool_state == IN_THE_POOL,
			is_readable=row.name in readable,
			score=by_name[row.name].score,
			reasons=by_name[row.name].reasons,
		)
		for row in rows
	]
	return sorted(shown, key=lambda one: (-one["score"], one["customer"]))


def _readable(customers: list[str]) -> set[str]:
	if not frappe.has_permission("Customer", "read"):
		return set()
	customer = frappe.qb.DocType("Customer")
	query = frappe.qb.from_(customer).select(customer.name).where(customer.name.isin(customers))
	rows = scope.condition("Customer")
	return set((query if rows is None else query.where(rows)).run(pluck=True))
