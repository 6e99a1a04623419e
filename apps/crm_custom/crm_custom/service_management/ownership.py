"""Whose services: the department of open ones follows the customer (domain 3.1, 3.5)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.query_builder.functions import IfNull
from pypika.terms import Criterion

from crm_custom.service_management.rules.service_machine import ARCHIVED


def follow_department(profile: Any, method: str | None = None) -> None:
	"""A staff profile was saved: open services of the person's customers follow those customers into the department."""
	if profile.has_value_changed("department"):
		customer = frappe.qb.DocType("Customer")
		_follow(customer, customer.customer_manager == profile.user)


def follow_customer(customer: Any, method: str | None = None) -> None:
	"""A customer was saved: its open services are those of its department."""
	before = customer.get_doc_before_save()
	if before and before.department != customer.department:
		table = frappe.qb.DocType("Customer")
		_follow(table, table.name == customer.name)


def follow_customers(customers: list[str]) -> None:
	"""Customers got another manager, many at once: their open services are those of the new department."""
	table = frappe.qb.DocType("Customer")
	_follow(table, table.name.isin(customers))


def _follow(customer: Any, which: Criterion) -> None:
	"""Archived services keep the department under which they were done."""
	service = frappe.qb.DocType("Service")
	department = frappe.qb.from_(customer).select(customer.department).where(customer.name == service.customer)
	chosen = frappe.qb.from_(customer).select(customer.name).where(which)
	(
		frappe.qb.update(service)
		.set(service.department, IfNull(department, None))  # in brackets, as a value must be
		.where(service.customer.isin(chosen) & (service.status != ARCHIVED))
		.run()
	)
	frappe.clear_document_cache("Service")
