from frappe.model.document import Document


class ContactAnniversary(Document):
	"""A day that a contact remembers: occasion, date, lunar or not (R-063)."""
