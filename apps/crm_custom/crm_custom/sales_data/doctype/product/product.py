"""A product of the company's sales system (R-123, D-04). People read it; the connector writes it."""

from __future__ import annotations

from frappe.model.document import Document
from frappe.utils import strip_html


class Product(Document):
	def before_validate(self):
		self.product_name = strip_html(self.product_name or "").strip()
