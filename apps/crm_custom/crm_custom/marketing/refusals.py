"""Why the product refuses something about opportunities and plans: one class each, with the words that the user reads."""

from __future__ import annotations

import frappe

from crm_custom.exceptions import CRMError


class AssigneeMissingError(CRMError):
	code = "opportunity_assignee_missing"
	title = "Customer manager missing"
	message = "Choose the customer manager to whom the opportunity is assigned: it has exactly one."


class AssigneeNotEligibleError(CRMError):
	code = "opportunity_assignee_not_eligible"
	title = "Cannot be assigned"
	message = "{user} is not an enabled user with the role Customer Manager. Choose another customer manager."


class AssigneeUnchangedError(CRMError):
	code = "opportunity_assignee_unchanged"
	title = "Already assigned"
	message = "The opportunity is assigned to {user} already. Choose another customer manager, or close the dialog."


class AlreadyAssignedError(CRMError):
	code = "opportunity_already_assigned"
	title = "Already assigned"
	message = "The opportunity is assigned to {user} already. To give it to somebody else, choose Reassign."


class AssignmentByActionError(CRMError):
	code = "opportunity_assignment_by_action"
	title = "Use Assign or Reassign"
	message = "The customer manager of an opportunity is changed only by a supervisor with the action Assign or Reassign."


class OpportunityEndedError(CRMError):
	code = "opportunity_ended"
	title = "Opportunity has ended"
	message = "{record} is {state}: it is read-only, {fields} cannot be changed any more."


class CloseReasonMissingError(CRMError):
	code = "opportunity_close_reason_missing"
	title = "Close reason missing"
	message = "Choose a close reason: it is needed to stop the development of an opportunity."


class PlanMissingError(CRMError):
	code = "opportunity_plan_missing"
	title = "No development plan"
	message = "There is no development plan with a step yet. Make the plan and carry it out before the opportunity succeeds."


class StepsOpenError(CRMError):
	code = "opportunity_steps_open"
	title = "Steps without a result"
	message = "These steps of the development plan have neither a result nor a reason for skipping: {steps}. Fill them in first."


class ExistingCustomerNotAllowedError(CRMError):
	code = "opportunity_existing_customer"
	title = "Only for new customers"
	message = "Opportunities for existing customers are switched off in CRM Settings. Leave the field Customer empty."


class CustomerNotReadableError(CRMError, frappe.PermissionError):
	code = "opportunity_customer_not_readable"
	title = "Not your customer"
	message = "You cannot see the customer {customer}, so you cannot record an opportunity for it."
	http_status_code = 403


class ProbabilityOutOfRangeError(CRMError):
	code = "opportunity_probability"
	title = "Success probability"
	message = "The success probability is a percentage from 0 to 100, not {probability}."


class ProductLineError(CRMError):
	code = "opportunity_line"
	title = "Product line"
	message = "Line {line}: the quantity must be above zero and the unit price not below zero."


class DescriptionTooLongError(CRMError):
	code = "opportunity_description"
	title = "Description too long"
	message = "The description has {length} characters; at most {limit} are possible. Shorten it or attach a file."


class StageNeedsActionError(CRMError):
	code = "opportunity_stage_needs_action"
	title = "Use the action"
	message = "The stage {stage} ends the opportunity: it is reached by the actions Develop success and Stop, not by choosing it."


class NotCreatorError(CRMError, frappe.PermissionError):
	code = "opportunity_not_creator"
	title = "Not yours to delete"
	message = "An opportunity is deleted only by the person who created it, {creator}."
	http_status_code = 403


class NotDeletableError(CRMError):
	code = "opportunity_not_deletable"
	title = "Cannot be deleted"
	message = "{record} is {state}: only an unassigned opportunity can be deleted. Stop it with a close reason instead."


class PlanNotAssignedError(CRMError):
	code = "plan_not_assigned"
	title = "Opportunity is not assigned"
	message = "A development plan is made only while the opportunity is assigned or in development; this one is {state}."


class NotPlanMakerError(CRMError, frappe.PermissionError):
	code = "plan_not_maker"
	title = "Not your plan"
	message = "The development plan is made by the assigned customer manager, {assignee}, or by a supervisor of the department."
	http_status_code = 403


class PlanExistsError(CRMError):
	code = "plan_exists"
	title = "Plan exists"
	message = "The opportunity has a development plan already: {plan}. Open it and add the steps there."


class ResultByAssigneeError(CRMError, frappe.PermissionError):
	code = "plan_result_by_assignee"
	title = "Filled by the customer manager"
	message = "Step {step}: what came of it is recorded by the assigned customer manager, {assignee}."
	http_status_code = 403


class PlanPeriodError(CRMError):
	code = "plan_period"
	title = "Plan period"
	message = "The plan ends on {ends_on}, before it begins on {starts_on}. Correct the dates."


class StepIncompleteError(CRMError):
	code = "plan_step_incomplete"
	title = "Step incomplete"
	message = "Step {step}: enter the planned date and what is to be done."


class StepOutsidePeriodError(CRMError):
	code = "plan_step_outside_period"
	title = "Outside the plan period"
	message = "Step {step}: {planned_on} is not within the plan period {starts_on} to {ends_on}. Change the date or the period."


class StepDoneLaterError(CRMError):
	code = "plan_step_done_later"
	title = "Date in the future"
	message = "Step {step}: it cannot have been done on {done_on}, which is still to come."


class StepContradictionError(CRMError):
	code = "plan_step_contradiction"
	title = "Done or skipped"
	message = "Step {step}: it has a result and a reason for skipping. Keep one of the two."


class StepTextTooLongError(CRMError):
	code = "plan_step_text"
	title = "Text too long"
	message = "Step {step}: item, result and reason have at most {limit} characters each."
