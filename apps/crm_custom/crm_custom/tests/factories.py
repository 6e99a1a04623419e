"""Makes the records that tests need: unique names, no commits. Features have their own beside this file (`factories_<feature>.py`)."""

from __future__ import annotations

import itertools
import secrets

import frappe

_run = secrets.token_hex(3)
_serial = itertools.count(1)


def unique(prefix: str) -> str:
	"""A name that no other record has, in this run, a parallel one or one before: the cache remembers users of former runs."""
	return f"{prefix} {_run}-{next(_serial)}"


def make_user(*roles: str, department: str | None = None, superior: str | None = None, enabled: bool = True) -> str:
	"""A system user with these roles and, with a department or a superior, a staff profile. Returns the user's name."""
	address = f"{unique('user').replace(' ', '-').lower()}@example.com"
	_insert_user(address, roles, enabled)
	if department or superior:
		make_staff_profile(address, department, superior)
	return address


def _insert_user(address: str, roles: tuple[str, ...], enabled: bool) -> None:
	"""The bare rows: a saved user costs seconds, and the framework makes the first one that it sees a System Manager."""
	user = frappe.get_doc(
		{
			"doctype": "User",
			"name": address,
			"email": address,
			"first_name": address.split("@")[0],
			"full_name": address.split("@")[0],
			"enabled": int(enabled),
			"user_type": "System User",
		}
	)
	user.db_insert()
	for role in roles:
		row = frappe.get_doc({"doctype": "Has Role", "parent": address, "parenttype": "User", "parentfield": "roles", "role": role})
		row.name = frappe.generate_hash(length=10)
		row.db_insert()
	# nobody mails these people: a test site has no mail account
	frappe.get_doc({"doctype": "Notification Settings", "name": address, "enabled": 1, "enable_email_notifications": 0}).db_insert()


def make_staff_profile(user: str, department: str | None = None, superior: str | None = None) -> str:
	"""The staff profile of a user."""
	profile = frappe.get_doc({"doctype": "Staff Profile", "user": user, "department": department, "superior": superior})
	return profile.insert(ignore_permissions=True).name


def make_department(head: str | None = None, parent: str | None = None) -> str:
	"""A department, under a parent or as a root."""
	name = unique("Department")
	department = frappe.get_doc(
		{
			"doctype": "CRM Department",
			"department_name": name,
			"parent_crm_department": parent,
			"is_group": 1,
			"head": head,
		}
	)
	return department.insert(ignore_permissions=True).name
