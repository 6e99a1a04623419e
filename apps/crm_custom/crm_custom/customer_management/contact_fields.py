"""What the product adds to the framework's Contact, as data for set-up (domain 3.2, R-061 to R-063)."""

from __future__ import annotations

from typing import Any

from crm_custom.permissions.matrix import ALL, MATRIX

MODULE = "Customer Management"

CUSTOM_FIELDS: dict[str, list[dict[str, Any]]] = {
	"Contact": [
		{"fieldname": "home_phone", "fieldtype": "Data", "options": "Phone", "label": "Home phone", "insert_after": "mobile_no"},
		{"fieldname": "fax", "fieldtype": "Data", "label": "Fax", "insert_after": "home_phone"},
		{
			"fieldname": "personal_section",
			"fieldtype": "Section Break",
			"label": "Personal data",
			"collapsible": 1,
			"insert_after": "is_primary_contact",
		},
		{"fieldname": "birthday", "fieldtype": "Date", "label": "Birthday", "insert_after": "personal_section"},
		{"fieldname": "native_place", "fieldtype": "Data", "label": "Native place", "insert_after": "birthday"},
		{"fieldname": "hobbies", "fieldtype": "Small Text", "label": "Hobbies", "insert_after": "native_place"},
		{"fieldname": "personal_column", "fieldtype": "Column Break", "insert_after": "hobbies"},
		{"fieldname": "family", "fieldtype": "Small Text", "label": "Family", "insert_after": "personal_column"},
		{"fieldname": "work_address", "fieldtype": "Small Text", "label": "Work address", "insert_after": "family"},
		{"fieldname": "home_address", "fieldtype": "Small Text", "label": "Home address", "insert_after": "work_address"},
		{"fieldname": "anniversaries_section", "fieldtype": "Section Break", "insert_after": "home_address"},
		{
			"fieldname": "anniversaries",
			"fieldtype": "Table",
			"options": "Contact Anniversary",
			"label": "Anniversaries",
			"insert_after": "anniversaries_section",
		},
		{"fieldname": "remark", "fieldtype": "Small Text", "label": "Remark", "insert_after": "anniversaries"},
	]
}
for _field in CUSTOM_FIELDS["Contact"]:
	_field["module"] = MODULE

#: role: rights on Contact at permission level 0; rows are limited by the scope (as the customer). Each right is said, also the ones not
#: given: a permission rule of the framework has some of them, like export, by default
CONTACT_PERMISSIONS: dict[str, dict[str, int]] = {
	role: {right: int(right in rights) for right in sorted(ALL)} for role, rights in MATRIX["Contact"].items()
}
