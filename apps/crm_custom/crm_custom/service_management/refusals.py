"""Why the product refuses something about services: one class each, with the words that the user reads."""

from __future__ import annotations

import frappe

from crm_custom.exceptions import CRMError


class AssigneeMissingError(CRMError):
	code = "service_assignee_missing"
	title = "Assignee missing"
	message = "Choose who shall handle the service: an assigned service has exactly one assignee."


class AssigneeNotEligibleError(CRMError):
	code = "service_assignee_not_eligible"
	title = "Cannot be the assignee"
	message = "{user} cannot handle services: the assignee is an enabled user with the role Customer Manager. Choose another one."


class AssigneeOutsideStateError(CRMError):
	code = "service_assignee_outside_state"
	title = "Assign the service"
	message = "The assignee is chosen by assigning a new service, or by reassigning one that is assigned. This one is {state}."


class AssignmentRoleError(CRMError, frappe.PermissionError):
	code = "service_assignment_role"
	title = "Not your action"
	message = "Only a sales supervisor assigns services to people."
	http_status_code = 403


class NotAssigneeError(CRMError, frappe.PermissionError):
	code = "service_not_assignee"
	title = "Not assigned to you"
	message = "The service is assigned to {assignee}: only the assignee can handle it. A sales supervisor can reassign it."
	http_status_code = 403


class HandlingMissingError(CRMError):
	code = "service_handling_missing"
	title = "Handling missing"
	message = "Describe what was done for the customer before the service counts as handled."


class NotFeedbackGiverError(CRMError, frappe.PermissionError):
	code = "service_not_feedback_giver"
	title = "Not your feedback"
	message = "The feedback is entered by who created the service, by its assignee or by the customer's manager."
	http_status_code = 403


class FeedbackMissingError(CRMError):
	code = "service_feedback_missing"
	title = "Feedback missing"
	message = "Enter the result and the customer's satisfaction (1 to 5) before the service leaves the state Handled."


class SatisfactionOutOfRangeError(CRMError):
	code = "service_satisfaction_out_of_range"
	title = "Satisfaction"
	message = "{value} is not a satisfaction: it is a whole number from {lowest} to {highest}."


class BelowThresholdError(CRMError):
	code = "service_below_threshold"
	title = "The customer is not satisfied"
	message = "Satisfaction {value} is below the threshold {threshold}: the service goes back to its assignee and cannot be archived."


class NotBelowThresholdError(CRMError):
	code = "service_not_below_threshold"
	title = "The customer is satisfied"
	message = "Satisfaction {value} reaches the threshold {threshold}: the service is archived and does not go back to its assignee."


class TextTooLongError(CRMError):
	code = "service_text_too_long"
	title = "Text too long"
	message = "{field} has {length} characters; at most {longest} are possible. Shorten it or attach a file."


class FieldFrozenError(CRMError):
	code = "service_field_frozen"
	title = "Not writable in this state"
	message = "{field} cannot be changed while the service is {state}."


class ServiceNotDeletableError(CRMError):
	code = "service_not_deletable"
	title = "Cannot be deleted"
	message = "{record} is {state}: only a new service that nobody is working on can be deleted."


class NotCreatorError(CRMError, frappe.PermissionError):
	code = "service_not_creator"
	title = "Not your record"
	message = "{record} was created by {creator}: only the creator can delete it."
	http_status_code = 403


class CustomerNotReadableError(CRMError, frappe.PermissionError):
	code = "service_customer_not_readable"
	title = "Not your customer"
	message = "You have no access to the customer {customer}: choose one that you can open."
	http_status_code = 403


class CustomerNotNormalError(CRMError):
	code = "service_customer_not_normal"
	title = "Customer not active"
	message = "{customer} is {state}: services are opened for customers in the state Normal only."


class ContactOfOtherCustomerError(CRMError):
	code = "service_contact_of_other_customer"
	title = "Contact of another customer"
	message = "{contact} is not a contact of {customer}. Choose one of its contacts, or link the contact to the customer first."


class DueBeforeCreationError(CRMError):
	code = "service_due_before_creation"
	title = "Due date"
	message = "The service cannot be due on {due}, before it was created ({created})."


class NegativeAmountError(CRMError):
	code = "service_negative_amount"
	title = "Amount"
	message = "{field} cannot be less than zero."
