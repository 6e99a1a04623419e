"""An order of a customer, mirrored from the company's sales system (R-123, D-04). People read it; the connector writes it."""

from __future__ import annotations

import frappe
from frappe.model.document import Document


class CustomerOrder(Document):
	pass


def on_doctype_update() -> None:
	"""The index of a customer's orders by date: churn, contribution and the customer's page read it."""
	frappe.db.add_index("Customer Order", ["customer", "ordered_on"])
