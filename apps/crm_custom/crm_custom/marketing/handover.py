"""What of marketing is handed over when somebody leaves: open opportunities with their plans and steps (R-094)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from pypika.terms import Criterion

from crm_custom.base_data.handover.kinds import Kind, Leader, Transfer
from crm_custom.lifecycle.guard import machine_in_force
from crm_custom.marketing.rules.opportunity_machine import ASSIGNED, ENDED, MACHINE
from crm_custom.marketing.rules.plan_machine import DRAFT, EXECUTING

ASSIGNMENT = "Opportunity Assignment"


def is_open_opportunity(table: Any) -> Criterion:
	"""Ended ones stay with whoever ended them."""
	return table.status.notin(sorted(ENDED))


def opportunity_values(transfer: Transfer) -> Mapping[str, Any]:
	"""What a reassignment changes; an opportunity never loses its department."""
	values = {"manager_name": transfer.to.full_name, "assigned_by": transfer.by, "assigned_at": transfer.at.replace(microsecond=0)}
	return {**values, "department": transfer.to.department} if transfer.to.department else values


def after_opportunities(transfer: Transfer) -> None:
	"""The history of assignments has a row for each, and the state is the one after a reassignment (domain 3.3)."""
	_append_assignments(transfer)
	if transfer.is_undo:
		return
	machine = machine_in_force(MACHINE)
	states = sorted(state for state in machine.state_names if state != ASSIGNED and machine.moves(state, ASSIGNED))
	table = frappe.qb.DocType(MACHINE.doctype)
	frappe.qb.update(table).set(table.status, ASSIGNED).where(table.name.isin(list(transfer.names)) & table.status.isin(states)).run()


def is_running_plan(table: Any) -> Criterion:
	"""A plan whose opportunity is open."""
	return table.status.isin([DRAFT, EXECUTING])


def is_open_step(table: Any) -> Criterion:
	"""Without result, not skipped, of a running plan."""
	plan = frappe.qb.DocType("Development Plan")
	running = frappe.qb.from_(plan).select(plan.name).where(is_running_plan(plan))
	has_no_result = table.result.isnull() | (table.result == "")
	is_not_skipped = table.skipped_reason.isnull() | (table.skipped_reason == "")
	return (table.parenttype == "Development Plan") & table.parent.isin(running) & has_no_result & is_not_skipped


def _append_assignments(transfer: Transfer) -> None:
	row, names = frappe.qb.DocType(ASSIGNMENT), list(transfer.names)
	last = (
		frappe.qb.from_(row)
		.select(row.parent, frappe.query_builder.functions.Max(row.idx))
		.where((row.parenttype == MACHINE.doctype) & row.parent.isin(names))
		.groupby(row.parent)
	)
	last_of = dict(last.run())
	columns = ("name", "creation", "modified", "owner", "modified_by", "parent", "parenttype", "parentfield", "idx")
	facts = ("assigned_from", "assigned_to", "assigned_by", "assigned_at")
	stamp = (transfer.at, transfer.at, transfer.by, transfer.by)
	change = (transfer.from_user, transfer.to.user, transfer.by, transfer.at.replace(microsecond=0))
	rows = [
		(frappe.generate_hash(length=14), *stamp, name, MACHINE.doctype, "assignments", (last_of.get(name) or 0) + 1, *change)
		for name in names
	]
	frappe.db.bulk_insert(ASSIGNMENT, [*columns, *facts], rows)


KINDS = (
	Kind(
		doctype="Sales Opportunity",
		label="Open opportunities",
		owner_field="assigned_to",
		title_field="customer_name",
		which=is_open_opportunity,
		values=opportunity_values,
		after=after_opportunities,
		leader=Leader("customer", "Customer"),
		state_field="status",
		dimensions={"region": "customer_region", "grade": "customer_grade", "department": "department"},
	),
	Kind(
		doctype="Development Plan",
		label="Running plans",
		owner_field="assigned_to",
		title_field="customer_name",
		which=is_running_plan,
		values=lambda transfer: {"manager_name": transfer.to.full_name},
		leader=Leader("opportunity", "Sales Opportunity"),
		is_follower=True,
	),
	Kind(
		doctype="Development Plan Step",
		label="Open steps of plans",
		owner_field="step_owner",
		title_field="item",
		which=is_open_step,
		values=lambda transfer: {"reminded_on": None},
		leader=Leader("parent", "Development Plan"),
	),
)
