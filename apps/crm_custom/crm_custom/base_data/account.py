"""What the framework recorded about a user's account, for the administrator (S4.E1, R-346)."""

from __future__ import annotations

from typing import Any

import frappe

from crm_custom.permissions.roles import SYSTEM_MANAGER

COLUMNS = ("enabled", "creation", "last_login", "last_active", "last_ip", "language", "bio")


def facts_of(user: str | None) -> dict[str, Any] | None:
	"""Whether the account is enabled, its roles, when it was made, last login with address, number of logins.

	None for everybody but an administrator. The number counts what the login log still holds.
	"""
	if not user or SYSTEM_MANAGER not in frappe.get_roles():
		return None
	facts = frappe.db.get_value("User", user, COLUMNS, as_dict=True)
	if not facts:
		return None
	roles = frappe.get_all("Has Role", {"parenttype": "User", "parent": user}, pluck="role", order_by="idx")
	return {**facts, "roles": roles, "logins": frappe.db.count("Activity Log", {"user": user, "operation": "Login", "status": "Success"})}
