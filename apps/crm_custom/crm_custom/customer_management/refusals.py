"""Why customer management refuses something: one class each, with the words that the user reads."""

from __future__ import annotations

import frappe

from crm_custom.exceptions import CRMError


class PhoneInvalidError(CRMError):
	code = "phone_invalid"
	title = "Not a telephone number"
	message = "{field}: {number} is not a telephone number. Write a mobile number with 11 digits, a landline with its area code (021-62345678), or + and the country code."


class ContactNumberMissingError(CRMError):
	code = "contact_number_missing"
	title = "Mobile or phone missing"
	message = "Give a mobile or a phone number: at least one of the two."


class DuplicateCustomerError(CRMError):
	code = "duplicate_customer"
	title = "This customer already exists"
	message = "{number} already belongs to {customer}; its customer manager is {manager}. Pass the information on to the customer manager instead of entering the customer again."


class CreditCodeInvalidError(CRMError):
	code = "credit_code_invalid"
	title = "Unified social credit code"
	message = "{number} is not a unified social credit code: it has 18 digits and capital letters, and the last one must fit the others. Check it against the business licence."


class ScoreOutOfRangeError(CRMError):
	code = "score_out_of_range"
	title = "From 1 to 5"
	message = "{field} is a value from 1 to 5; {value} is not."


class DiscountOutOfRangeError(CRMError):
	code = "discount_out_of_range"
	title = "Discount"
	message = "The discount lies between 0 and 100; {value} does not."


class CustomerNotNormalError(CRMError):
	code = "customer_not_normal"
	title = "Read only"
	message = "{customer} has the status {status}. Only customers with the status Normal can be changed; a sales supervisor can bring it back to Normal first."


class CustomerStatusError(CRMError):
	code = "customer_status"
	title = "Status"
	message = "The status of a customer is not set by hand: use Delete or Restore, or confirm the churn."


class IndividualsNotAllowedError(CRMError):
	code = "individuals_not_allowed"
	title = "Organisations only"
	message = "Customers are organisations here. The administrator can allow individuals in the CRM Settings."


class CustomerManagerError(CRMError):
	code = "customer_manager"
	title = "Cannot be the customer manager"
	message = (
		"{user} cannot look after customers: the customer manager is an enabled user with the role Customer Manager. Choose another one."
	)


class OwnerChangeError(CRMError, frappe.PermissionError):
	code = "customer_owner_change"
	title = "Not your action"
	message = "Only a sales supervisor gives a customer to another customer manager."
	http_status_code = 403


class ParentCycleError(CRMError):
	code = "parent_customer_cycle"
	title = "Parent customer"
	message = "{parent} cannot be the parent of {customer}, because it belongs to {customer} already, directly or through others."


class CustomerCodeError(CRMError):
	code = "customer_code_parts"
	title = "Customer code"
	message = "No customer code can be made: choose a grade that has a code letter and a region that has a dial code, or complete them in the dictionaries."


class CustomerCodeExhaustedError(CRMError):
	code = "customer_code_exhausted"
	title = "Customer code"
	message = "All customer codes that begin with {prefix} are taken. The administrator can choose another pattern in the CRM Settings."


class DeletionRoleError(CRMError, frappe.PermissionError):
	code = "customer_deletion_role"
	title = "Not your action"
	message = "Only the sales supervisor of the department deletes and restores customers."
	http_status_code = 403


class DeletionReasonMissingError(CRMError):
	code = "customer_deletion_reason"
	title = "Reason missing"
	message = "Say why the customer is deleted; whoever restores it later will want to know."


class AlreadyDeletedError(CRMError):
	code = "customer_already_deleted"
	title = "Already deleted"
	message = "{customer} is deleted already."


class NotDeletedError(CRMError):
	code = "customer_not_deleted"
	title = "Not deleted"
	message = "{customer} has the status {status}; only a deleted customer can be restored."


class MergedAwayError(CRMError):
	code = "customer_merged_away"
	title = "Merged"
	message = "{customer} was merged into {survivor}. It comes back when the merge is undone, not by restoring it."


class CustomerFactsMissingError(CRMError):
	code = "customer_facts_missing"
	title = "Customer name missing"
	message = "A customer needs a name."


class CustomerJustEnteredError(CRMError):
	code = "customer_just_entered"
	title = "Entered a moment ago"
	message = "Somebody else has entered the customer {customer} at this very moment. Nothing was changed; do it again, and that customer is used."


class LookupTooShortError(CRMError):
	code = "lookup_too_short"
	title = "More letters, please"
	message = "Write at least {least} characters of the name, or a whole telephone number or customer code."


class NotInTheCRMError(CRMError, frappe.PermissionError):
	code = "not_in_the_crm"
	title = "Not for you"
	message = "Only people who work with customers can look this up."
	http_status_code = 403


class FutureBirthdayError(CRMError):
	code = "future_birthday"
	title = "Birthday"
	message = "The birthday {date} lies in the future."


class OwnershipLogFixedError(CRMError):
	code = "ownership_log_fixed"
	title = "Kept by the system"
	message = "The ownership history of customers is written by the system; its rows are neither changed nor deleted."
