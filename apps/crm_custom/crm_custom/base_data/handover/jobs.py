"""Carries out handovers in the background: the one just started at once, one whose process died at the next look of the clock."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.translate import get_user_lang

from crm_custom.background.refusals import JobRunningError
from crm_custom.background.registry import Job
from crm_custom.background.run import Run
from crm_custom.background.runner import is_under_way as is_job_under_way
from crm_custom.background.runner import start_job
from crm_custom.base_data.handover.services import DOCTYPE, WORK

CODE = "base_data.handover"


def carry_out_handovers(run: Run) -> None:
	"""Everything that is started and not finished, the oldest first, as the person who started it. One that fails stops no other."""
	tried: set[str] = set()
	while name := _find_next(tried):
		tried.add(name)
		_carry_out(name, run)


def wake() -> None:
	"""Have a worker look for started handovers, once this request is committed."""
	frappe.db.after_commit.add(wake_now)


def is_under_way() -> bool:
	"""Whether a worker is at handovers, or will be at once."""
	return is_job_under_way(CODE)


def wake_now() -> None:
	"""The same at once, also in a request that writes nothing: the framework never commits such a one.

	A worker that is at it finds what was started meanwhile before it ends; what it misses, the clock finds.
	"""
	try:
		start_job(CODE)
	except JobRunningError:
		frappe.clear_last_message()


def _find_next(tried: set[str]) -> str | None:
	"""Read outside the work's own view of the data: what others started meanwhile counts."""
	condition = {"status": ["in", list(WORK)], **({"name": ["not in", sorted(tried)]} if tried else {})}
	found = frappe.get_all(DOCTYPE, condition, pluck="name", order_by="started_at", limit=1)
	return found[0] if found else None


def _carry_out(name: str, run: Run) -> None:
	handover = frappe.db.get_value(DOCTYPE, name, ["status", "started_by", "undone_by"], as_dict=True)
	before, language = frappe.session.user, frappe.local.lang
	user = handover.undone_by or handover.started_by
	frappe.set_user(user)
	frappe.local.lang = get_user_lang(user)
	try:
		WORK[handover.status](name, run)
	except Exception as error:
		frappe.db.rollback()
		_note_failure(name, run, error)
	finally:
		frappe.set_user(before)
		frappe.local.lang = language


def _note_failure(name: str, run: Any, error: Exception) -> None:
	frappe.log_error(title=CODE)
	run.failed((DOCTYPE, name), str(error) or type(error).__name__)
	run.checkpoint(None)


JOB = Job(
	code=CODE,
	title="Handovers of work",
	work=carry_out_handovers,
	cron="*/5 * * * *",
	description="Carries out the handovers that were started, and goes on with one whose process died.",
)
