"""Runs a job: once at a time, logged, continued where a dead run stopped."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime, strip_html
from frappe.utils.background_jobs import is_job_enqueued

from crm_custom.background import lock, notices, progress, store
from crm_custom.background.refusals import JobModuleOffError, JobRunningError, NothingToRetryError
from crm_custom.background.registry import Job, get_job
from crm_custom.background.rules import outcome
from crm_custom.background.run import Run, resume_point_of
from crm_custom.base_data.modules import is_module_on
from crm_custom.exceptions import refuse

#: how long two people who press at once wait for each other
PRESS_SECONDS = 5


def run_job(code: str, by_hand: bool = False, arguments: dict[str, Any] | None = None, retry_of: str | None = None) -> str | None:
	"""Run a job here and now; answers the name of its run. By the clock: None when it is under way already or its module is off.

	Permission is the caller's matter. A failure of the work does not raise: it is in the run, and administrators are told. By hand it
	raises JobRunningError and JobModuleOffError.
	"""
	job = get_job(code)
	if not _is_wanted(job, by_hand):
		return None
	with lock.held(code) as is_mine:
		if not is_mine:
			if by_hand:
				refuse(JobRunningError, job=_(job.title))
			return None
		bury_the_dead(code)
		return _run(job, by_hand, arguments or {}, retry_of)


def start_job(code: str, arguments: dict[str, Any] | None = None, retry_of: str | None = None) -> None:
	"""Have a worker run a job by hand, as the present user. Permission is the caller's matter.

	Raises JobRunningError when it runs or waits already, also when two people press at once, and JobModuleOffError.
	"""
	job = get_job(code)
	_is_wanted(job, by_hand=True)
	with lock.held(f"start {code}", PRESS_SECONDS) as is_mine:
		if not is_mine or is_under_way(code):
			refuse(JobRunningError, job=_(job.title))
		enqueue(job, by_hand=True, arguments=arguments, retry_of=retry_of)


def retry_failed(run: str) -> None:
	"""Have a worker do again the records that failed in this run, and only them. Raises NothingToRetryError besides what start_job does."""
	doc = frappe.get_doc(store.RUN, run)
	if doc.state != outcome.FINISHED_WITH_FAILURES or doc.retried:
		refuse(NothingToRetryError)
	start_job(doc.job, resume_point_of(doc.arguments) or {}, retry_of=run)


def enqueue(job: Job, by_hand: bool, arguments: dict[str, Any] | None = None, retry_of: str | None = None) -> None:
	"""Put a job into the queue of long work, unless it waits there already."""
	frappe.enqueue(
		run_job,
		queue="long",
		timeout=job.timeout,
		job_id=_queue_id(job.code),
		deduplicate=True,
		code=job.code,
		by_hand=by_hand,
		arguments=arguments,
		retry_of=retry_of,
	)


def is_under_way(code: str) -> bool:
	"""Whether a job runs, or waits for a worker."""
	return not lock.is_free(code) or is_job_enqueued(_queue_id(code))


def is_off(job: Job) -> bool:
	"""Whether the optional module to which a job belongs is switched off."""
	return bool(job.module) and not is_module_on(job.module)


def bury_the_dead(code: str) -> list[Any]:
	"""Runs of this job that died without a word are marked Interrupted. Only for who holds the job's lock: then none of them lives."""
	dead = store.find_running(code)
	for run in dead:
		store.end_run(run, outcome.INTERRUPTED, now_datetime(), message=_("The process that ran it ended in the middle."))
	return dead


def _is_wanted(job: Job, by_hand: bool) -> bool:
	if by_hand and is_off(job):
		refuse(JobModuleOffError, job=_(job.title), module=_(job.module))
	return not is_off(job)


def _run(job: Job, by_hand: bool, arguments: dict[str, Any], retry_of: str | None) -> str:
	before = store.find_last(job.code, arguments)
	continues = before and not retry_of and before.state in outcome.CONTINUED
	point = resume_point_of(before.resume_point) if continues else None
	name = store.begin_run(job.code, job.title, by_hand, arguments, point)
	only = store.find_failed_records(retry_of) if retry_of else None
	run = Run(name, arguments, point, only)
	progress.tell(name, outcome.RUNNING, 0, 1)
	try:
		job.work(run)
		state, message = run.finish(), None
		if retry_of:
			store.update_run(retry_of, retried=1)
	except Exception as error:
		state, message = _fail(job, error)
	_end(job, name, state, message, before)
	return name


def _fail(job: Job, error: Exception) -> tuple[str, str]:
	"""What was not checkpointed is undone; the cause is kept for the administrator."""
	frappe.db.rollback()
	frappe.log_error(title=job.code)
	return outcome.FAILED, strip_html(str(error)) or type(error).__name__


def _end(job: Job, name: str, state: str, message: str | None, before: Any) -> None:
	run = frappe.get_all(store.RUN, {"name": name}, store.COLUMNS)[0]
	store.end_run(run, state, now_datetime(), message=message)
	if outcome.needs_attention(state, before.state if before else None):
		notices.tell_of_failure(name, job.title, message)
	progress.tell(name, state, 1, 1)


def _queue_id(code: str) -> str:
	return f"crm_job::{code}"
