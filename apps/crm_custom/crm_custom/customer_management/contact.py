"""Contacts of customers: the framework's Contact with rules of ours (domain 3.2, R-060 to R-065). Hooks and use cases."""

from __future__ import annotations

from collections.abc import Iterable

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_date, getdate, nowdate

from crm_custom.base_data.rules.text import plain_text
from crm_custom.customer_management.refusals import FutureBirthdayError
from crm_custom.customer_management.rules.contact import is_same_person, split_name
from crm_custom.customer_management.rules.customer import DELETED, LOST
from crm_custom.customer_management.rules.phone import tidy_number
from crm_custom.exceptions import OutOfScopeError, refuse
from crm_custom.permissions import scope

PLAIN_FIELDS = (
	"first_name",
	"middle_name",
	"last_name",
	"company_name",
	"designation",
	"department",
	"native_place",
	"hobbies",
)


def before_insert(doc: Document, method: str | None = None) -> None:
	"""Before the contact gets its name, which is made of these fields: no markup in them."""
	_strip_markup(doc)


def validate(doc: Document, method: str | None = None) -> None:
	"""Plain names, a birthday in the past, and only customers and opportunities that the user may change.

	Raises FutureBirthdayError, OutOfScopeError.
	"""
	_strip_markup(doc)
	if doc.get("birthday") and getdate(doc.birthday) > getdate(nowdate()):
		refuse(FutureBirthdayError, date=format_date(doc.birthday))
	if not doc.flags.ignore_permissions:
		_check_new_links(doc)


def on_update(doc: Document, method: str | None = None) -> None:
	"""One primary contact per customer (R-062): the one that was saved as primary last."""
	if not doc.is_primary_contact:
		return
	customers = [link.link_name for link in doc.links if link.link_doctype == "Customer"]
	others = _primary_contacts_of(customers) - {doc.name}
	if others:
		frappe.db.set_value("Contact", {"name": ["in", sorted(others)]}, "is_primary_contact", 0)


def ensure_contact(customer: str, full_name: str, *, phone: str | None = None, mobile: str | None = None, email: str | None = None) -> str:
	"""The contact of this name or number of a customer, made now when there is none; returns its name.

	System work: called by use cases that have checked the right. The first contact becomes the primary one.
	"""
	known = _contacts_of(customer)
	numbers = [number for number in (phone, mobile) if number]
	for row in known:
		if is_same_person(full_name, numbers, row.full_name, [row.phone, row.mobile_no]):
			return row.name
	contact = frappe.new_doc("Contact")
	contact.first_name, contact.last_name = split_name(plain_text(full_name))
	contact.is_primary_contact = not any(row.is_primary_contact for row in known)
	contact.append("links", {"link_doctype": "Customer", "link_name": customer})
	if email:
		contact.append("email_ids", {"email_id": email, "is_primary": 1})
	if phone:
		contact.append("phone_nos", {"phone": tidy_number(phone), "is_primary_phone": 1})
	if mobile:
		contact.append("phone_nos", {"phone": tidy_number(mobile), "is_primary_mobile_no": 1})
	# system work: the customer belongs to the assignee, whoever finished the opportunity
	contact.insert(ignore_permissions=True)
	return contact.name


def contacts_to_choose(customer: str) -> list[dict[str, str]]:
	"""The contacts of a customer for a choice in a dialog, the primary one first. The caller has checked that the customer may be read."""
	rows = sorted(_contacts_of(customer), key=lambda row: (not row.is_primary_contact, row.full_name or ""))
	return [{"value": row.name, "label": row.full_name or row.name} for row in rows]


def adopt_contacts(doctype: str, name: str, customer: str) -> list[str]:
	"""Contacts linked to a record of somebody who was no customer yet become contacts of the customer (R-064)."""
	link = frappe.qb.DocType("Dynamic Link")
	query = frappe.qb.from_(link).select(link.parent).distinct()
	query = query.where((link.parenttype == "Contact") & (link.link_doctype == doctype) & (link.link_name == name))
	adopted = []
	for contact_name in query.run(pluck=True):
		contact = frappe.get_doc("Contact", contact_name)
		if not contact.has_link("Customer", customer):
			contact.append("links", {"link_doctype": "Customer", "link_name": customer})
			# system work: the contact follows the opportunity to the customer
			contact.save(ignore_permissions=True)
			adopted.append(contact_name)
	return adopted


def connections(data: dict | None = None) -> dict:
	"""Connections of the contact's form: what happened with the contact and what was promised. Labels stay the source texts."""
	data = data or {}
	mine = {"label": "Interactions", "items": ["Interaction", "Promise"]}
	return {**data, "fieldname": "contact", "transactions": [*data.get("transactions", []), mine]}


def _strip_markup(doc: Document) -> None:
	for field in PLAIN_FIELDS:
		if doc.get(field):
			doc.set(field, plain_text(doc.get(field)))


def _check_new_links(doc: Document) -> None:
	before = doc.get_doc_before_save()
	old = {(link.link_doctype, link.link_name) for link in before.links} if before else set()
	for link in doc.links:
		target = (link.link_doctype, link.link_name)
		if target in old or link.link_doctype not in scope.POLICIES:
			continue
		if not scope.includes(*target, scope.CHANGE) or _is_closed_customer(*target):
			refuse(OutOfScopeError, record=f"{_(link.link_doctype)} {link.link_title or link.link_name}")


def _is_closed_customer(doctype: str, name: str) -> bool:
	return doctype == "Customer" and frappe.db.get_value("Customer", name, "status") in {DELETED, LOST}


def _contacts_of(customer: str) -> list[frappe._dict]:
	link, contact = frappe.qb.DocType("Dynamic Link"), frappe.qb.DocType("Contact")
	query = (
		frappe.qb.from_(contact)
		.join(link)
		.on((link.parent == contact.name) & (link.parenttype == "Contact"))
		.select(contact.name, contact.full_name, contact.phone, contact.mobile_no, contact.is_primary_contact)
		.where((link.link_doctype == "Customer") & (link.link_name == customer))
	)
	return query.run(as_dict=True)


def _primary_contacts_of(customers: Iterable[str]) -> set[str]:
	link, contact = frappe.qb.DocType("Dynamic Link"), frappe.qb.DocType("Contact")
	query = (
		frappe.qb.from_(contact)
		.join(link)
		.on((link.parent == contact.name) & (link.parenttype == "Contact"))
		.select(contact.name)
		.where((link.link_doctype == "Customer") & scope.is_in(link.link_name, customers))
		.where(contact.is_primary_contact == 1)
	)
	return set(query.run(pluck=True))
