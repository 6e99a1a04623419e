"""Workflow records made from the features' machines: seeded once, then the administrator's (R-352, D-14)."""

from __future__ import annotations

from collections.abc import Iterable

import frappe

from crm_custom.lifecycle.machine import Machine
from crm_custom.marketing.rules import opportunity_machine
from crm_custom.service_management.rules import service_machine
from crm_custom.setup.once import seed_once

#: machines whose moves people make; one Workflow record each
MACHINES: tuple[Machine, ...] = (opportunity_machine.MACHINE, service_machine.MACHINE)


def seed_workflows() -> None:
	"""A Workflow for every machine, once per machine."""
	for machine in MACHINES:
		seed_once(f"workflow.{machine.doctype}", lambda machine=machine: _create_workflow(machine))


def remove_workflows() -> None:
	"""Uninstall: every Workflow on a DocType of the product goes, the administrator's too; without the DocType it means nothing."""
	for name in frappe.get_all("Workflow", {"document_type": ["in", [m.doctype for m in MACHINES]]}, pluck="name"):
		frappe.delete_doc("Workflow", name, force=True)


def _create_workflow(machine: Machine) -> None:
	_ensure_named("Workflow State", "workflow_state_name", ((s.name, {"style": s.style}) for s in machine.states))
	_ensure_named("Workflow Action Master", "workflow_action_name", ((t.action, {}) for t in machine.transitions))
	workflow = frappe.get_doc(
		{
			"doctype": "Workflow",
			"workflow_name": machine.doctype,
			"document_type": machine.doctype,
			"workflow_state_field": machine.state_field,
			"is_active": 1,
			"send_email_alert": 0,
		}
	)
	for state in machine.states:
		workflow.append("states", {"state": state.name, "doc_status": "0", "allow_edit": _one(state.editors)})
	for move in machine.transitions:
		for role in sorted(move.roles):
			workflow.append(
				"transitions",
				{
					"state": move.source,
					"action": move.action,
					"next_state": move.target,
					"allowed": role,
					"allow_self_approval": 1,
					"condition": move.condition,
				},
			)
	workflow.insert()


def _ensure_named(doctype: str, name_field: str, rows: Iterable[tuple[str, dict]]) -> None:
	for name, values in rows:
		if not frappe.db.exists(doctype, name):
			frappe.get_doc({"doctype": doctype, name_field: name, **values}).insert()


def _one(editors: frozenset[str]) -> str:
	if len(editors) != 1:
		raise ValueError(f"a workflow state has exactly one editing role, not {sorted(editors)}")
	return next(iter(editors))
