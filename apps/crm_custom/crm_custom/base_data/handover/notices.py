"""Who is told what about a handover, each in the own language and once."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import frappe
from frappe import _
from frappe.desk.doctype.notification_log.notification_log import enqueue_create_notification
from frappe.utils import escape_html

from crm_custom.base_data.handover.planning import summary_of
from crm_custom.base_data.rules.handover import MOVED, TAKEN_BACK


def tell_recipients(handover: Any) -> None:
	"""Everybody who took something over: from whom, and how many of each kind."""
	by_person = defaultdict(list)
	for row in summary_of(handover.name):
		if row["status"] == MOVED:
			by_person[row["to_user"]].append(row)
	for user, rows in by_person.items():
		subject = _("{0} handed over to you: {1}", _language_of(user))
		_send(user, handover, subject.format(f"<b>{escape_html(handover.from_name)}</b>", counts_in_words(rows, _language_of(user))))


def tell_about_undo(handover: Any) -> None:
	"""The former owner has the work again."""
	rows = [row for row in summary_of(handover.name) if row["status"] == TAKEN_BACK]
	if not rows:
		return
	language = _language_of(handover.from_user)
	_send(handover.from_user, handover, _("Back with you: {0}", language).format(counts_in_words(rows, language)))


def counts_in_words(rows: list[dict[str, Any]], language: str | None = None) -> str:
	"""Rows with label and records, in the order given: "Customers: 12, Open services: 3"."""
	total: dict[str, int] = {}
	for row in rows:
		total[row["label"]] = total.get(row["label"], 0) + row["records"]
	return _(", ", language).join(_("{0}: {1}", language).format(_(label, language), count) for label, count in total.items())


def _language_of(user: str) -> str | None:
	return frappe.db.get_value("User", user, "language")


def _send(user: str, handover: Any, subject: str) -> None:
	facts = {"type": "Alert", "document_type": handover.doctype, "document_name": handover.name, "subject": subject}
	enqueue_create_notification(user, {**facts, "from_user": frappe.session.user})
