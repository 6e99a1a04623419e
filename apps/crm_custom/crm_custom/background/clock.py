"""What the scheduler calls every five minutes: dead runs are found, due jobs begin, late ones are reported."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils import format_datetime, now_datetime

from crm_custom.background import lock, notices, runner, store
from crm_custom.background.registry import Job, all_jobs
from crm_custom.background.rules import outcome, schedule


def tick() -> None:
	"""One tick of the clock. Two at once do no harm: a job begins once."""
	jobs = all_jobs()
	revive_the_dead(jobs)
	begin_due(jobs)
	tell_of_late(jobs)


def begin_due(jobs: dict[str, Job]) -> list[str]:
	"""Queue every job whose time has come; answers their codes. However many times were missed, it runs once."""
	now = now_datetime()
	begun = []
	for row in find_rows({"is_enabled": 1, "next_run_at": ["<=", now]}):
		if row.name in jobs:
			store.update_job(row.name, next_run_at=schedule.next_run_after(row.schedule, now))
			store.commit()
			runner.enqueue(jobs[row.name], by_hand=False)
			begun.append(row.name)
	return begun


def revive_the_dead(jobs: dict[str, Job]) -> list[str]:
	"""Runs whose process died are marked Interrupted and go on at once where they stopped; answers their names.

	A job that dies again and again is left to its schedule after the third time, and administrators are told.
	"""
	buried = []
	for code in {run.job for run in store.find_running()}:
		with lock.held(code) as is_mine:
			dead = runner.bury_the_dead(code) if is_mine else []
		for run in dead:
			buried.append(run.name)
			_revive(jobs.get(code), run)
	return buried


def _revive(job: Job | None, run: Any) -> None:
	if job is None:
		return
	if outcome.is_revived(store.find_last_states(job.code, outcome.MOST_REVIVALS + 1)):
		runner.enqueue(job, by_hand=bool(run.by_hand), arguments=runner.resume_point_of(run.arguments))
	else:
		notices.tell_of_failure(run.name, job.title, outcome.INTERRUPTED)


def tell_of_late(jobs: dict[str, Job]) -> list[str]:
	"""Administrators hear once of each job that has missed three of its times; answers the codes."""
	late = []
	for row in find_rows({"is_enabled": 1, "is_lateness_told": 0, "schedule": ["is", "set"]}):
		job, since = jobs.get(row.name), row.waiting_since
		if job and not runner.is_off(job) and schedule.is_late(row.schedule, since, now_datetime()):
			store.update_job(row.name, is_lateness_told=1)
			notices.tell_of_lateness(row.name, job.title, format_datetime(since))
			late.append(row.name)
	return late


def find_rows(filters: dict[str, Any]) -> list[Any]:
	"""Jobs as the administrator has set them."""
	return frappe.get_all(store.JOB, filters, ["name", "schedule", "next_run_at", "waiting_since"], order_by="name")
