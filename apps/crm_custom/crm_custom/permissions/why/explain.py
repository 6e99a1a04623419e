"""The verdicts on one record for one person: each right, each workflow action, the fields held back."""

from __future__ import annotations

from typing import Any, TypedDict

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.workflow import get_workflow_safe_globals

from crm_custom.lifecycle.machine import Transition
from crm_custom.permissions.held_back import fields_above
from crm_custom.permissions.why.checks import Check, checks_of, list_of, machine_of

RIGHTS = ("read", "write", "delete", "export", "print", "share")


class Verdict(TypedDict):
	"""May it be done, what decided, and every question that was asked."""

	code: str
	label: str
	is_allowed: bool
	decided_by: str
	checks: list[Check]


def explain_record(doc: Document, user: str) -> dict[str, Any]:
	"""Everything that the page shows about a person and a record. System work: the caller has checked who asks."""
	held_back = fields_above(doc.doctype, user)
	return {
		"title": doc.get_title() or doc.name,
		"full_name": frappe.utils.get_fullname(user),
		"roles": [_(role) for role in sorted(set(frappe.get_roles(user)) - {"All", "Guest", "Desk User"})],
		"state": _(doc.get("status")) if doc.get("status") else "",
		"rights": [_verdict_on(doc, right, user) for right in RIGHTS],
		"actions": _actions(doc, user),
		"held_back": [_(field.label) for field in doc.meta.fields if field.fieldname in held_back and field.label and _holds_value(field)],
	}


def _holds_value(field: Any) -> bool:
	return field.fieldtype not in frappe.model.no_value_fields


def _verdict_on(doc: Document, right: str, user: str) -> Verdict:
	checks = checks_of(doc, right, user)
	unmet = [check for check in checks if not check["is_met"]]
	# the last word has the framework, which also knows of shares; states and accounts are asked by others
	has_right = bool(frappe.has_permission(doc.doctype, right, doc, user=user))
	others = [check for check in unmet if check["title"] in {_("Account"), _("State"), _("Module")}]
	is_allowed = has_right and not others
	return {
		"code": right,
		"label": _(right.capitalize()),
		"is_allowed": is_allowed,
		"decided_by": _reason(checks, unmet, is_allowed),
		"checks": checks,
	}


def _reason(checks: list[Check], unmet: list[Check], is_allowed: bool) -> str:
	if not is_allowed:
		return unmet[0]["text"] if unmet else _("The framework refuses it.")
	if unmet:
		return _("The record was shared with the user.")
	rows = [check["text"] for check in checks if check["title"] == _("This record")]
	return rows[0] if rows else next(check["text"] for check in checks if check["title"] == _("Role permission"))


def _actions(doc: Document, user: str) -> list[Verdict]:
	"""The actions that lead on from the record's state; none for a record without a workflow."""
	machine = machine_of(doc)
	if not machine or not machine.transitions:
		return []
	writing = checks_of(doc, "write", user)
	rows = [check for check in writing if check["title"] != _("State")]
	here = [move for move in machine.transitions if move.source == doc.get(machine.state_field)]
	return [_verdict_on_action(doc, action, [move for move in here if move.action == action], rows, user) for action in _in_order(here)]


def _in_order(moves: list[Transition]) -> list[str]:
	return list(dict.fromkeys(move.action for move in moves))


def _verdict_on_action(doc: Document, action: str, moves: list[Transition], rows: list[Check], user: str) -> Verdict:
	roles = frozenset().union(*(move.roles for move in moves))
	mine = [move for move in moves if move.roles & set(frappe.get_roles(user))]
	by_role: Check = {
		"title": _("Workflow"),
		"is_met": bool(mine),
		"text": _("The action is for the role {0}.").format(list_of(sorted(roles))),
		"remedy": "" if mine else _("Give the user this role, or change the action in the Workflow."),
	}
	checks = [*rows, by_role, *([_condition(doc, mine, user)] if any(move.condition for move in mine) else [])]
	unmet = [check for check in checks if not check["is_met"]]
	return {
		"code": action,
		"label": _(action),
		"is_allowed": not unmet,
		"decided_by": (unmet[0] if unmet else by_role)["text"],
		"checks": checks,
	}


def _condition(doc: Document, moves: list[Transition], user: str) -> Check:
	is_met = any(not move.condition or _is_true_for(move.condition, doc, user) for move in moves)
	written = "; ".join(dict.fromkeys(move.condition for move in moves if move.condition))
	return {
		"title": _("Condition"),
		"is_met": is_met,
		"text": _("The Workflow asks for: {0}").format(written),
		"remedy": "" if is_met else _("Make the condition true for this record, or change it in the Workflow."),
	}


def _is_true_for(condition: str, doc: Document, user: str) -> bool:
	"""The condition as if this user were logged in."""
	known = get_workflow_safe_globals()
	known["frappe"] = frappe._dict(known["frappe"], session=frappe._dict(user=user))
	return bool(frappe.safe_eval(condition, known, {"doc": doc.as_dict()}))
