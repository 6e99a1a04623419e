"""What the scope refuses at the doors of the framework."""

from __future__ import annotations

import frappe

from crm_custom.exceptions import CRMError


class RecordOutOfSightError(CRMError, frappe.PermissionError):
	code = "record_out_of_sight"
	title = "Not visible to you"
	message = "{record} is not among the records that you may see. Ask its owner or a supervisor to share it with you."
	http_status_code = 403


class AssignedRecordOutOfSightError(CRMError, frappe.PermissionError):
	code = "assigned_record_out_of_sight"
	title = "Cannot be assigned by you"
	message = (
		"{user} does not see {record}, and a task for it would show it to them. Only who may share the record can assign it to them: "
		"ask its owner or a supervisor."
	)
	http_status_code = 403


class JoinedColumnError(CRMError, frappe.PermissionError):
	code = "joined_column"
	title = "Column of other records"
	message = (
		"Columns and filters of {record_type} cannot be used in a list of other records, because you do not see all of them. Remove them."
	)
	http_status_code = 403


class CountsEveryRecordError(CRMError, frappe.PermissionError):
	code = "counts_every_record"
	title = "Counts records that you do not see"
	message = "This figure counts every {record_type}, also those that you do not see. Choose another kind of chart, or a report."
	http_status_code = 403


class FileOfOthersError(CRMError, frappe.PermissionError):
	code = "file_of_others"
	title = "Not your file"
	message = "The file {file} belongs to a record that you do not see. Upload a file of your own instead."
	http_status_code = 403
