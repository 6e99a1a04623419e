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
