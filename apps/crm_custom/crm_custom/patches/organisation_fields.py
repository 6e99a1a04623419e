"""Departments may all have others below them; staff profiles know whether the account is enabled."""

import frappe
from frappe.query_builder.functions import IfNull


def execute():
	"""Set-based; a second run changes nothing."""
	department = frappe.qb.DocType("CRM Department")
	frappe.qb.update(department).set(department.is_group, 1).where(department.is_group == 0).run()
	profile, user = frappe.qb.DocType("Staff Profile"), frappe.qb.DocType("User")
	account = frappe.qb.from_(user).where(user.name == profile.user)
	frappe.qb.update(profile).set(profile.is_enabled, IfNull(account.select(user.enabled), 0)).run()
	# somebody who has an address has it in the profile too, unless another one stands there
	is_empty = profile.email.isnull() | (profile.email == "")
	frappe.qb.update(profile).set(profile.email, IfNull(account.select(user.email), "")).where(is_empty).run()
