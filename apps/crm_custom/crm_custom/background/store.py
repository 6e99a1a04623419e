"""The rows of runs and jobs: the only place that writes them, and the only place of the app that commits."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import frappe
from frappe.utils import now_datetime

from crm_custom.background.rules import outcome
from crm_custom.records import operations

RUN = "CRM Job Run"
JOB = "CRM Job"
FAILURE = "CRM Job Failure"
COLUMNS = (
	"name",
	"job",
	"job_title",
	"state",
	"started_at",
	"started_by",
	"by_hand",
	"arguments",
	"resume_point",
	"seen",
	"changed",
	"failed",
)


def commit() -> None:
	"""Keep what was done. A job of thousands of rows cannot be one transaction: what is done stays done when it dies."""
	frappe.db.commit()


def begin_run(code: str, title: str, by_hand: bool, arguments: dict[str, Any], resume_point: Any) -> str:
	"""Write down that a run begins; committed. Answers its name."""
	run = frappe.get_doc(
		{
			"doctype": RUN,
			"job": code,
			"job_title": title,
			"state": outcome.RUNNING,
			"started_at": now_datetime(),
			"started_by": frappe.session.user,
			"by_hand": int(by_hand),
			"arguments": as_json(arguments) if arguments else None,
			"arguments_key": key_of(arguments),
			"resume_point": as_json(resume_point) if resume_point is not None else None,
		}
	)
	run.flags.by_the_system = True
	# whoever runs a job need not have rights on its log
	run.insert(ignore_permissions=True)
	began = {"last_started_at": run.started_at, "waiting_since": run.started_at, "is_lateness_told": 0}
	update_job(code, last_run=run.name, last_state=outcome.RUNNING, **began)
	commit()
	return run.name


def update_run(name: str, **values: Any) -> None:
	"""Set columns of a run, past the controller that refuses everybody else."""
	_update(RUN, name, {"modified": now_datetime(), **values})


def update_job(code: str, **values: Any) -> None:
	"""Set columns of a job. Its time of change stays: an administrator who has the form open can still save it."""
	_update(JOB, code, values)


def _update(doctype: str, name: str, values: dict[str, Any]) -> None:
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.update(table).where(table.name == name)
	for column, value in values.items():
		query = query.set(table[column], value)
	query.run()


def add_failures(run: str, failures: Iterable[tuple[str | None, str, str]], first: int) -> None:
	"""Rows of records that failed, each (DocType or None, name, reason), numbered from `first`."""
	for place, (doctype, record, reason) in enumerate(failures, first):
		row = frappe.get_doc(
			{
				"doctype": FAILURE,
				"parent": run,
				"parenttype": RUN,
				"parentfield": "failures",
				"idx": place,
				"record_type": doctype,
				"record": record,
				"reason": reason,
			}
		)
		row.db_insert()


def find_failed_records(run: str) -> list[str]:
	"""Names of the records that a run kept as failed, each once, in order."""
	return list(dict.fromkeys(frappe.get_all(FAILURE, {"parent": run, "parenttype": RUN}, pluck="record", order_by="idx")))


def find_running(code: str | None = None) -> list[Any]:
	"""Runs that are written down as running, of one job or of all."""
	filters = {"state": outcome.RUNNING, **({"job": code} if code else {})}
	return frappe.get_all(RUN, filters, COLUMNS, order_by="started_at")


def find_last(code: str, arguments: dict[str, Any]) -> Any | None:
	"""The newest run of a job with the same arguments; None when there is none."""
	filters = {"job": code, "arguments_key": key_of(arguments)}
	runs = frappe.get_all(RUN, filters, COLUMNS, order_by="started_at desc, creation desc", limit=1)
	return runs[0] if runs else None


def find_last_states(code: str, most: int) -> list[str]:
	"""States of the last runs of a job, newest first."""
	return frappe.get_all(RUN, {"job": code}, pluck="state", order_by="started_at desc, creation desc", limit=most)


def end_run(run: Any, state: str, ended_at: datetime, **values: Any) -> None:
	"""A run has come to its end, the job with it; committed."""
	seconds = max(0.0, (ended_at - run.started_at).total_seconds())
	update_run(run.name, state=state, ended_at=ended_at, duration=seconds, **values)
	update_job(run.job, last_state=state, last_duration=seconds, **({"last_finished_at": ended_at} if state.startswith("Finished") else {}))
	if run.by_hand or state != outcome.FINISHED:
		operations.note(operations.JOB, JOB, run.job_title, f"{state} · {values.get('message') or ''}".strip(" ·"), person=run.started_by)
	commit()


def as_json(value: Any) -> str:
	"""Values in a form that is the same for the same values."""
	return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def key_of(arguments: dict[str, Any]) -> str:
	"""A short key, the same for the same arguments."""
	return hashlib.sha256(as_json(arguments or {}).encode()).hexdigest()[:16]
