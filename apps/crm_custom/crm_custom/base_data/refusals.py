"""Why base data refuses something: one class each, with the words that the user reads."""

from __future__ import annotations

import frappe

from crm_custom.exceptions import CRMError


class SettingOutOfBoundsError(CRMError):
	code = "setting_out_of_bounds"
	title = "Setting out of bounds"
	message = "{setting} must lie between {lowest} and {highest}; {value} does not."


class DiscountRangeError(CRMError):
	code = "discount_range"
	title = "Discount range"
	message = "The smallest discount ({smallest}) is larger than the largest one ({largest})."


class CodePatternIncompleteError(CRMError):
	code = "code_pattern_incomplete"
	title = "Customer code"
	message = "Codes of grade, dial code and serial need a default grade with a code letter and a default region with a dial code. Choose both, and complete them in the dictionaries."


class SuperiorCycleError(CRMError):
	code = "superior_cycle"
	title = "Superior"
	message = "{superior} cannot be the superior of {user}, because {user} leads {superior} already, directly or through others."


class SuperiorDisabledError(CRMError):
	code = "superior_disabled"
	title = "Superior"
	message = "The account of {user} is disabled. Choose somebody else as the superior."


class CodeLetterError(CRMError):
	code = "code_letter"
	title = "Code letter"
	message = "{value} is not a code letter: use one letter from a to z."


class DialCodeError(CRMError):
	code = "dial_code"
	title = "Dial code"
	message = "{value} is not a dial code: use 1 to 4 digits without plus sign or leading zero, for example 86."


class ProbabilityError(CRMError):
	code = "stage_probability"
	title = "Success probability"
	message = "The success probability lies between 0 and 100; {value} does not."


class ModuleOffError(CRMError, frappe.PermissionError):
	code = "module_off"
	title = "Module switched off"
	message = "{module} is switched off, so nothing in it can be opened or changed. Its records are kept. An administrator can switch it on in CRM Settings, tab Modules."
	http_status_code = 403


class ModuleNeededError(CRMError):
	code = "module_needed"
	title = "Module needed"
	message = "{module} needs {needed}. Switch off {module} too, or leave {needed} on."


class ValueInUseError(CRMError, frappe.LinkExistsError):
	code = "value_in_use"
	title = "Value in use"
	message = "{value} cannot be deleted, because records have it: {places}. Disable it instead, so that it is no longer offered, or rename it to another value and merge the two."


class ValueHasValuesBelowError(CRMError):
	code = "value_has_values_below"
	title = "Values below"
	message = "{value} cannot be deleted, because {below} values stand below it. Move or delete them first, or disable {value}."


class ValueDisabledError(CRMError):
	code = "value_disabled"
	title = "Value no longer offered"
	message = "{field}: {value} is disabled and cannot be chosen any more. Choose another value, or ask the administrator to enable it."


class DepartmentCycleError(CRMError):
	code = "department_cycle"
	title = "Parent department"
	message = "{department} cannot stand below {parent}, because {parent} belongs to {department}. Move {parent} out of it first."


class DepartmentDisabledError(CRMError):
	code = "department_disabled"
	title = "Department disabled"
	message = "{department} is disabled. Choose an enabled department, or enable it first."


class DepartmentHasEnabledBelowError(CRMError):
	code = "department_has_enabled_below"
	title = "Departments below"
	message = "{department} cannot be disabled while departments below it are enabled: {below}. Disable or move them first."


class DepartmentHasDepartmentsBelowError(CRMError):
	code = "department_has_departments_below"
	title = "Departments below"
	message = "{department} cannot be deleted, because it has departments below it. Move them first, or merge it into another department."


class DepartmentMergeError(CRMError):
	code = "department_merge"
	title = "Merge"
	message = "{department} cannot be merged into {into}: choose another department that does not belong to {department}."


class HeadDisabledError(CRMError):
	code = "department_head_disabled"
	title = "Head"
	message = "The account of {user} is disabled. Choose somebody else as the head."


class HandoverNotYoursError(CRMError, frappe.PermissionError):
	code = "handover_not_yours"
	title = "Not your action"
	message = "You cannot hand over the work of {user}: that is for the supervisor of the person's department and the administrator."
	http_status_code = 403


class HandoverStartedError(CRMError):
	code = "handover_started"
	title = "Already started"
	message = "The handover {handover} has been started; it is neither changed nor started again. Make a new one for what is left."


class HandoverTooEarlyError(CRMError):
	code = "handover_too_early"
	title = "Too early"
	message = "The handover is planned for {date}. Start it on that day, or change the date."


class HandoverRunningError(CRMError):
	code = "handover_running"
	title = "Already under way"
	message = "The work of {user} is being handed over at this moment ({handover}). Wait until that is finished."


class HandoverToSelfError(CRMError):
	code = "handover_to_self"
	title = "Same person"
	message = "{user} cannot take over the own work. Choose somebody else."


class HandoverKindError(CRMError):
	code = "handover_kind"
	title = "Kind"
	message = "Row {row}: records of the kind {kind} are not handed over. Choose one from the list."


class RecipientMissingError(CRMError):
	code = "handover_recipient_missing"
	title = "To whom?"
	message = "Name the person, or the people, who take over."


class RecipientNotEligibleError(CRMError):
	code = "handover_recipient_not_eligible"
	title = "Cannot take over"
	message = "{user} cannot take over this work. {why} Choose somebody else."


class NothingToHandOverError(CRMError):
	code = "nothing_to_hand_over"
	title = "Nothing to hand over"
	message = "{user} owns nothing that somebody could take over by this handover."


class HandoverNotUndoableError(CRMError):
	code = "handover_not_undoable"
	title = "Cannot be undone"
	message = "Only a completed handover that moved something can be undone; {handover} is {state}."


class StillOwningError(CRMError):
	code = "user_still_owning"
	title = "Hand over the work first"
	message = "{user} cannot be deleted while the person still owns work: {counts}. {link}"


class NewUserFactsError(CRMError):
	code = "new_user_facts"
	title = "User"
	message = "{field} is missing."


class HandoverItemFixedError(CRMError):
	code = "handover_item_fixed"
	title = "Kept by the system"
	message = "The result of a handover is written by the system; its rows are neither changed nor deleted."


class UnknownCustomerFieldError(CRMError):
	code = "unknown_customer_field"
	title = "No such field"
	message = "{setting}: {field} is no field of a customer. Choose one from the list."
