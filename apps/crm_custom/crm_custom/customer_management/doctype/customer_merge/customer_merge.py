from frappe.model.document import Document


class CustomerMerge(Document):
	"""What a merge moved and changed, so that it can be undone; written by `customer_management/merge/` alone."""
