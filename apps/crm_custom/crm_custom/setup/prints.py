"""Contact, a DocType of the framework, is printed with the CRM's format; once, then the administrator's choice."""

from __future__ import annotations

import frappe
from frappe.custom.doctype.property_setter.property_setter import make_property_setter

NAME = "Contact-main-default_print_format"
FORMAT = "Contact Sheet"


def choose_print_formats() -> None:
	"""Unless the administrator has chosen one already."""
	if not frappe.get_meta("Contact").default_print_format:
		make_property_setter("Contact", None, "default_print_format", FORMAT, "Data", for_doctype=True)


def remove_choice() -> None:
	"""Uninstall: the framework's own way again."""
	frappe.delete_doc("Property Setter", NAME, ignore_missing=True, force=True)
	frappe.clear_cache(doctype="Contact")
