"""A line of a customer order."""

from frappe.model.document import Document


class CustomerOrderItem(Document):
	pass
