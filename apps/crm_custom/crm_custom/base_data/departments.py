"""The tree of departments: what may stand where, moving, and what the tree in the Desk shows (R-329, R-349)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypedDict

import frappe
from frappe.query_builder.functions import Count
from frappe.utils import get_fullname

from crm_custom.base_data import refusals
from crm_custom.base_data.rules.departments import Place, add_up
from crm_custom.base_data.rules.hierarchy import closes_a_cycle
from crm_custom.exceptions import refuse

if TYPE_CHECKING:
	from crm_custom.base_data.doctype.crm_department.crm_department import CRMDepartment

DOCTYPE, PARENT = "CRM Department", "parent_crm_department"
#: functions that count what belongs to departments: () -> {department: count}
FIGURES_HOOK = "department_customers"


class Node(TypedDict):
	"""One department as the tree shows it; people and customers with everything below."""

	value: str
	title: str
	expandable: bool
	head: str | None
	head_name: str
	disabled: bool
	people: int
	customers: int


def check_place(department: CRMDepartment) -> None:
	"""The parent is enabled and not below the department. Raises DepartmentCycleError, DepartmentDisabledError.

	The rows of the tree are locked first: of two people who move departments at once the second sees what the first did.
	"""
	if not (department.is_new() or department.has_value_changed(PARENT)):
		return
	above = lock_tree()
	parent = department.get(PARENT) or None
	_take_stored_place(department)
	if parent and not department.is_new() and closes_a_cycle(department.name, parent, above):
		refuse(refusals.DepartmentCycleError, department=department.name, parent=parent)
	if parent:
		check_enabled(parent)


def check_disabling(department: CRMDepartment) -> None:
	"""A department is disabled after those below it. Raises DepartmentHasEnabledBelowError."""
	if not department.disabled or department.is_new() or not department.has_value_changed("disabled"):
		return
	below = frappe.get_all(DOCTYPE, {PARENT: department.name, "disabled": 0}, pluck="name", order_by="name", limit=5)
	if below:
		refuse(refusals.DepartmentHasEnabledBelowError, department=department.name, below=frappe._(", ").join(below))


def check_head(department: CRMDepartment) -> None:
	"""A new head is an enabled user. Raises HeadDisabledError."""
	if not department.head or not (department.is_new() or department.has_value_changed("head")):
		return
	if not frappe.db.get_value("User", department.head, "enabled"):
		refuse(refusals.HeadDisabledError, user=get_fullname(department.head))


def check_enabled(name: str) -> None:
	"""A department that is newly chosen is an enabled one. Raises DepartmentDisabledError."""
	if frappe.db.get_value(DOCTYPE, name, "disabled"):
		refuse(refusals.DepartmentDisabledError, department=name)


def check_nothing_below(department: CRMDepartment) -> None:
	"""What has departments below it is not deleted. Raises DepartmentHasDepartmentsBelowError."""
	if frappe.db.exists(DOCTYPE, {PARENT: department.name}):
		refuse(refusals.DepartmentHasDepartmentsBelowError, department=department.name)


def check_merge(old: str, new: str) -> None:
	"""A department is not merged into one of its own. Raises DepartmentMergeError."""
	if closes_a_cycle(old, new, lock_tree()):
		refuse(refusals.DepartmentMergeError, department=old, into=new)


def move_department(name: str, parent: str | None) -> None:
	"""Put a department, with everything below it, under another one; None makes it one of the top level.

	For whoever may write departments. Raises DepartmentCycleError, DepartmentDisabledError.
	"""
	department = frappe.get_doc(DOCTYPE, name)
	department.set(PARENT, parent or None)
	department.save()


def list_nodes(parent: str | None) -> list[Node]:
	"""The departments directly below the parent (None: the top level) that the user may read, by name, with head and counts."""
	readable = set(frappe.get_list(DOCTYPE, pluck="name", limit_page_length=0))
	rows = frappe.get_all(DOCTYPE, fields=["name", PARENT, "lft", "rgt", "head", "disabled"], order_by="name", limit_page_length=0)
	places = [Place(row.name, row.lft, row.rgt) for row in rows]
	people, customers = add_up(places, _people_by_department()), add_up(places, _customers_by_department())
	chosen = [row for row in rows if row.name in readable and (row[PARENT] or None) == (parent or None)]
	names = _names_of({row.head for row in chosen if row.head})
	return [
		{
			"value": row.name,
			"title": row.name,
			"expandable": row.rgt - row.lft > 1,
			"head": row.head,
			"head_name": names.get(row.head, row.head or ""),
			"disabled": bool(row.disabled),
			"people": people[row.name],
			"customers": customers[row.name],
		}
		for row in chosen
	]


def lock_tree() -> dict[str, str | None]:
	"""Department: parent, as it is now, held until the end of the transaction."""
	table = frappe.qb.DocType(DOCTYPE)
	return {name: parent or None for name, parent in frappe.qb.from_(table).select(table.name, table[PARENT]).for_update().run()}


def _take_stored_place(department: CRMDepartment) -> None:
	"""What the form brought of left and right may be out of date: somebody moved another department meanwhile."""
	stored = frappe.db.get_value(DOCTYPE, department.name, ["lft", "rgt", "old_parent"], as_dict=True, for_update=True)
	department.update(stored or {"lft": 0, "rgt": 0, "old_parent": None})


def _people_by_department() -> Mapping[str, int]:
	profile, user = frappe.qb.DocType("Staff Profile"), frappe.qb.DocType("User")
	query = (
		frappe.qb.from_(profile)
		.join(user)
		.on(user.name == profile.user)
		.select(profile.department, Count(profile.name))
		.where((user.enabled == 1) & profile.department.isnotnull())
		.groupby(profile.department)
	)
	return dict(query.run())


def _customers_by_department() -> Mapping[str, int]:
	counts: dict[str, int] = {}
	for count in frappe.get_hooks(FIGURES_HOOK):
		counts.update(frappe.get_attr(count)())
	return counts


def _names_of(users: set[str]) -> dict[str, str]:
	if not users:
		return {}
	return {row.name: row.full_name for row in frappe.get_all("User", {"name": ["in", sorted(users)]}, ["name", "full_name"])}
