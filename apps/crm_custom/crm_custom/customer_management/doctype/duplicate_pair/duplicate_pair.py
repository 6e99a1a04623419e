import frappe
from frappe.model.document import Document


class DuplicatePair(Document):
	"""Two customers that may be one; written by `customer_management/duplicates/pairs.py`, decided by a supervisor."""


def on_doctype_update():
	"""A pair is there once, the customer with the smaller code first; the list shows the open ones by score."""
	frappe.db.add_unique("Duplicate Pair", ["customer", "other_customer"], "one_per_pair")
	frappe.db.add_index("Duplicate Pair", ["state", "score"])
