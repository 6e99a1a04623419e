import frappe
from frappe.model.document import Document


class CustomerKey(Document):
	"""One key of a customer; written by `customer_management/duplicates/keys.py` alone."""


def on_doctype_update():
	"""Every look-up names kind and value; the customer makes it answer from the index alone."""
	frappe.db.add_index("Customer Key", ["kind", "value", "customer"], "kind_value_customer")
