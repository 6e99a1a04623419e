import frappe


def get_data():
	"""Connections of the form. The labels are the source texts: what is returned here is kept for readers of every language."""
	return {
		"fieldname": "customer",
		"non_standard_fieldnames": {"Customer": "parent_customer"},
		"transactions": [
			{"label": "Development", "items": _that_name_the_customer("Sales Opportunity", "Development Plan")},
			{"label": "Interactions", "items": ["Interaction", "Promise"]},
			{"label": "Service", "items": _that_name_the_customer("Service")},
			{"label": "Sales Data", "items": _that_name_the_customer("Customer Order")},
			{"label": "Companies below", "items": ["Customer"]},
		],
	}


def _that_name_the_customer(*doctypes: str) -> list[str]:
	return [doctype for doctype in doctypes if frappe.get_meta(doctype).has_field("customer")]
