"""What a development plan must fulfil on every save, from whichever door it comes (domain 3.4). The controller calls these."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import frappe
from frappe import _

from crm_custom.exceptions import refuse
from crm_custom.marketing import refusals
from crm_custom.marketing.rules import plan_rules
from crm_custom.marketing.rules.opportunity_machine import ENDED
from crm_custom.marketing.wording import describe, name_of, worded
from crm_custom.permissions import scope

if TYPE_CHECKING:
	from crm_custom.marketing.doctype.development_plan.development_plan import DevelopmentPlan


def get_opportunity(plan: DevelopmentPlan) -> Any:
	"""What a plan needs to know of its opportunity, as it is stored now."""
	fields = ["name", "status", "assigned_to", "manager_name", "customer_name", "customer"]
	return frappe.db.get_value("Sales Opportunity", plan.opportunity, fields, as_dict=True) or frappe._dict()


def check_maker(plan: DevelopmentPlan, opportunity: Any) -> None:
	"""A new plan: the opportunity is assigned, and the person is its assignee or a supervisor of its department (R-008, R-009)."""
	if not plan.is_new():
		return
	with worded():
		plan_rules.check_plannable(opportunity.status)
	if not scope.includes("Sales Opportunity", opportunity.name, scope.CHANGE):
		refuse(refusals.NotPlanMakerError, assignee=name_of(opportunity.assigned_to))


def check_opportunity_open(plan: DevelopmentPlan, opportunity: Any) -> None:
	"""Nothing of a plan changes once its opportunity has ended."""
	if opportunity.status in ENDED and not plan.flags.is_system_transition:
		refuse(refusals.OpportunityEndedError, record=describe(plan), state=_(plan.status), fields=_("Steps"))


def check_results_by_assignee(plan: DevelopmentPlan, opportunity: Any) -> None:
	"""What came of a step is written by the assignee only (R-011); who else may edit the plan plans."""
	if frappe.session.user == opportunity.assigned_to or plan.flags.is_system_transition:
		return
	before = plan.get_doc_before_save()
	stored = {row.name: row.results() for row in before.steps} if before else {}
	kept = {row.name for row in plan.steps}
	untouched = (None, "", "", "")
	for row in plan.steps:
		if row.results() != stored.get(row.name, untouched):
			refuse(refusals.ResultByAssigneeError, step=row.idx, assignee=name_of(opportunity.assigned_to))
	for row in before.steps if before else ():
		if row.name not in kept and row.results() != untouched:
			refuse(refusals.ResultByAssigneeError, step=row.idx, assignee=name_of(opportunity.assigned_to))


def check_rules(plan: DevelopmentPlan, steps: list[plan_rules.Step], today: Any) -> None:
	"""Period and steps are possible."""
	starts_on, ends_on = plan.get_period()
	with worded():
		plan_rules.check_period(starts_on, ends_on)
		for step in steps:
			plan_rules.check_step(step, starts_on, ends_on, today)
