"""What the browser and other programs call. Each function checks the right first, calls one service and shapes the answer."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from crm_custom.lifecycle.many import do_for_each
from crm_custom.service_management import services


@frappe.whitelist(methods=["POST"])
def assign(name: str, assigned_to: str) -> dict[str, Any]:
	"""Assign a new service to a customer manager. Answers name, status, assigned_to."""
	_check_write(name)
	return _answer(services.assign(name, assigned_to))


@frappe.whitelist(methods=["POST"])
def reassign(name: str, assigned_to: str) -> dict[str, Any]:
	"""Give an assigned service to another customer manager. Answers name, status, assigned_to."""
	_check_write(name)
	return _answer(services.reassign(name, assigned_to))


@frappe.whitelist(methods=["POST"])
def handle(name: str, handling: str) -> dict[str, Any]:
	"""Record the handling of a service. Answers name, status, assigned_to."""
	_check_write(name)
	return _answer(services.handle(name, handling))


@frappe.whitelist(methods=["POST"])
def feed_back(name: str, result: str, satisfaction: int | str) -> dict[str, Any]:
	"""Record result and satisfaction (1 to 5). The answer's status tells whether it was archived or went back."""
	_check_write(name)
	return _answer(services.feed_back(name, result, cint(satisfaction)))


@frappe.whitelist(methods=["POST"])
def assign_many(names: list | str, assigned_to: str) -> list[dict[str, Any]]:
	"""Assign new services to one person. Answers {name, ok, message} for each."""
	_check_write()
	return do_for_each(names, lambda name: services.assign(name, assigned_to))


@frappe.whitelist(methods=["POST"])
def reassign_many(names: list | str, assigned_to: str) -> list[dict[str, Any]]:
	"""Reassign assigned services to one person. Answers {name, ok, message} for each."""
	_check_write()
	return do_for_each(names, lambda name: services.reassign(name, assigned_to))


@frappe.whitelist(methods=["POST"])
def handle_many(names: list | str, handling: str) -> list[dict[str, Any]]:
	"""Record the same handling for several services of one's own. Answers {name, ok, message} for each."""
	_check_write()
	return do_for_each(names, lambda name: services.handle(name, handling))


@frappe.whitelist(methods=["POST"])
def feed_back_many(names: list | str, result: str, satisfaction: int | str) -> list[dict[str, Any]]:
	"""Record the same result and satisfaction for several services. Answers {name, ok, message} for each."""
	_check_write()
	value = cint(satisfaction)
	return do_for_each(names, lambda name: services.feed_back(name, result, value))


def _check_write(name: str | None = None) -> None:
	if not frappe.has_permission("Service", "write", name):
		frappe.throw(_("You have no permission to change services."), frappe.PermissionError)


def _answer(doc: Any) -> dict[str, Any]:
	return {"name": doc.name, "status": doc.status, "assigned_to": doc.assigned_to, "rework_count": doc.rework_count}
