import frappe
from frappe import _


def get_data():
	return {
		"fieldname": "customer",
		"non_standard_fieldnames": {"Customer": "parent_customer"},
		"transactions": [
			{"label": _("Development"), "items": _that_name_the_customer("Sales Opportunity", "Development Plan")},
			{"label": _("Service"), "items": _that_name_the_customer("Service")},
			{"label": _("Sales Data"), "items": _that_name_the_customer("Customer Order")},
			{"label": _("Companies below"), "items": ["Customer"]},
		],
	}


def _that_name_the_customer(*doctypes: str) -> list[str]:
	return [doctype for doctype in doctypes if frappe.get_meta(doctype).has_field("customer")]
