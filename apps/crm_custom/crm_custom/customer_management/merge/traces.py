"""What the framework keeps on a record about its tags and assignees, and the one primary contact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import frappe

from crm_custom.customer_management.interactions import recompute

OPEN_TASKS = "Open"


def refresh(customers: Iterable[str]) -> None:
	"""The columns that lists read (tags, assignees, last contact, next visit) say what the rows say that were moved."""
	names = sorted(customers)
	tags, tasks = _tags_of(names), _assignees_of(names)
	for name in names:
		values = {
			"_user_tags": "," + ",".join(tags[name]) if tags[name] else None,
			"_assign": frappe.as_json(tasks[name], indent=None) if tasks[name] else None,
		}
		frappe.db.set_value("Customer", name, values, update_modified=False)
	recompute.recompute(names)


def leave_one_primary_contact(customer: str, moment: str) -> list[str]:
	"""A customer has one primary contact (R-062): its own before one that came with a merge. Answers those that are primary no more."""
	link, contact = frappe.qb.DocType("Dynamic Link"), frappe.qb.DocType("Contact")
	query = (
		frappe.qb.from_(contact)
		.join(link)
		.on((link.parent == contact.name) & (link.parenttype == "Contact"))
		.select(contact.name, link.modified)
		.where((link.link_doctype == "Customer") & (link.link_name == customer) & (contact.is_primary_contact == 1))
	)
	rows = query.orderby(contact.creation).run()
	own = [name for name, modified in rows if str(modified) != moment]
	keep = (own or [name for name, _modified in rows] or [""])[0]
	others = sorted({name for name, _modified in rows} - {keep})
	if others:
		_set_primary(others, 0, moment)
	return others


def make_primary_again(contacts: Iterable[str], moment: str) -> None:
	"""The contacts that a merge made secondary, when they were not changed since."""
	names = sorted(contacts)
	if names:
		_set_primary(names, 1, moment)


def _set_primary(contacts: list[str], value: int, moment: str) -> None:
	table = frappe.qb.DocType("Contact")
	query = frappe.qb.update(table).set(table.is_primary_contact, value).set(table.modified, moment).where(table.name.isin(contacts))
	query.run()
	for name in contacts:
		frappe.clear_document_cache("Contact", name)


def _tags_of(customers: list[str]) -> dict[str, list[str]]:
	table = frappe.qb.DocType("Tag Link")
	query = frappe.qb.from_(table).select(table.document_name, table.tag).distinct()
	found: dict[str, list[str]] = defaultdict(list)
	for name, tag in query.where((table.document_type == "Customer") & table.document_name.isin(customers)).orderby(table.tag).run():
		found[name].append(tag)
	return found


def _assignees_of(customers: list[str]) -> dict[str, list[str]]:
	table = frappe.qb.DocType("ToDo")
	query = frappe.qb.from_(table).select(table.reference_name, table.allocated_to).distinct()
	query = query.where((table.reference_type == "Customer") & table.reference_name.isin(customers) & (table.status == OPEN_TASKS))
	found: dict[str, list[str]] = defaultdict(list)
	for name, user in query.orderby(table.allocated_to).run():
		if user:
			found[name].append(user)
	return found
