"""The framework's open tasks (ToDo) as something that is handed over, and the sidebar's "assigned to" that follows them."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import frappe
from pypika.terms import Criterion

from crm_custom.base_data.handover.kinds import Kind, Leader, Transfer

SETTLED = ("Closed", "Cancelled")


def assigned_work(table: Any) -> Criterion:
	"""Open tasks about a record, or given by somebody else; what a person noted for himself stays private."""
	about_a_record = table.reference_name.isnotnull() & (table.reference_name != "")
	return (table.status == "Open") & (about_a_record | (table.assigned_by != table.allocated_to))


def follow_tasks(transfer: Transfer) -> None:
	"""Each record shows the people who have an open task about it. A few statements for each DocType in the batch."""
	task = frappe.qb.DocType("ToDo")
	about = frappe.qb.from_(task).select(task.reference_type, task.reference_name).where(task.name.isin(list(transfer.names)))
	names_of = defaultdict(set)
	for doctype, name in about.run():
		if doctype and name and frappe.db.table_exists(doctype):
			names_of[doctype].add(name)
	for doctype, names in names_of.items():
		_show_assignees(doctype, sorted(names))


def _show_assignees(doctype: str, names: list[str]) -> None:
	task = frappe.qb.DocType("ToDo")
	query = (
		frappe.qb.from_(task)
		.select(task.reference_name, task.allocated_to)
		.distinct()
		.where((task.reference_type == doctype) & task.reference_name.isin(names) & task.status.notin(SETTLED))
		.orderby(task.allocated_to)
	)
	people = defaultdict(list)
	for name, user in query.run():
		if user:
			people[name].append(user)
	by_people = defaultdict(list)
	for name in names:
		by_people[json.dumps(people[name])].append(name)
	table = frappe.qb.DocType(doctype)
	for assignees, chosen in by_people.items():
		frappe.qb.update(table).set(table._assign, assignees).where(table.name.isin(chosen)).run()


KINDS = (
	Kind(
		doctype="ToDo",
		label="Open tasks",
		owner_field="allocated_to",
		title_field="description",
		which=assigned_work,
		after=follow_tasks,
		leader=Leader("reference_name", doctype_column="reference_type"),
		needs_customer_manager=False,
	),
)
