"""What marketing reads. The user is an argument where rows depend on the person."""

from __future__ import annotations

from datetime import date
from typing import Any

import frappe
from frappe.utils import cint, get_number_format_info

from crm_custom.marketing.rules.opportunity_machine import ENDED
from crm_custom.marketing.rules.plan_machine import DRAFT, EXECUTING
from crm_custom.marketing.rules.plan_rules import Step
from crm_custom.permissions import scope

#: columns of a step that the rules need
STEP_COLUMNS = ("step_no", "planned_on", "item", "done_on", "result", "skipped_reason")


def find_first_stage() -> str | None:
	"""The first stage in order that is open and not disabled; None when the dictionary has none."""
	stage = find_stage("Open")
	return stage.name if stage else None


def find_stage(stage_type: str) -> Any:
	"""Name and probability of the first enabled stage of a type (Open, Won, Lost); None when there is none."""
	rows = frappe.get_all(
		"Opportunity Stage",
		{"stage_type": stage_type, "disabled": 0},
		["name", "probability"],
		order_by="sort_order asc, name asc",
		limit=1,
	)
	return rows[0] if rows else None


def stage_type_of(stage: str) -> str:
	"""Open, Won or Lost."""
	return frappe.get_cached_value("Opportunity Stage", stage, "stage_type") or "Open"


def probability_of(stage: str) -> float | None:
	"""A stage's default probability in percent; None for an unknown stage."""
	return frappe.get_cached_value("Opportunity Stage", stage, "probability")


def decimal_places() -> int:
	"""How many decimals an amount of money is kept with: System Settings, else what the number format shows, else 2."""
	precision = frappe.db.get_default("currency_precision")
	if precision not in (None, ""):
		return cint(precision)
	return get_number_format_info(frappe.db.get_default("number_format") or "#,###.##")[2]


def find_plan(opportunity: str) -> str | None:
	"""The development plan of an opportunity; None when there is none."""
	return frappe.db.get_value("Development Plan", {"opportunity": opportunity})


def plan_of_step(step: str) -> str:
	"""The plan to which a step belongs. Raises DoesNotExistError for an unknown step."""
	plan = frappe.db.get_value("Development Plan Step", step, "parent")
	if not plan:
		raise frappe.DoesNotExistError
	return plan


def steps_of(opportunity: str, lock: bool = False) -> list[Step]:
	"""The steps of an opportunity's plan in their order. With `lock` they are read as they are now and held until the end."""
	plan, step = frappe.qb.DocType("Development Plan"), frappe.qb.DocType("Development Plan Step")
	query = (
		frappe.qb.from_(step)
		.join(plan)
		.on((step.parent == plan.name) & (step.parenttype == "Development Plan"))
		.select(*(step[column] for column in STEP_COLUMNS))
		.where(plan.opportunity == opportunity)
		.orderby(step.idx)
	)
	if lock:
		query = query.for_update()
	return [
		Step(
			number=row.step_no,
			planned_on=row.planned_on,
			item=row.item or "",
			done_on=row.done_on,
			result=row.result or "",
			skipped_reason=row.skipped_reason or "",
		)
		for row in query.run(as_dict=True)
	]


def find_steps_between(start: date, end: date, user: str | None = None) -> list[dict[str, Any]]:
	"""Steps planned between two days, both included, of the plans that the user reads; for the calendar."""
	plan, step = frappe.qb.DocType("Development Plan"), frappe.qb.DocType("Development Plan Step")
	query = _open_columns(plan, step).where(step.planned_on[start:end]).orderby(step.planned_on, step.idx)
	return _within_scope(query, plan, user).run(as_dict=True)


def find_overdue_steps(today: date, user: str | None = None, limit: int = 20) -> list[dict[str, Any]]:
	"""Open steps of running plans that were due before today and belong to the user; the oldest first, for the workbench."""
	user = user or frappe.session.user
	plan, step = frappe.qb.DocType("Development Plan"), frappe.qb.DocType("Development Plan Step")
	query = _still_open(_open_columns(plan, step), plan, step)
	query = query.where((step.step_owner == user) & (step.planned_on < today)).orderby(step.planned_on).limit(limit)
	return _within_scope(query, plan, user).run(as_dict=True)


def find_due_steps(today: date) -> list[dict[str, Any]]:
	"""Open steps of running plans that are due by today and whose owner was not reminded yet; for the reminder job."""
	plan, step = frappe.qb.DocType("Development Plan"), frappe.qb.DocType("Development Plan Step")
	query = _still_open(_open_columns(plan, step), plan, step)
	return query.where((step.planned_on <= today) & step.reminded_on.isnull()).orderby(step.planned_on).run(as_dict=True)


def find_open_task_names(doctype: str, name: str) -> list[str]:
	"""The framework's open tasks for a record."""
	return frappe.get_all("ToDo", {"reference_type": doctype, "reference_name": name, "status": "Open"}, pluck="name")


def is_open(status: str) -> bool:
	"""True while the opportunity has not ended, also in a state that an administrator added."""
	return status not in ENDED


def _open_columns(plan: Any, step: Any) -> Any:
	return (
		frappe.qb.from_(step)
		.join(plan)
		.on((step.parent == plan.name) & (step.parenttype == "Development Plan"))
		.select(
			step.name.as_("step"),
			plan.name.as_("plan"),
			plan.customer_name,
			plan.opportunity,
			plan.status,
			step.step_no,
			step.planned_on,
			step.item,
			step.step_owner,
			step.result,
			step.skipped_reason,
		)
	)


def _still_open(query: Any, plan: Any, step: Any) -> Any:
	has_no_result = step.result.isnull() | (step.result == "")
	is_not_skipped = step.skipped_reason.isnull() | (step.skipped_reason == "")
	return query.where(plan.status.isin([DRAFT, EXECUTING]) & has_no_result & is_not_skipped)


def _within_scope(query: Any, plan: Any, user: str | None) -> Any:
	rows = scope.condition("Development Plan", scope.READ, user)
	return query if rows is None else query.where(rows)
