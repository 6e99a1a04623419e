"""Who owns a customer: look-up for everybody (R-093) and the department that follows the owner (R-051)."""

from __future__ import annotations

from typing import TypedDict

import frappe
from frappe.model.document import Document
from frappe.query_builder.functions import Count

from crm_custom.customer_management.refusals import LookupTooShortError
from crm_custom.customer_management.rules.customer import DELETED, to_name_key
from crm_custom.customer_management.rules.phone import to_phone_key
from crm_custom.exceptions import refuse
from crm_custom.permissions import scope
from crm_custom.violation import Violation

LEAST_CHARACTERS, MOST_ROWS = 2, 20


class Owner(TypedDict):
	"""One answer of the look-up: whose customer it is, and nothing else about the customer."""

	customer_name: str
	customer_manager: str
	manager_name: str
	department: str | None


def find_owners(text: str) -> list[Owner]:
	"""Customers whose name contains the text, or whose number or code it is, with their owners; at most 20, by name.

	For everybody in the CRM, whatever the visibility: it tells the owner, not the data (R-093, S24.32). Deleted customers are left
	out. Raises LookupTooShortError for less than two characters.
	"""
	name_key = to_name_key(text)
	if len(name_key) < LEAST_CHARACTERS:
		refuse(LookupTooShortError, least=LEAST_CHARACTERS)
	customer = frappe.qb.DocType("Customer")
	matches = customer.name_key.like(f"%{name_key}%") | (customer.name == text.strip())
	if survivor := frappe.db.get_value("Customer", text.strip(), "merged_into"):
		matches |= customer.name == survivor
	if number := _number_key(text):
		matches |= (customer.phone_key == number) | (customer.mobile_key == number)
	query = (
		frappe.qb.from_(customer)
		.select(customer.customer_name, customer.customer_manager, customer.manager_name, customer.department)
		.where(matches & (customer.status != DELETED))
		.orderby(customer.customer_name)
		.limit(MOST_ROWS)
	)
	return query.run(as_dict=True)


def follow_department(profile: Document, method: str | None = None) -> None:
	"""A staff profile was saved: the customers of that person are now customers of the person's department."""
	if not profile.has_value_changed("department"):
		return
	customer = frappe.qb.DocType("Customer")
	frappe.qb.update(customer).set(customer.department, profile.department).where(customer.customer_manager == profile.user).run()
	frappe.clear_document_cache("Customer")


def customers_by_department() -> dict[str, int]:
	"""Department: its customers that the user may read, without the deleted ones; for the tree of departments."""
	customer = frappe.qb.DocType("Customer")
	query = (
		frappe.qb.from_(customer)
		.select(customer.department, Count(customer.name))
		.where(customer.department.isnotnull() & (customer.status != DELETED))
		.groupby(customer.department)
	)
	rows = scope.condition("Customer")
	return dict((query if rows is None else query.where(rows)).run())


def _number_key(text: str) -> str | None:
	try:
		return to_phone_key(text)
	except Violation:
		return None
