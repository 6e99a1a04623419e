"""The questions that are asked before somebody may do something with a record, each with its answer in words and what would change it.

What is finally allowed is always the framework's own answer (`explain.py`); the checks here tell how it comes about.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.permissions import has_user_permission

from crm_custom.base_data.modules import is_module_on
from crm_custom.customer_management.rules.customer import NORMAL
from crm_custom.lifecycle.guard import machine_in_force
from crm_custom.lifecycle.machine import Machine, State
from crm_custom.permissions import scope
from crm_custom.permissions.wording import worded

#: what a right means for the rows of a record type
ACTION_OF = {"write": scope.CHANGE, "delete": scope.DISPOSE, "share": scope.DISPOSE}
#: rights that an entry of a state can close
CHANGING = frozenset({"write"})


class Check(TypedDict):
	"""One question: whether the answer lets the person go on, in words, and what an administrator would change."""

	title: str
	is_met: bool
	text: str
	remedy: str


def checks_of(doc: Document, right: str, user: str) -> list[Check]:
	"""Every question for this right, in the order in which they are asked."""
	return [
		_account(user),
		*_module(doc),
		_role(doc.doctype, right, user),
		*_rows(doc, right, user),
		*_user_permission(doc, user),
		*_state(doc, right, user),
		*_deletion(doc, right, user),
	]


def roles_with(doctype: str, right: str) -> list[str]:
	"""Roles that have the right on the DocType now, at level 0."""
	rows = frappe.get_meta(doctype).permissions
	return sorted({row.role for row in rows if row.get(right) and not row.permlevel})


def machine_of(doc: Document) -> Machine | None:
	"""The machine in force for the record: the administrator's workflow or the shipped one; None when the record has no states."""
	shipped = getattr(doc, "machine", None) or Machine(doc.doctype, (State("", frozenset()),), ())
	machine = machine_in_force(shipped)
	return machine if machine.states[0].name else None


def list_of(names: object) -> str:
	"""Names in the reader's language, as one reads a list."""
	return _(", ").join(_(name) for name in names)


def _check(title: str, is_met: bool, text: str, remedy: str = "") -> Check:
	return {"title": title, "is_met": is_met, "text": text, "remedy": "" if is_met else remedy}


def _account(user: str) -> Check:
	enabled, user_type = frappe.db.get_value("User", user, ["enabled", "user_type"])
	if not enabled:
		return _check(_("Account"), False, _("The user is disabled and cannot log in."), _("Enable the user."))
	if user_type != "System User":
		text = _("The user is a website user and does not reach the Desk.")
		return _check(_("Account"), False, text, _("Give the user a role with desk access."))
	return _check(_("Account"), True, _("The user is enabled."))


def _module(doc: Document) -> Iterator[Check]:
	module = doc.meta.module
	if not is_module_on(module):
		text = _("The module {0} is switched off.").format(_(module))
		yield _check(_("Module"), False, text, _("Switch the module on in the CRM Settings."))


def _role(doctype: str, right: str, user: str) -> Check:
	title = _("Role permission")
	if user == "Administrator":
		return _check(title, True, _("The account Administrator has every right."))
	having = roles_with(doctype, right)
	mine = sorted(set(having) & set(frappe.get_roles(user)))
	is_changed = bool(frappe.db.exists("Custom DocPerm", {"parent": doctype}))
	source = _("as changed in the Role Permission Manager") if is_changed else _("as shipped")
	if mine:
		text = _("The role {roles} has the right {right} on {doctype}, {source}.")
		return _check(title, True, text.format(roles=list_of(mine), right=_(right.capitalize()), doctype=_(doctype), source=source))
	text = _("No role of the user has the right {right} on {doctype}, {source}.").format(
		right=_(right.capitalize()), doctype=_(doctype), source=source
	)
	if not having:
		return _check(title, False, text, _("No role has it. Add the right in the Role Permission Manager."))
	remedy = _("Give the user one of these roles: {roles}. Or add the right to a role of theirs in the Role Permission Manager.")
	return _check(title, False, text, remedy.format(roles=list_of(having)))


def _rows(doc: Document, right: str, user: str) -> Iterator[Check]:
	"""The named rules of the scope; a record type without a policy is open to everybody who has the role's right."""
	if doc.doctype not in scope.POLICIES:
		return
	verdicts = scope.explain(doc.doctype, doc.name, user, ACTION_OF.get(right, scope.READ))
	given = [worded(verdict) for verdict in verdicts if verdict.includes]
	if given:
		yield _check(_("This record"), True, " ".join(dict.fromkeys(given)))
		return
	possible = dict.fromkeys(worded(verdict) for verdict in verdicts if verdict.is_in_force)
	text = _("No rule gives this record to the user.")
	if not possible:
		yield _check(
			_("This record"),
			False,
			text,
			_("No rule is in force for the user's roles and the settings. Give the user a role that works with it."),
		)
		return
	remedy = "\n".join([_("One of these would have to be true:"), *(f"• {sentence}" for sentence in possible)])
	yield _check(_("This record"), False, text, remedy)


def _user_permission(doc: Document, user: str) -> Iterator[Check]:
	if not frappe.db.exists("User Permission", {"user": user}):
		return
	before = frappe.flags.get("has_permission_check_logs")
	frappe.flags["has_permission_check_logs"] = []
	is_met = has_user_permission(doc, user)
	reasons = " ".join(frappe.flags.pop("has_permission_check_logs"))
	if before is not None:
		frappe.flags["has_permission_check_logs"] = before
	text = _("The user permissions allow this record.") if is_met else reasons
	yield _check(_("User permission"), is_met, text, _("Change the user permissions of this user."))


def _state(doc: Document, right: str, user: str) -> Iterator[Check]:
	if right not in CHANGING:
		return
	if doc.doctype == "Customer":
		if doc.status != NORMAL:
			text = _("The customer has the status {0}; only Normal customers are changed.").format(_(doc.status))
			yield _check(_("State"), False, text, _("Restore the customer."))
		return
	machine = machine_of(doc)
	if not machine:
		return
	state = doc.get(machine.state_field)
	editors = machine.editors_of(state)
	is_met = bool(editors & set(frappe.get_roles(user)))
	text = _("In the state {state} these roles change the record: {roles}.").format(
		state=_(state), roles=list_of(sorted(editors)) or _("nobody")
	)
	yield _check(_("State"), is_met, text, _("Change in the Workflow who may edit in this state."))


def _deletion(doc: Document, right: str, user: str) -> Iterator[Check]:
	"""What has begun is not deleted: only the creator takes back a record in its first state."""
	machine = getattr(doc, "machine", None)
	if right != "delete" or not machine or not machine.transitions:
		return
	is_met = doc.get(machine.state_field) == machine.initial and doc.owner == user
	text = _("Only its creator deletes the record, and only in the state {0}.").format(_(machine.initial))
	yield _check(_("State"), is_met, text, _("Nothing: a record that has begun is ended and archived, not deleted."))
