"""A spare part that a service used (R-165)."""

from frappe.model.document import Document


class ServiceSparePart(Document):
	pass
