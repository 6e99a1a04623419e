"""An order of a customer, mirrored from the company's sales system (R-123, D-04). People read it; the connector writes it."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from crm_custom.sales_data.guards import check_maintained_here


class CustomerOrder(Document):
	def validate(self):
		check_maintained_here(self)

	def on_trash(self):
		check_maintained_here(self)


def on_doctype_update() -> None:
	"""The index of a customer's orders by date: churn, contribution and the customer's page read it."""
	frappe.db.add_index("Customer Order", ["customer", "ordered_on"])
