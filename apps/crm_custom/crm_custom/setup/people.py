"""People appear by their name, not by their e-mail address, wherever a record links to a user; once, then the administrator's choice."""

from __future__ import annotations

import frappe
from frappe.custom.doctype.property_setter.property_setter import make_property_setter

from crm_custom.setup.once import seed_once

NAME = "User-main-show_title_field_in_link"


def show_names_of_people() -> None:
	"""Links to User show the full name."""
	seed_once("people.show_names", _show)


def stop_showing_names() -> None:
	"""Uninstall: the framework's own way again."""
	frappe.delete_doc("Property Setter", NAME, ignore_missing=True, force=True)
	frappe.clear_cache(doctype="User")


def _show() -> None:
	if not frappe.get_meta("User").show_title_field_in_link:
		make_property_setter("User", None, "show_title_field_in_link", 1, "Check", for_doctype=True)
