from frappe.model.document import Document


class OpportunityProduct(Document):
	"""A product in question with its quantity, unit price and amount (R-004)."""
