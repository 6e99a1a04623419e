from frappe.model.document import Document


class CRMCustomerField(Document):
	"""A field of the customer, chosen in the settings."""
