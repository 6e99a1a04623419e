"""Scheduled work of marketing: set-based, safe to run again (domain: jobs)."""

from __future__ import annotations

from collections import defaultdict

import frappe
from frappe import _
from frappe.desk.doctype.notification_log.notification_log import enqueue_create_notification
from frappe.utils import escape_html, getdate, nowdate

from crm_custom.marketing import queries


def remind_of_due_steps() -> int:
	"""Tell each owner about the steps that are due or overdue, once per step and planned day. Answers how many steps. Domain 3.4."""
	today = getdate(nowdate())
	by_owner_and_plan = defaultdict(list)
	for step in queries.find_due_steps(today):
		by_owner_and_plan[step.step_owner, step.plan].append(step)
	for (owner, plan), steps in by_owner_and_plan.items():
		_notify(owner, plan, steps)
	reminded = [step.step for steps in by_owner_and_plan.values() for step in steps]
	if reminded:
		table = frappe.qb.DocType("Development Plan Step")
		frappe.qb.update(table).set(table.reminded_on, today).where(table.name.isin(reminded)).run()
	return len(reminded)


def _notify(owner: str, plan: str, steps: list) -> None:
	language = frappe.db.get_value("User", owner, "language")
	subject = _("Steps due for {0}: {1}", language).format(
		f"<b>{escape_html(steps[0].customer_name)}</b>", escape_html("; ".join(step.item for step in steps))
	)
	enqueue_create_notification(owner, {"type": "Alert", "document_type": "Development Plan", "document_name": plan, "subject": subject})
