"""Enforces the state machine on the server, whatever the browser, REST, an import or a script sends (R-007, R-352, D-14)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.model.workflow import get_workflow, get_workflow_name, is_transition_condition_satisfied

from crm_custom.exceptions import (
	IllegalTransitionError,
	StateNotEditableError,
	TransitionConditionError,
	TransitionRoleError,
	refuse,
)
from crm_custom.lifecycle.machine import Machine, State, Transition, allowed_for

if TYPE_CHECKING:
	from crm_custom.lifecycle.document import LifecycleDocument

#: guard called with the document when it enters a state
StateGuard = Callable[["LifecycleDocument"], None]


def machine_in_force(shipped: Machine) -> Machine:
	"""The administrator's active Workflow for the DocType as a machine, else the shipped one."""
	if not get_workflow_name(shipped.doctype):
		return shipped
	workflow = get_workflow(shipped.doctype)
	return Machine(
		doctype=shipped.doctype,
		state_field=workflow.workflow_state_field,
		states=tuple(State(row.state, frozenset({row.allow_edit})) for row in workflow.states),
		transitions=tuple(
			Transition(row.state, row.action, row.next_state, frozenset({row.allowed}), row.condition or "") for row in workflow.transitions
		),
	)


def enforce(doc: LifecycleDocument, shipped: Machine, guards: Mapping[str, StateGuard]) -> None:
	"""Check the change of state, or the right to edit in the present state, then run the guard of the state that is entered.

	To be called first in `validate`. Raises IllegalTransitionError, TransitionRoleError, TransitionConditionError,
	StateNotEditableError, or what the guard raises.
	"""
	machine = machine_in_force(shipped)
	before = doc.get_doc_before_save()
	target = doc.get(machine.state_field) or machine.initial
	doc.set(machine.state_field, target)
	source = before.get(machine.state_field) if before else machine.initial
	if not doc.flags.is_system_transition:
		if source == target:
			_check_editable(doc, machine, source, is_new=before is None)
		else:
			_check_transition(doc, machine, source, target, is_new=before is None)
	if source != target and target in guards:
		guards[target](doc)


def _check_editable(doc: LifecycleDocument, machine: Machine, state: str, is_new: bool) -> None:
	editors = machine.editors_of(state)
	if is_new or editors & set(frappe.get_roles()):
		return
	refuse(StateNotEditableError, record=_describe(doc), state=_(state), roles=_list_of(editors))


def _check_transition(doc: LifecycleDocument, machine: Machine, source: str, target: str, is_new: bool) -> None:
	moves = () if is_new else machine.moves(source, target)
	if not moves:
		refuse(IllegalTransitionError, record=_describe(doc), state=_(source), target=_(target))
	mine = allowed_for(moves, frappe.get_roles())
	if not mine:
		roles = frozenset().union(*(move.roles for move in moves))
		refuse(TransitionRoleError, action=_(moves[0].action), roles=_list_of(roles))
	before = doc.get_doc_before_save()
	if not any(is_transition_condition_satisfied(frappe._dict(condition=move.condition), before) for move in mine):
		refuse(TransitionConditionError, action=_(mine[0].action))


def _describe(doc: LifecycleDocument) -> str:
	return f"{_(doc.doctype)} {doc.get_title() or doc.name or ''}".strip()


def _list_of(names: frozenset[str]) -> str:
	return _(", ").join(_(name) for name in sorted(names))
