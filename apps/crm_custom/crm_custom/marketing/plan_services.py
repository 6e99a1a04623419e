"""Use cases of the development plan (domain 3.4). One transaction each; nothing here commits."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import frappe
from frappe.utils import add_days, getdate, nowdate

from crm_custom.exceptions import refuse
from crm_custom.lifecycle.guard import machine_in_force
from crm_custom.marketing import queries, refusals
from crm_custom.marketing.rules.opportunity_machine import ASSIGNED, DEVELOPING
from crm_custom.marketing.rules.plan_machine import FOLLOWS
from crm_custom.marketing.rules.plan_rules import check_plannable
from crm_custom.marketing.wording import worded

if TYPE_CHECKING:
	from crm_custom.marketing.doctype.development_plan.development_plan import DevelopmentPlan
	from crm_custom.marketing.doctype.sales_opportunity.sales_opportunity import SalesOpportunity

#: length of a plan whose opportunity has no expected close date
DEFAULT_DAYS = 30


def make_plan(opportunity: str) -> str:
	"""The plan of an opportunity: the existing one, else a new one without steps, from today to the expected close date.

	For the assignee and a supervisor of the department. Raises PlanNotAssignedError, NotPlanMakerError. R-008, R-009.
	"""
	existing = queries.find_plan(opportunity)
	if existing:
		return existing
	doc = frappe.get_doc("Sales Opportunity", opportunity)
	with worded():
		check_plannable(doc.status)
	today = getdate(nowdate())
	last = max(getdate(doc.expected_close_date), today) if doc.expected_close_date else add_days(today, DEFAULT_DAYS)
	plan = frappe.new_doc("Development Plan")
	plan.update({"opportunity": opportunity, "starts_on": today, "ends_on": last})
	return plan.insert().name


def move_step(plan: str, step: str, planned_on: date) -> None:
	"""Plan a step for another day, as a drag in the calendar does. The rules of the plan apply."""
	doc = frappe.get_doc("Development Plan", plan)
	row = next((row for row in doc.steps if row.name == step), None)
	if row is None:
		raise frappe.DoesNotExistError
	row.planned_on = planned_on
	doc.save()


def start_developing(plan: DevelopmentPlan) -> None:
	"""The first saved step, or the first change after a reassignment, brings the opportunity from Assigned to Developing."""
	opportunity = frappe.get_doc("Sales Opportunity", plan.opportunity, for_update=True)
	machine = machine_in_force(opportunity.machine)
	if opportunity.status != ASSIGNED or DEVELOPING not in machine.state_names:
		return
	opportunity.status = DEVELOPING
	# a field that an administrator made mandatory later must not stop the plan
	opportunity.flags.ignore_mandatory = True
	with opportunity.system_transition():
		# the system's move: whoever may write the plan need not be able to edit the opportunity
		opportunity.save(ignore_permissions=True)


def follow_opportunity(doc: SalesOpportunity) -> None:
	"""The plan ends with its opportunity and belongs to its assignee; open steps of the former assignee pass to the new one."""
	before = doc.get_doc_before_save()
	if not before:
		return
	target = FOLLOWS.get(doc.status) if before.status != doc.status else None
	has_new_assignee = before.assigned_to != doc.assigned_to
	has_new_name = before.customer_name != doc.customer_name
	name = queries.find_plan(doc.name) if target or has_new_assignee or has_new_name else None
	if not name:
		return
	plan = frappe.get_doc("Development Plan", name, for_update=True)
	if has_new_assignee:
		_hand_over_steps(plan, before.assigned_to, doc.assigned_to)
	plan.status = target or plan.status
	plan.flags.ignore_mandatory = True
	with plan.system_transition():
		# the system's move: the plan follows whoever ended or reassigned the opportunity
		plan.save(ignore_permissions=True)


def check_is_first(plan: DevelopmentPlan) -> None:
	"""An opportunity has one plan; the message names it instead of the database's complaint."""
	existing = queries.find_plan(plan.opportunity)
	if existing:
		refuse(refusals.PlanExistsError, plan=existing)


def _hand_over_steps(plan: DevelopmentPlan, former: str, new: str) -> None:
	for row in plan.steps:
		if row.step_owner == former and not row.as_step().is_settled:
			row.step_owner, row.reminded_on = new, None
