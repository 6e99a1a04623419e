"""Roles (R-341, R-343, D-06) and Role Profiles, by which an administrator sets up a user with one choice."""

from __future__ import annotations

import frappe

from crm_custom.permissions import roles
from crm_custom.setup.once import seed_once

#: profile: the roles that it bundles
ROLE_PROFILES: dict[str, tuple[str, ...]] = {
	"CRM Executive": (roles.EXECUTIVE,),
	"CRM Sales Supervisor": (roles.SALES_SUPERVISOR,),
	"CRM Customer Manager": (roles.CUSTOMER_MANAGER,),
	"CRM Administrator": (roles.SYSTEM_MANAGER,),
}


def ensure_roles() -> None:
	"""Every role of the product exists; the optional ones begin disabled. Existing ones are left alone."""
	for role in (*roles.CORE_ROLES, *roles.OPTIONAL_ROLES):
		if not frappe.db.exists("Role", role):
			frappe.get_doc({"doctype": "Role", "role_name": role, "desk_access": 1}).insert()
	seed_once("roles.optional_disabled", _disable_optional_roles)


def _disable_optional_roles() -> None:
	for role in roles.OPTIONAL_ROLES:
		doc = frappe.get_doc("Role", role)
		doc.disabled = 1
		doc.save()


def seed_role_profiles() -> None:
	"""The shipped Role Profiles, once."""
	for profile, bundled in ROLE_PROFILES.items():
		if frappe.db.exists("Role Profile", profile):
			continue
		doc = frappe.get_doc({"doctype": "Role Profile", "role_profile": profile})
		for role in bundled:
			doc.append("roles", {"role": role})
		doc.insert()


def remove_roles() -> None:
	"""Uninstall: profiles and roles of the product go, also from the users who had them."""
	for profile in ROLE_PROFILES:
		frappe.delete_doc("Role Profile", profile, ignore_missing=True, force=True)
	for role in (*roles.CORE_ROLES, *roles.OPTIONAL_ROLES):
		frappe.db.delete("Has Role", {"role": role})
		frappe.delete_doc("Role", role, ignore_missing=True, force=True)
