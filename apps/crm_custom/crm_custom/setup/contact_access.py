"""Contact is the framework's: the product adds fields to it and lets the CRM roles work with it (domain 3.2, R-060 to R-064)."""

from __future__ import annotations

import frappe
from frappe.custom.doctype.custom_field.custom_field import create_custom_fields
from frappe.permissions import reset_perms, setup_custom_perms

from crm_custom.customer_management.contact_fields import CONTACT_PERMISSIONS, CUSTOM_FIELDS
from crm_custom.permissions.roles import CORE_ROLES
from crm_custom.setup.once import seed_once


def ensure_custom_fields() -> None:
	"""Missing fields are added; existing ones stay as the administrator has them."""
	missing = {
		doctype: [field for field in fields if not frappe.db.exists("Custom Field", f"{doctype}-{field['fieldname']}")]
		for doctype, fields in CUSTOM_FIELDS.items()
	}
	missing = {doctype: fields for doctype, fields in missing.items() if fields}
	if missing:
		create_custom_fields(missing, update=False)


def seed_contact_permissions() -> None:
	"""The CRM roles' rights on Contact beside the framework's own, once."""
	core = {role: rights for role, rights in CONTACT_PERMISSIONS.items() if role in CORE_ROLES}
	seed_once("permissions.Contact", lambda: _add_contact_permissions(core))
	optional = {role: rights for role, rights in CONTACT_PERMISSIONS.items() if role not in CORE_ROLES}
	seed_once("permissions.Contact.optional_roles", lambda: _add_contact_permissions(optional))
	seed_once("permissions.Contact.said_completely", _take_back_rights_by_default)


def _take_back_rights_by_default() -> None:
	"""Earlier set-ups gave rights that nobody meant, by the default values of a rule. Rules that an administrator touched stay."""
	rule = frappe.qb.DocType("Custom DocPerm")
	for role, rights in CONTACT_PERMISSIONS.items():
		query = frappe.qb.update(rule).where((rule.parent == "Contact") & (rule.role == role) & (rule.modified == rule.creation))
		for right, value in rights.items():
			query = query.set(rule[right], value)
		query.run()
	frappe.clear_cache(doctype="Contact")


def _add_contact_permissions(permissions: dict[str, dict[str, int]]) -> None:
	setup_custom_perms("Contact")
	for role, rights in permissions.items():
		frappe.get_doc(
			{
				"doctype": "Custom DocPerm",
				"parent": "Contact",
				"parenttype": "DocType",
				"parentfield": "permissions",
				"role": role,
				"permlevel": 0,
				**rights,
			}
		).insert()
	frappe.clear_cache(doctype="Contact")


def remove_contact_access() -> None:
	"""Uninstall: the added fields with their data, and the added permissions, go."""
	for doctype, fields in CUSTOM_FIELDS.items():
		for field in fields:
			frappe.delete_doc("Custom Field", f"{doctype}-{field['fieldname']}", ignore_missing=True, force=True)
		frappe.clear_cache(doctype=doctype)
	frappe.db.delete("Custom DocPerm", {"parent": "Contact", "role": ["in", list(CONTACT_PERMISSIONS)]})
	if _rules_for_contact("Custom DocPerm") == _rules_for_contact("DocPerm"):
		# what is left is the copy that the framework made of its own rules when the first one was added
		reset_perms("Contact")


def _rules_for_contact(doctype: str) -> set[tuple[str, int]]:
	return {(row.role, row.permlevel) for row in frappe.get_all(doctype, {"parent": "Contact"}, ["role", "permlevel"])}
