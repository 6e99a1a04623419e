"""Users as the business sees them: who can look after customers (R-035), and what happens when a user changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import frappe
from frappe.utils import cint

from crm_custom.permissions import roles

#: as many names as a link field shows
MAX_PAGE = 50


def is_customer_manager(user: str | None) -> bool:
	"""True for an enabled system user who has the role Customer Manager (R-035: status normal)."""
	return bool(user) and bool(_customer_managers(frappe.qb.DocType("User").name == user).limit(1).run())


def customer_managers_among(users: Iterable[str]) -> set[str]:
	"""Those of the users who are enabled customer managers; one query."""
	chosen = list(users)
	return {name for name, _full_name in _customer_managers(frappe.qb.DocType("User").name.isin(chosen)).run()} if chosen else set()


@frappe.whitelist(methods=["GET", "POST"])
def enabled_customer_managers(
	doctype: str,
	txt: str,
	searchfield: str,
	start: int,
	page_len: int,
	filters: dict | list | str | None = None,
	as_dict: bool = False,
	reference_doctype: str | None = None,
	ignore_user_permissions: bool = False,
) -> list:
	"""Query of link fields: enabled customer managers whose name or address contains the text. For people of the CRM.

	Raises PermissionError for anybody else. `filters` may name a department: {"department": "Sales East"}.
	"""
	if not set(frappe.get_roles()) & roles.CRM_ROLES:
		raise frappe.PermissionError
	user = frappe.qb.DocType("User")
	text = f"%{(txt or '').strip()}%"
	query = _customer_managers(user.name.like(text) | user.full_name.like(text)).orderby(user.full_name)
	if department := isinstance(filters, dict) and filters.get("department"):
		profile = frappe.qb.DocType("Staff Profile")
		query = query.where(user.name.isin(frappe.qb.from_(profile).select(profile.user).where(profile.department == department)))
	return query.limit(min(cint(page_len) or 10, MAX_PAGE)).offset(cint(start)).run(as_dict=bool(as_dict))


def on_user_update(doc: Any, method: str | None = None) -> None:
	"""A user was saved: the staff profile takes the new name and address, unless somebody wrote others there, and the state."""
	before = doc.get_doc_before_save()
	if not before:
		return
	for field, own in (("employee_name", "full_name"), ("email", "email")):
		if before.get(own) != doc.get(own):
			frappe.db.set_value("Staff Profile", {"user": doc.name, field: before.get(own)}, field, doc.get(own))
	if before.enabled != doc.enabled:
		frappe.db.set_value("Staff Profile", {"user": doc.name}, "is_enabled", cint(doc.enabled))


def on_user_rename(doc: Any, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""A user got another address: the staff profile is named by it."""
	if frappe.db.exists("Staff Profile", old) and not frappe.db.exists("Staff Profile", new):
		frappe.rename_doc("Staff Profile", old, new, force=True, show_alert=False)


def _customer_managers(condition: Any) -> Any:
	"""The framework's own account has every role, but nobody is behind it."""
	user, role = frappe.qb.DocType("User"), frappe.qb.DocType("Has Role")
	holders = frappe.qb.from_(role).select(role.parent).where((role.parenttype == "User") & (role.role == roles.CUSTOMER_MANAGER))
	return (
		frappe.qb.from_(user)
		.select(user.name, user.full_name)
		.where(
			(user.enabled == 1) & (user.user_type == "System User") & (user.name != "Administrator") & user.name.isin(holders) & condition
		)
	)
