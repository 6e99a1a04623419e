"""The framework's own "Assign To" writes the field `assigned_to` of a record straight into the database, past every check. For records
whose assignee is decided by a state machine these doors are closed; everything else passes through.

Named in `override_whitelisted_methods`.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe.desk.form import assign_to

from crm_custom.exceptions import UseAssignActionError, refuse

#: DocTypes that have actions of their own to assign a person
DECIDED_BY_ACTION = frozenset({"Sales Opportunity", "Service", "Development Plan"})


@frappe.whitelist(methods=["POST"])
def add(args: dict | str | None = None) -> Any:
	"""The framework's `assign_to.add`, not for records with an assignment of their own."""
	args = _arguments(args)
	_check(args.get("doctype"))
	return assign_to.add(args)


@frappe.whitelist(methods=["POST"])
def add_multiple(args: dict | str | None = None) -> Any:
	"""The framework's `assign_to.add_multiple`, not for records with an assignment of their own."""
	args = _arguments(args)
	_check(args.get("doctype"))
	return assign_to.add_multiple(args)


@frappe.whitelist(methods=["POST"])
def remove(doctype: str, name: str, assign_to: str) -> Any:
	"""The framework's `assign_to.remove`, not for records with an assignment of their own."""
	_check(doctype)
	return _framework_remove(doctype, name, assign_to)


def _framework_remove(doctype: str, name: str, user: str) -> Any:
	return assign_to.remove(doctype, name, user)


def _arguments(args: dict | str | None) -> Any:
	found = frappe._dict(frappe.parse_json(args)) if args else frappe.local.form_dict
	# only the server's own rules assign by rule: such tasks are not asked whether the assignee may see the record
	found.pop("assignment_rule", None)
	return found


def _check(doctype: str | None) -> None:
	if doctype in DECIDED_BY_ACTION:
		refuse(UseAssignActionError)
