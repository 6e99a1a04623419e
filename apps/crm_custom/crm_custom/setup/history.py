"""Records of the framework that hold people's business keep their history too (R-350)."""

from __future__ import annotations

import frappe

from crm_custom.setup.once import seed_once

PROPERTY = {"doctype": "Contact", "doctype_or_field": "DocType", "property": "track_changes", "value": "1", "property_type": "Check"}


def keep_history_of_contacts() -> None:
	"""Contacts keep their changes; once, an administrator may switch it off."""
	seed_once("history.Contact", lambda: frappe.make_property_setter(PROPERTY, is_system_generated=True))


def release_history_of_contacts() -> None:
	"""Uninstall: contacts are as the framework made them."""
	frappe.db.delete("Property Setter", {"doc_type": "Contact", "doctype_or_field": "DocType", "property": "track_changes"})
	frappe.clear_cache(doctype="Contact")
