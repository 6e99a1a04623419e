"""What of customer management is handed over when somebody leaves: customers, contacts of no record, promises to keep (R-094)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from pypika.terms import Criterion, ExistsCriterion

from crm_custom.base_data.handover.kinds import Kind, Leader, Transfer
from crm_custom.customer_management import ownership_log

#: functions that are told which customers got another manager: (names) -> None
FOLLOWERS_HOOK = "customers_have_moved"


def customer_values(transfer: Transfer) -> Mapping[str, Any]:
	"""What changes with the manager: the name shown, and the department (R-051)."""
	return {"manager_name": transfer.to.full_name, "department": transfer.to.department}


def after_customers(transfer: Transfer) -> None:
	"""A row of the ownership history for each; what follows its customer into the department follows."""
	customer = frappe.qb.DocType("Customer")
	names = list(transfer.names)
	rows = frappe.qb.from_(customer).select(customer.name, customer.customer_name).where(customer.name.isin(names)).run()
	why = ownership_log.HANDOVER_UNDONE if transfer.is_undo else ownership_log.HANDOVER
	change = ownership_log.Change(
		transfer.from_user, transfer.to.user, why, transfer.by, transfer.at, transfer.remark or None, transfer.handover
	)
	ownership_log.append(change, rows)
	for follow in frappe.get_hooks(FOLLOWERS_HOOK):
		frappe.get_attr(follow)(names)


def belongs_to_nothing(table: Any) -> Criterion:
	"""Contacts without a link: only whoever entered one sees it."""
	link = frappe.qb.DocType("Dynamic Link")
	links = frappe.qb.from_(link).select(link.name).where((link.parenttype == "Contact") & (link.parent == table.name))
	# the card that the framework makes of a user is nobody's work
	return ExistsCriterion(links).negate() & (table.user.isnull() | (table.user == ""))


KINDS = (
	Kind(
		doctype="Customer",
		label="Customers",
		owner_field="customer_manager",
		title_field="customer_name",
		values=customer_values,
		after=after_customers,
		dimensions={"region": "region", "grade": "grade", "department": "department"},
	),
	Kind(
		doctype="Contact",
		label="Contacts without customer",
		owner_field="owner",
		title_field="name",
		which=belongs_to_nothing,
		needs_customer_manager=False,
	),
	Kind(
		doctype="Promise",
		label="Promises not yet kept",
		owner_field="responsible",
		title_field="promise",
		which=lambda table: table.status == "Outstanding",
		values=lambda transfer: {"reminded_on": None},
		leader=Leader("customer", "Customer"),
		needs_customer_manager=False,
	),
)
