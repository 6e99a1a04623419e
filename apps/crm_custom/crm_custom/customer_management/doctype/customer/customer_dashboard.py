from frappe import _


def get_data():
	return {
		"fieldname": "customer",
		"non_standard_fieldnames": {"Customer": "parent_customer"},
		"transactions": [
			{"label": _("Development"), "items": ["Sales Opportunity", "Development Plan"]},
			{"label": _("Service"), "items": ["Service"]},
			{"label": _("Companies below"), "items": ["Customer"]},
		],
	}
