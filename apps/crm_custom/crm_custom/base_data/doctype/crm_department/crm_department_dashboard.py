from frappe import _


def get_data():
	return {
		"fieldname": "department",
		"transactions": [
			{"label": _("People"), "items": ["Staff Profile"]},
			{"label": _("Customers"), "items": ["Customer"]},
		],
	}
