"""Jobs by hand: the endpoints of the administrator's list (domain: jobs)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils.scheduler import is_scheduler_inactive

from crm_custom.background import progress, runner, store
from crm_custom.background.refusals import JobNeedsArgumentsError
from crm_custom.background.registry import get_job
from crm_custom.exceptions import refuse

RUN_COLUMNS = ["name", "job", "state", "seen", "changed", "failed", "duration", "message"]


@frappe.whitelist(methods=["POST"])
def run_now(job: str) -> None:
	"""Have a worker run a job by hand. Administrators only; raises JobRunningError, JobModuleOffError, JobNeedsArgumentsError."""
	_check("write")
	row = frappe.get_doc(store.JOB, job)
	if not row.is_scheduled:
		refuse(JobNeedsArgumentsError, job=_(row.title))
	runner.start_job(row.name)


@frappe.whitelist(methods=["POST"])
def retry_failed(run: str) -> None:
	"""Have a worker do the records again that failed in a run. Administrators only; raises NothingToRetryError, JobRunningError."""
	_check("write")
	runner.retry_failed(run)


@frappe.whitelist(methods=["GET"])
def state_of(job: str) -> dict[str, Any]:
	"""The last run of a job and how far it is: {run: …, progress: …, is_under_way}. Administrators only."""
	_check("read")
	name = frappe.db.get_value(store.JOB, get_job(job).code, "last_run")
	run = frappe.db.get_value(store.RUN, name, RUN_COLUMNS, as_dict=True) if name else None
	return {"run": run, "progress": progress.told(name) if name else {}, "is_under_way": runner.is_under_way(job)}


@frappe.whitelist(methods=["GET"])
def is_clock_running() -> bool:
	"""Whether the scheduler is on, so that jobs begin by themselves. Administrators only."""
	_check("read")
	return not is_scheduler_inactive(verbose=False)


def _check(right: str) -> None:
	"""Raises PermissionError unless the present user has this right on jobs: shipped for administrators only."""
	if not frappe.has_permission(store.JOB, right):
		raise frappe.PermissionError(_("Jobs are run and looked at by administrators."))
