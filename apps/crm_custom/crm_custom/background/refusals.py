"""Why a job is not run or a schedule not taken: one class each, with the words that the user reads."""

from __future__ import annotations

import frappe

from crm_custom.exceptions import CRMError


class JobRunningError(CRMError):
	code = "job_running"
	title = "Already under way"
	message = "{job} is under way or waiting for its turn. It runs only once at a time: wait for its end, then press Run now again."


class JobModuleOffError(CRMError):
	code = "job_module_off"
	title = "Module switched off"
	message = "{job} belongs to the module {module}, which is switched off. Switch the module on in CRM Settings first."


class JobNeedsArgumentsError(CRMError):
	code = "job_needs_arguments"
	title = "Not started from here"
	message = "{job} needs to know for what it is run. Start it from the page to which it belongs."


class JobScheduleError(CRMError):
	code = "job_schedule"
	title = "Schedule"
	message = "{schedule} is not a schedule. Write five parts: minute, hour, day of the month, month, day of the week; 0 2 * * * is every day at 02:00."


class NothingToRetryError(CRMError):
	code = "job_nothing_to_retry"
	title = "Nothing to retry"
	message = "No record failed in this run, or it has been retried already."


class LogReadOnlyError(CRMError, frappe.PermissionError):
	code = "log_read_only"
	title = "Kept by the system"
	message = (
		"{log} is written by the system: nobody changes or deletes it. Old entries go by themselves after the time set in CRM Settings."
	)
	http_status_code = 403
