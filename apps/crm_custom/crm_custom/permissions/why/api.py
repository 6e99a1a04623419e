"""What the page "Who can see this" calls. For administrators only: it tells about other people's rights."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.model.document import Document

from crm_custom.exceptions import refuse
from crm_custom.permissions.roles import SYSTEM_MANAGER
from crm_custom.permissions.why.explain import explain_record
from crm_custom.permissions.why.refusals import NoSuchRecordError, OnlyAdministratorsAskError, WithoutRecordsError
from crm_custom.permissions.why.viewers import who_can_see


@frappe.whitelist(methods=["GET", "POST"])
def explain(doctype: str, name: str, user: str | None = None) -> dict[str, Any]:
	"""Why the user (default: who asks) may or may not do each thing with the record.

	Raises OnlyAdministratorsAskError, WithoutRecordsError, NoSuchRecordError.
	"""
	_check_asker()
	user = user or frappe.session.user
	if not frappe.db.exists("User", user):
		refuse(NoSuchRecordError, record=user)
	return explain_record(_record(doctype, name), user)


@frappe.whitelist(methods=["GET", "POST"])
def viewers(doctype: str, name: str) -> list[dict[str, Any]]:
	"""Everybody who reads the record, with the rule that decides. Raises the same."""
	_check_asker()
	return who_can_see(_record(doctype, name))


def _check_asker() -> None:
	if SYSTEM_MANAGER not in frappe.get_roles():
		refuse(OnlyAdministratorsAskError)


def _record(doctype: str, name: str) -> Document:
	if not frappe.db.exists("DocType", doctype) or frappe.get_meta(doctype).istable:
		refuse(WithoutRecordsError, record_type=doctype)
	if not frappe.db.exists(doctype, name):
		refuse(NoSuchRecordError, record=name)
	return frappe.get_doc(doctype, name)
