"""Scheduled work of marketing: safe to run again (domain: jobs)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import frappe
from frappe import _
from frappe.desk.doctype.notification_log.notification_log import enqueue_create_notification
from frappe.utils import escape_html, getdate, nowdate

from crm_custom.background import Job, Run
from crm_custom.marketing import queries


def remind_of_due_steps(run: Run) -> None:
	"""Tell each owner about the steps that are due or overdue, once per step and planned day. Domain 3.4."""
	today = getdate(nowdate())
	by_plan = defaultdict(list)
	for step in queries.find_due_steps(today):
		by_plan[step.plan].append(step)
	run.each(by_plan, lambda plan: _remind(plan, by_plan[plan], today), doctype="Development Plan")


REMINDERS = Job(
	code="marketing.due_steps",
	title="Reminders of due plan steps",
	description="Tells the owner of each step of a development plan that is due or overdue, once.",
	work=remind_of_due_steps,
	cron="*/15 * * * *",
	module="Marketing",
)


def _remind(plan: str, steps: list, today: date) -> None:
	by_owner = defaultdict(list)
	for step in steps:
		by_owner[step.step_owner].append(step)
	for owner, own in by_owner.items():
		_notify(owner, plan, own)
	table = frappe.qb.DocType("Development Plan Step")
	frappe.qb.update(table).set(table.reminded_on, today).where(table.name.isin([step.step for step in steps])).run()


def _notify(owner: str, plan: str, steps: list) -> None:
	language = frappe.db.get_value("User", owner, "language")
	subject = _("Steps due for {0}: {1}", language).format(
		f"<b>{escape_html(steps[0].customer_name)}</b>", escape_html("; ".join(step.item for step in steps))
	)
	enqueue_create_notification(owner, {"type": "Alert", "document_type": "Development Plan", "document_name": plan, "subject": subject})
