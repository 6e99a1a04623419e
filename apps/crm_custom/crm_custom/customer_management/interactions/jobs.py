"""Scheduled work on interactions and promises: safe to run again (domain: jobs)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.desk.doctype.notification_log.notification_log import enqueue_create_notification
from frappe.utils import escape_html, format_date, getdate, nowdate

from crm_custom.background import Job, Run
from crm_custom.customer_management.interactions import queries, recompute


def set_dates_right(run: Run) -> None:
	"""Last contact and next visit of every customer are what the interactions say, whatever an import or a program did. Set-based."""
	run.saw(frappe.db.count("Customer"))
	run.changed(recompute.heal())


DATES = Job(
	code="interactions.dates",
	title="Last contact and next visit of customers",
	description="Sets the dates of customers right that differ from what their interactions say.",
	work=set_dates_right,
	cron="30 1 * * *",
)


def remind_of_promises(run: Run) -> None:
	"""Tell each person once about each promise of ours that is overdue, in the person's language."""
	today = getdate(nowdate())
	by_person = defaultdict(list)
	for promise in queries.find_overdue_promises(today):
		by_person[promise.responsible].append(promise)
	run.each(by_person, lambda person: _remind(person, by_person[person], today), doctype="User")


PROMISES = Job(
	code="interactions.promises",
	title="Reminders of overdue promises",
	description="Tells everybody once about the promises of ours that they have not kept in time.",
	work=remind_of_promises,
	cron="0 8 * * *",
)


def _remind(person: str, promises: list[Any], today: date) -> None:
	language = promises[0].language
	for promise in promises:
		subject = _("Overdue promise to {0}: {1} (until {2})", language).format(
			f"<b>{escape_html(promise.customer_name)}</b>", escape_html(promise.promise), format_date(promise.due_on)
		)
		notice = {"type": "Alert", "document_type": "Promise", "document_name": promise.name, "subject": subject}
		enqueue_create_notification(person, notice)
	table = frappe.qb.DocType("Promise")
	frappe.qb.update(table).set(table.reminded_on, today).where(table.name.isin([promise.name for promise in promises])).run()
