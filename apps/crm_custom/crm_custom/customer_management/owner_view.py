"""Bank, tax and limits for the one customer manager who looks after the customer (domain 6: owner read).

Field permissions go by role, not by row: the role Customer Manager must not have them, or every manager would read everybody's. So
the owner gets the values beside the form, formatted, to read only.
"""

from __future__ import annotations

from typing import TypedDict

import frappe
from frappe import _
from frappe.model.document import Document

LEVEL = 1


class Shown(TypedDict):
	"""A label and a value as the user reads them."""

	label: str
	value: str


def owner_view_of(customer: Document) -> list[Shown]:
	"""What the customer's own manager may read of permission level 1; empty for everybody else, and for those who have the level."""
	if frappe.session.user != customer.customer_manager or customer.is_new():
		return []
	if LEVEL in customer.get_permlevel_access("read"):
		return []
	fields = [field for field in customer.meta.fields if field.permlevel == LEVEL and field.fieldtype not in LAYOUT]
	values = frappe.db.get_value("Customer", customer.name, [field.fieldname for field in fields], as_dict=True)
	return [
		{"label": _(field.label), "value": frappe.format(values[field.fieldname], field, doc=customer)}
		for field in fields
		if values[field.fieldname]
	]


LAYOUT = frozenset({"Section Break", "Column Break", "Tab Break", "HTML"})
