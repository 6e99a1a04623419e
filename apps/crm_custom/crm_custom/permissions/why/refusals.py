"""Why the page "Who can see this" refuses, with the words that the user reads."""

from __future__ import annotations

import frappe

from crm_custom.exceptions import CRMError


class OnlyAdministratorsAskError(CRMError, frappe.PermissionError):
	code = "only_administrators_ask"
	title = "For administrators"
	message = "Only an administrator looks into other people's rights. Ask yours."
	http_status_code = 403


class WithoutRecordsError(CRMError):
	code = "without_records"
	title = "No such record type"
	message = "{record_type} is no record type that has records of its own. Choose another one."


class NoSuchRecordError(CRMError):
	code = "no_such_record"
	title = "Not found"
	message = "There is no {record}. It may have been deleted; choose another one."
