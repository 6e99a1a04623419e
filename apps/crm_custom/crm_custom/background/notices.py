"""What administrators are told about jobs, each in their own language."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.desk.doctype.notification_log.notification_log import enqueue_create_notification
from frappe.utils import escape_html

from crm_custom.background import store
from crm_custom.permissions.roles import SYSTEM_MANAGER


def tell_of_failure(run: str, title: str, message: str) -> None:
	"""A job failed: each administrator gets a notification that opens the run."""
	_tell(store.RUN, run, "The job {0} failed: {1}", title, message)


def tell_of_lateness(code: str, title: str, since: str) -> None:
	"""A job has missed its times: each administrator gets a notification that opens the job."""
	_tell(store.JOB, code, "The job {0} has not run since {1}. Look whether scheduler and workers are running.", title, since)


def _tell(doctype: str, name: str, text: str, title: str, detail: str) -> None:
	by_language: dict[str, list[str]] = {}
	for person in _administrators():
		by_language.setdefault(person.language or frappe.local.lang, []).append(person.email)
	for language, people in by_language.items():
		subject = _(text, language).format(f"<b>{escape_html(_(title, language))}</b>", escape_html(detail))
		enqueue_create_notification(people, {"type": "Alert", "document_type": doctype, "document_name": name, "subject": subject})


def _administrators() -> list:
	"""Enabled people with the role System Manager, with their addresses (by which the framework finds them) and languages."""
	user, role = frappe.qb.DocType("User"), frappe.qb.DocType("Has Role")
	query = (
		frappe.qb.from_(user)
		.join(role)
		.on((role.parent == user.name) & (role.parenttype == "User") & (role.role == SYSTEM_MANAGER))
		.select(user.email, user.language)
		.distinct()
		.where(user.enabled == 1)
	)
	return query.run(as_dict=True)
