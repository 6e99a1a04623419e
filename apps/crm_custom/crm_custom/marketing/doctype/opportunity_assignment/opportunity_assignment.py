from frappe.model.document import Document


class OpportunityAssignment(Document):
	"""Who gave the opportunity to whom, and when. Written by the system, never edited."""
