"""Endpoints of base data: check the permission, call a service, shape the answer."""

from __future__ import annotations

from typing import Any

import frappe

from crm_custom.base_data import departments, user_setup
from crm_custom.base_data.departments import DOCTYPE as DEPARTMENT
from crm_custom.base_data.handover import jobs as handover_jobs
from crm_custom.base_data.handover import planning
from crm_custom.base_data.handover import services as handovers
from crm_custom.base_data.handover.kinds import all_kinds

HANDOVER = "Work Handover"


@frappe.whitelist(methods=["GET", "POST"])
def department_nodes(doctype: str = DEPARTMENT, parent: str = "", is_root: bool | str | int = False, **_: Any) -> list[departments.Node]:
	"""The departments below a department, or the top level for the root of the tree; for whoever reads departments."""
	_check(DEPARTMENT, "read")
	return departments.list_nodes(None if is_root in (True, 1, "1", "true", "True") else parent)


@frappe.whitelist(methods=["POST"])
def move_department(name: str, parent: str | None = None) -> None:
	"""Put a department below another one, or on the top level. See departments.move_department."""
	_check(DEPARTMENT, "write", name)
	departments.move_department(name, parent)


@frappe.whitelist(methods=["POST"])
def set_up_user(
	email: str,
	full_name: str,
	role_profile: str,
	department: str | None = None,
	superior: str | None = None,
	position: str | None = None,
	language: str | None = None,
	password: str | None = None,
	send_welcome_mail: bool = False,
) -> str:
	"""A new user with roles, department and superior in one step; answers the user. Administrators only. See user_setup.set_up_user."""
	_check("User", "create")
	facts = user_setup.NewUser(email, full_name, role_profile, department, superior, position, language, password, bool(send_welcome_mail))
	return user_setup.set_up_user(facts)


@frappe.whitelist(methods=["GET", "POST"])
def handover_kinds() -> list[dict[str, str]]:
	"""What can be handed over: value and label, for the choice in the rows. For whoever reads handovers."""
	_check(HANDOVER, "read")
	return [{"value": kind.doctype, "label": kind.label} for kind in all_kinds()]


@frappe.whitelist(methods=["POST"])
def preview_handover(name: str) -> dict[str, Any]:
	"""Lay the plan of a draft anew: summary and samples. For whoever may write the handover."""
	_check(HANDOVER, "write", name)
	handovers.preview(name)
	return {"summary": planning.summary_of(name), "samples": planning.samples_of(name)}


@frappe.whitelist(methods=["POST"])
def start_handover(name: str) -> None:
	"""Hand over in the background. Of two who press at once the second is refused. See handover/services.start."""
	_check(HANDOVER, "write", name)
	handovers.start(name)
	handover_jobs.wake()


@frappe.whitelist(methods=["POST"])
def undo_handover(name: str) -> None:
	"""Take back what nobody has changed since. See handover/services.start_undo."""
	_check(HANDOVER, "write", name)
	handovers.start_undo(name)
	handover_jobs.wake()


@frappe.whitelist(methods=["POST"])
def resume_handover(name: str) -> None:
	"""Go on with a handover whose process died, without waiting for the clock."""
	_check(HANDOVER, "write", name)
	handover_jobs.wake_now()


@frappe.whitelist(methods=["GET", "POST"])
def handover_state(name: str) -> dict[str, Any]:
	"""How far a handover is: status, summary, whether a worker is at it. For whoever reads it."""
	_check(HANDOVER, "read", name)
	status = frappe.db.get_value(HANDOVER, name, "status")
	return {"status": status, "summary": planning.summary_of(name), "is_under_way": handover_jobs.is_under_way()}


def _check(doctype: str, right: str, name: str | None = None) -> None:
	"""Raises PermissionError unless the user has this right, on the record if one is named."""
	if not frappe.has_permission(doctype, right, name):
		raise frappe.PermissionError
