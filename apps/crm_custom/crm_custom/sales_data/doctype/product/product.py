"""A product of the company's sales system (R-123, D-04). People read it; the connector writes it."""

from __future__ import annotations

from frappe.model.document import Document

from crm_custom.base_data.rules.text import plain_text
from crm_custom.sales_data.guards import check_maintained_here


class Product(Document):
	def before_validate(self):
		self.product_name = plain_text(self.product_name)

	def validate(self):
		check_maintained_here(self)

	def on_trash(self):
		check_maintained_here(self)
