"""Contact methods learned whether they count as a substantive contact: a text message does not."""

import frappe


def execute() -> None:
	"""On sites whose dictionary was planted before; new ones get it with the first values."""
	frappe.db.set_value("Contact Method", {"name": "Text message"}, "is_substantive", 0)
