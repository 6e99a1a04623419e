"""A former round of a service: what was done and why it did not satisfy. Written by the system."""

from frappe.model.document import Document


class ServiceRound(Document):
	pass
