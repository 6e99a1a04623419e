"""A product of the company's sales system (R-123, D-04). People read it; the connector writes it."""

from __future__ import annotations

from frappe.model.document import Document

from crm_custom.base_data.rules.text import plain_text


class Product(Document):
	def before_validate(self):
		self.product_name = plain_text(self.product_name)
