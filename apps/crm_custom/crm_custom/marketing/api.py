"""What the browser and other programs call. Each function checks the right first, calls one service and shapes the answer."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from crm_custom.lifecycle.many import do_for_each
from crm_custom.marketing import plan_services, queries, services

OPPORTUNITY, PLAN = "Sales Opportunity", "Development Plan"


@frappe.whitelist(methods=["POST"])
def assign(name: str, assigned_to: str) -> dict[str, Any]:
	"""Assign an unassigned opportunity to a customer manager. Answers name, status, assigned_to."""
	_check_record(OPPORTUNITY, name, "write")
	return _answer(services.assign(name, assigned_to))


@frappe.whitelist(methods=["POST"])
def reassign(name: str, assigned_to: str) -> dict[str, Any]:
	"""Give an assigned opportunity to another customer manager. Answers name, status, assigned_to."""
	_check_record(OPPORTUNITY, name, "write")
	return _answer(services.reassign(name, assigned_to))


@frappe.whitelist(methods=["POST"])
def develop_success(name: str, region: str | None = None, grade: str | None = None, address: str | None = None) -> dict[str, Any]:
	"""The opportunity becomes a customer. Answers name, status, customer and the customer's name; the same when asked again."""
	_check_record(OPPORTUNITY, name, "read")
	doc = services.develop_success(name, services.CustomerFacts(region, grade, address))
	title = frappe.db.get_value("Customer", doc.result_customer, "customer_name")
	return {**_answer(doc), "customer": doc.result_customer, "customer_name": title}


@frappe.whitelist(methods=["POST"])
def stop(name: str, close_reason: str, close_remark: str | None = None) -> dict[str, Any]:
	"""Stop the development of an opportunity for a reason. Answers name, status."""
	_check_record(OPPORTUNITY, name, "write")
	return _answer(services.stop(name, close_reason, close_remark))


@frappe.whitelist(methods=["POST"])
def archive(name: str) -> dict[str, Any]:
	"""Archive an ended opportunity. Answers name, status."""
	_check_record(OPPORTUNITY, name, "write")
	return _answer(services.archive(name))


@frappe.whitelist(methods=["POST"])
def assign_many(names: list | str, assigned_to: str) -> list[dict[str, Any]]:
	"""Assign several opportunities to one customer manager. Answers {name, ok, message} for each."""
	_check(OPPORTUNITY, "write")
	return do_for_each(names, lambda name: services.assign(name, assigned_to))


@frappe.whitelist(methods=["POST"])
def reassign_many(names: list | str, assigned_to: str) -> list[dict[str, Any]]:
	"""Reassign several opportunities to one customer manager. Answers {name, ok, message} for each."""
	_check(OPPORTUNITY, "write")
	return do_for_each(names, lambda name: services.reassign(name, assigned_to))


@frappe.whitelist(methods=["POST"])
def stop_many(names: list | str, close_reason: str, close_remark: str | None = None) -> list[dict[str, Any]]:
	"""Stop several opportunities for one reason. Answers {name, ok, message} for each."""
	_check(OPPORTUNITY, "write")
	return do_for_each(names, lambda name: services.stop(name, close_reason, close_remark))


@frappe.whitelist(methods=["POST"])
def make_plan(name: str) -> str:
	"""The development plan of an opportunity, made when there is none yet. Answers its name."""
	_check_record(OPPORTUNITY, name, "read")
	plan = plan_services.make_plan(name)
	_check_record(PLAN, plan, "read")
	return plan


# a read, but the Desk's own caller knows no GET in version 15
@frappe.whitelist(methods=["GET", "POST"])
def get_first_values() -> dict[str, Any]:
	"""What a new opportunity begins with, for the form: stage and its default probability."""
	_check(OPPORTUNITY, "create")
	stage = queries.find_stage("Open")
	return {"stage": stage.name, "success_probability": stage.probability} if stage else {}


@frappe.whitelist(methods=["GET"])
def get_plan_steps(
	doctype: str,
	start: str,
	end: str,
	filters: str | list | None = None,
	fields: str | list | None = None,
	field_map: str | dict | None = None,
) -> list[dict[str, Any]]:
	"""Steps of the plans that the user reads, as events of the framework's calendar. The list's filters narrow the plans."""
	_check(PLAN, "read")
	steps = queries.find_steps_between(getdate(start), getdate(end))
	chosen = frappe.parse_json(filters) if filters else None
	if chosen:
		plans = set(frappe.get_list(PLAN, filters=chosen, pluck="name", limit_page_length=0))
		steps = [step for step in steps if step.plan in plans]
	return [_event(step) for step in steps]


@frappe.whitelist(methods=["POST"])
def move_plan_step(args: str | dict, field_map: str | dict | None = None) -> None:
	"""A step was dragged to another day in the calendar."""
	values = frappe.parse_json(args)
	step = values.get("name")
	plan = queries.plan_of_step(step)
	_check_record(PLAN, plan, "write")
	plan_services.move_step(plan, step, getdate(values.get("planned_on")))


def _event(step: dict[str, Any]) -> dict[str, Any]:
	settled = bool(step.result or step.skipped_reason)
	late = not settled and step.planned_on < getdate()
	return {
		"name": step.plan,
		"step": step.step,
		"planned_on": step.planned_on,
		"end": step.planned_on,
		"title": f"{step.customer_name}: {step.item}",
		"all_day": 1,
		"convert_to_user_tz": 0,
		"style": "success" if settled else "danger" if late else "default",
	}


def _check(doctype: str, right: str) -> None:
	"""The person's roles have the right at all. Raises PermissionError."""
	if not frappe.has_permission(doctype, right):
		raise frappe.PermissionError(_("Not permitted"))


def _check_record(doctype: str, name: str, right: str) -> None:
	"""The person has the right on this record. Raises PermissionError, DoesNotExistError."""
	frappe.get_doc(doctype, name).check_permission(right)


def _answer(doc: Any) -> dict[str, Any]:
	return {"name": doc.name, "status": doc.status, "assigned_to": doc.assigned_to}
