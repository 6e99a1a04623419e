"""What the framework's own records must not do: show a record of the CRM to somebody who does not see it."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from crm_custom.exceptions import refuse
from crm_custom.permissions import scope
from crm_custom.permissions.refusals import AssignedRecordOutOfSightError, RecordOutOfSightError


def check_task(doc: Any, method: str | None = None) -> None:
	"""A task for a record of the CRM is made by who sees it; to show it to somebody new takes the right to share it.

	The framework inserts tasks of its own assignment without asking for permissions: so it is asked here. Tasks that an assignment rule
	makes are the administrator's decision. Raises RecordOutOfSightError, AssignedRecordOutOfSightError.
	"""
	record = (doc.reference_type, doc.reference_name)
	if doc.reference_type not in scope.POLICIES or not doc.reference_name or not _is_given_now(doc):
		return
	if doc.assignment_rule and doc.flags.ignore_permissions:
		return
	if not scope.includes(*record):
		refuse(RecordOutOfSightError, record=_worded(record))
	receiver = doc.allocated_to
	if receiver and receiver != frappe.session.user and not scope.includes(*record, scope.READ, receiver):
		if not scope.includes(*record, scope.DISPOSE):
			refuse(AssignedRecordOutOfSightError, user=frappe.utils.get_fullname(receiver), record=_worded(record))


def keep_secret_from_strangers(doc: Any, method: str | None = None) -> None:
	"""A notification about a record that its reader does not see (a mention, an old follower) says so, and nothing of the record."""
	if doc.document_type not in scope.POLICIES or not doc.document_name:
		return
	if scope.includes(doc.document_type, doc.document_name, scope.READ, doc.for_user):
		return
	sender = frappe.utils.get_fullname(doc.from_user or frappe.session.user)
	doc.subject = _("{0} wants to show you a record that you do not see ({1}). Ask them to share it with you.").format(
		frappe.utils.escape_html(sender), _(doc.document_type)
	)
	doc.email_content = doc.document_name = doc.attached_file = doc.link = None


def _is_given_now(doc: Any) -> bool:
	before = doc.get_doc_before_save()
	return not before or any(
		before.get(field) != doc.get(field) for field in ("reference_type", "reference_name", "allocated_to", "status")
	)


def _worded(record: tuple[str, str]) -> str:
	return f"{_(record[0])} {record[1]}"
