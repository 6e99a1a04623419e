"""What the framework's events tell the operation log: logins, deletions, changes of permissions and settings."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.core.doctype.version.version import get_diff
from frappe.model.document import Document

from crm_custom.background.guard import refuse_hands
from crm_custom.records import operations, wording

#: settings rather than permissions; everything else that is watched decides who may do what
SETTINGS = frozenset(
	{"CRM Settings", "System Settings", "Workflow", "Custom Field", "Property Setter", "Server Script", "CRM Job", "Log Settings"}
)
#: of a user, what decides what they may do; the rest is their own affair and stands in the history
USER_FIELDS = frozenset(
	{
		"enabled",
		"roles",
		"role_profile_name",
		"role_profiles",
		"user_type",
		"restrict_ip",
		"login_after",
		"login_before",
		"block_modules",
		"module_profile",
	}
)


def on_activity(doc: Document, method: str | None = None) -> None:
	"""A login, failed login or logout of the framework's Activity Log."""
	kind = {"Login": operations.LOGIN, "Logout": operations.LOGOUT}.get(doc.operation)
	if not kind:
		return
	if doc.status == "Failed":
		kind = operations.FAILED_LOGIN
	reason = doc.subject or "" if kind == operations.FAILED_LOGIN else ""
	operations.note(kind, "User", doc.user or "", reason, person=doc.user, address=doc.ip_address)


def on_change(doc: Document, method: str | None = None) -> None:
	"""A record that decides what people may do, or how the CRM works, was changed: what stood there before and what after."""
	before = doc.get_doc_before_save()
	if before is None:
		return
	lines = [line for line in wording.lines_of(doc.meta, get_diff(before, doc) or {}) if doc.doctype != "User" or line.field in USER_FIELDS]
	if lines:
		_note(doc, wording.said("Changed"), before="\n".join(line.before for line in lines), after="\n".join(line.after for line in lines))


def on_new(doc: Document, method: str | None = None) -> None:
	"""Such a record was made."""
	_note(doc, wording.said("New record"), after=wording.summary(doc, USER_FIELDS if doc.doctype == "User" else None))


def on_gone(doc: Document, method: str | None = None) -> None:
	"""Such a record was deleted."""
	_note(doc, wording.said("Deleted record"), before=wording.summary(doc, USER_FIELDS if doc.doctype == "User" else None))


def on_deletion(doc: Document, method: str | None = None) -> None:
	"""Any record of the business was deleted; its history goes on under the entry of the log."""
	if not is_business(doc):
		return
	entry = operations.note(operations.DELETION, doc.doctype, doc.name, doc.get_title() or doc.name, before=wording.summary(doc))
	if entry:
		version = frappe.qb.DocType("Version")
		frappe.qb.update(version).set(version.ref_doctype, operations.LOG).set(version.docname, entry).where(
			(version.ref_doctype == doc.doctype) & (version.docname == doc.name)
		).run()


def keep_log(doc: Document, method: str | None = None) -> None:
	"""Logs of the framework are neither changed nor deleted by hand. Raises LogReadOnlyError."""
	if method == "on_trash" or not doc.is_new():
		refuse_hands(doc)


def is_business(doc: Document) -> bool:
	"""Whether a record belongs to the product or to the people's data that it uses."""
	if doc.meta.istable or doc.doctype == operations.LOG:
		return False
	return (
		doc.doctype in {"Contact", "Address", "File", "Communication"}
		or frappe.local.module_app.get(frappe.scrub(doc.meta.module)) == "crm_custom"
	)


def _note(doc: Document, detail: str, **values: Any) -> None:
	kind = operations.SETTINGS if doc.doctype in SETTINGS else operations.PERMISSION
	operations.note(kind, doc.doctype, wording.object_of(doc), detail, **values)
