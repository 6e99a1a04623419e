"""Makes interactions and promises for tests. Nothing commits."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import add_days, now_datetime, nowdate

from crm_custom.tests.factories import unique


def days_from_now(days: float) -> datetime:
	"""A moment so many days from now, without parts of a second."""
	return (now_datetime() + timedelta(days=days)).replace(microsecond=0)


def interaction_values(customer: str, days_ago: float = 0, next_in: float | None = None, **values: Any) -> dict[str, Any]:
	"""What the browser would send for an interaction so many days ago, with a visit planned so many days from now."""
	return {
		"doctype": "Interaction",
		"customer": customer,
		"occurred_at": days_from_now(-days_ago),
		"method": "Phone call",
		"direction": "Outbound",
		"summary": unique("Spoke about prices"),
		"next_visit_at": None if next_in is None else days_from_now(next_in),
		**values,
	}


def make_interaction(customer: str, days_ago: float = 0, next_in: float | None = None, **values: Any) -> Document:
	"""An interaction of whoever acts."""
	return frappe.get_doc(interaction_values(customer, days_ago, next_in, **values)).insert()


def make_promise(customer: str, due_in: int = 3, **values: Any) -> Document:
	"""An open promise of ours, of whoever acts."""
	due_on = add_days(nowdate(), due_in)
	return frappe.get_doc(
		{"doctype": "Promise", "customer": customer, "promise": "Send the price list", "due_on": due_on, **values}
	).insert()


def fresh(doc: Document) -> Document:
	"""The record as it is stored now, to be changed as a form would."""
	return frappe.get_doc(doc.doctype, doc.name)


def dates_of(customer: str) -> tuple:
	"""Last contact, last substantive one and next visit, as stored."""
	fields = ["last_interaction_on", "last_substantive_interaction_on", "next_visit_on"]
	return frappe.db.get_value("Customer", customer, fields)
