import frappe
from frappe.model.document import Document

from crm_custom.customer_management.refusals import OwnershipLogFixedError
from crm_custom.exceptions import refuse


class CustomerOwnershipLog(Document):
	"""One change of a customer's manager (domain 3.8). Written by the system, never changed."""

	def validate(self):
		if not self.is_new():
			refuse(OwnershipLogFixedError)

	def on_trash(self):
		refuse(OwnershipLogFixedError)


def on_doctype_update():
	"""The history of one customer, in order."""
	frappe.db.add_index("Customer Ownership Log", ["customer", "changed_at"])
