"""A new user with one choice: account, roles by a role profile, staff profile with department and superior (R-341, R-345, D-26)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _

from crm_custom.base_data import refusals
from crm_custom.base_data.rules.text import plain_text
from crm_custom.compat import give_role_profile
from crm_custom.exceptions import refuse


@dataclass(frozen=True)
class NewUser:
	"""What the administrator knows about a new colleague. Without password the person sets one by the link of the welcome mail."""

	email: str
	full_name: str
	role_profile: str
	department: str | None = None
	superior: str | None = None
	position: str | None = None
	language: str | None = None
	password: str | None = None
	send_welcome_mail: bool = False


def set_up_user(facts: NewUser) -> str:
	"""Make the user and the staff profile in one transaction; answers the user. For administrators; api.py checks it.

	Raises NewUserFactsError, what the framework refuses (address taken, weak password), and the refusals of a staff profile.
	"""
	name = plain_text(facts.full_name)
	for value, field in ((facts.email, _("E-mail")), (name, _("Full name")), (facts.role_profile, _("Role Profile"))):
		if not value:
			refuse(refusals.NewUserFactsError, field=field)
	user = frappe.get_doc(_user_values(facts, name))
	give_role_profile(user, facts.role_profile)
	user.insert()
	values = {"department": facts.department or None, "superior": facts.superior or None, "position": facts.position or None}
	roles = {row.role for row in user.roles}
	profile = {"doctype": "Staff Profile", "user": user.name, **values, "is_salesperson": int("Customer Manager" in roles)}
	frappe.get_doc({**profile, "is_operator": 1}).insert()
	return user.name


def _user_values(facts: NewUser, name: str) -> dict[str, Any]:
	return {
		"doctype": "User",
		"email": facts.email.strip().lower(),
		"first_name": name,
		"language": facts.language or frappe.db.get_single_value("System Settings", "language"),
		"user_type": "System User",
		"enabled": 1,
		"new_password": facts.password or None,
		"send_welcome_email": int(facts.send_welcome_mail),
	}
