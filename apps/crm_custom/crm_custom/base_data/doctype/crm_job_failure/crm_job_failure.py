from frappe.model.document import Document


class CRMJobFailure(Document):
	"""A record that a run could not do, and why."""
