"""What is printed with a record although it is stored in others: contacts of a customer, the plan of an opportunity. In the reader's scope."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
from frappe import _

from crm_custom.permissions import scope
from crm_custom.printing.grids import Grid, grid_of

_MOST = 50


def grids_of(doc: Any) -> list[Grid]:
	"""The tables that belong to a record; none for a DocType that is not named below."""
	return RELATED[doc.doctype](doc) if doc.doctype in RELATED else []


def _contacts_of_customer(doc: Any) -> list[Grid]:
	if not frappe.has_permission("Contact", "read"):
		return []
	contact, link = frappe.qb.DocType("Contact"), frappe.qb.DocType("Dynamic Link")
	query = (
		frappe.qb.from_(contact)
		.join(link)
		.on((link.parent == contact.name) & (link.parenttype == "Contact"))
		.select(contact.full_name, contact.designation, contact.mobile_no, contact.phone, contact.email_id)
		.where((link.link_doctype == "Customer") & (link.link_name == doc.name))
		.orderby(contact.is_primary_contact, order=frappe.qb.desc)
		.orderby(contact.full_name)
		.limit(_MOST)
	)
	rows = scope.condition("Contact", scope.READ)
	found = (query if rows is None else query.where(rows)).run()
	return _table(_("Contacts"), ["full_name", "designation", "mobile_no", "phone", "email_id"], "Contact", found)


def _plan_of_opportunity(doc: Any) -> list[Grid]:
	name = frappe.db.get_value("Development Plan", {"opportunity": doc.name})
	if not name or not frappe.has_permission("Development Plan", "read", doc=name):
		return []
	plan = frappe.get_doc("Development Plan", name)
	return [grid_of(_("Development Plan"), plan.steps, frappe.get_meta("Development Plan Step"))] if plan.steps else []


def _table(heading: str, fields: list[str], doctype: str, rows: list[tuple]) -> list[Grid]:
	filled = [place for place in range(len(fields)) if any(row[place] for row in rows)]
	if not rows:
		return []
	meta = frappe.get_meta(doctype)
	labels = [_(meta.get_label(fields[place])) for place in filled]
	lines = [[str(row[place] or "") for place in filled] for row in rows]
	return [Grid(heading, labels, [""] * len(filled), lines)]


RELATED: dict[str, Callable[[Any], list[Grid]]] = {"Customer": _contacts_of_customer, "Sales Opportunity": _plan_of_opportunity}
