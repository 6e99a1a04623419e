"""Makes dictionary values, customers and settings for tests: unique, no commits."""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe
from frappe.model.document import Document

from crm_custom.tests import factories

_serial = itertools.count(random.randrange(1000) * 1000)


def unique_mobile() -> str:
	"""A Chinese mobile number that no other record has."""
	return f"13{os.getpid() % 1000:03d}{next(_serial) % 1_000_000:06d}"


def make_value(doctype: str, **values: Any) -> str:
	"""A value of a dictionary."""
	value = frappe.get_doc({"doctype": doctype, "title": factories.unique(doctype), **values})
	return value.insert(ignore_permissions=True).name


def make_region(parent: str | None = None, **values: Any) -> str:
	"""A region, under a parent or as a root."""
	return make_value("Region", parent_region=parent, is_group=1, **values)


def make_grade(**values: Any) -> str:
	"""A customer grade."""
	return make_value("Customer Grade", **values)


def make_manager(department: str | None = None, **values: Any) -> str:
	"""A user with the role Customer Manager."""
	return factories.make_user("Customer Manager", department=department, **values)


def make_supervisor(department: str | None = None) -> str:
	"""A user with the role Sales Supervisor."""
	return factories.make_user("Sales Supervisor", department=department)


def customer_values(**values: Any) -> dict[str, Any]:
	"""What a complete new customer needs, as the browser would send it."""
	return {
		"doctype": "Customer",
		"customer_name": factories.unique("Customer"),
		"grade": values.pop("grade", None) or make_grade(),
		"region": values.pop("region", None) or make_region(),
		"customer_manager": values.pop("customer_manager", None) or make_manager(),
		"mobile": unique_mobile(),
		"address": "1 Long Street",
		**values,
	}


def new_customer(**values: Any) -> Document:
	"""A complete customer, not yet inserted."""
	return frappe.get_doc(customer_values(**values))


def make_customer(**values: Any) -> Document:
	"""A complete customer, inserted as Administrator."""
	return new_customer(**values).insert(ignore_permissions=True)


@contextmanager
def setting(**values: Any) -> Iterator[None]:
	"""The block runs with these CRM settings."""
	before = {name: frappe.db.get_single_value("CRM Settings", name) for name in values}
	_set(values)
	try:
		yield
	finally:
		_set(before)


def _set(values: dict[str, Any]) -> None:
	for name, value in values.items():
		frappe.db.set_single_value("CRM Settings", name, value)
	frappe.clear_document_cache("CRM Settings", "CRM Settings")
