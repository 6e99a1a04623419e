from frappe.model.document import Document


class WorkHandoverRow(Document):
	"""One line of "who takes what"."""
