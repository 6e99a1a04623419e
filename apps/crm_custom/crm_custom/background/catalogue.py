"""The list of jobs that the administrator sees follows the jobs that the apps declare."""

from __future__ import annotations

import frappe
from frappe.utils import now_datetime

from crm_custom.background import store
from crm_custom.background.registry import Job, all_jobs
from crm_custom.background.rules import schedule


def ensure_jobs() -> None:
	"""Each declared job has its row, and no other has one. Schedule and switch are the administrator's once the row exists."""
	jobs = all_jobs()
	rows = {row.name: row for row in frappe.get_all(store.JOB, fields=["name", "title", "description", "module_name", "is_scheduled"])}
	for code, job in jobs.items():
		if code not in rows:
			_add(job)
		elif any(rows[code][column] != value for column, value in _declared(job).items()):
			store.update_job(code, **_declared(job))
	for code in rows.keys() - jobs.keys():
		# the job left the program: nobody's right to delete is asked for, and its controller would refuse everybody
		frappe.delete_doc(store.JOB, code, force=True, ignore_permissions=True, ignore_on_trash=True)


def _add(job: Job) -> None:
	values = {"doctype": store.JOB, "code": job.code, "schedule": job.cron, "is_enabled": 1, **_declared(job)}
	now = now_datetime()
	doc = frappe.get_doc({**values, "next_run_at": schedule.next_run_after(job.cron, now), "waiting_since": now})
	doc.flags.by_the_system = True
	doc.insert()


def _declared(job: Job) -> dict[str, str | int]:
	"""What the program decides about a job, as the row keeps it."""
	return {"title": job.title, "description": job.description, "module_name": job.module or "", "is_scheduled": int(bool(job.cron))}
