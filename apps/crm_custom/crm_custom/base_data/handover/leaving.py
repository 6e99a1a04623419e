"""When a user stops working while still owning something: nothing is lost, and the administrator is told what to do (R-095)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import frappe
from frappe import _
from frappe.desk.doctype.notification_log.notification_log import enqueue_create_notification
from frappe.utils import escape_html

from crm_custom.base_data.handover.notices import counts_in_words
from crm_custom.base_data.handover.owned import count_owned
from crm_custom.base_data.refusals import StillOwningError
from crm_custom.compat import desk_route
from crm_custom.exceptions import refuse
from crm_custom.permissions import roles


def on_user_update(doc: Any, method: str | None = None) -> None:
	"""A user was saved: whoever was disabled, or is no customer manager any more, may leave work behind."""
	before = doc.get_doc_before_save()
	if not before:
		return
	was_disabled = bool(before.enabled) and not doc.enabled
	lost_role = roles.CUSTOMER_MANAGER in _roles_in(before) and roles.CUSTOMER_MANAGER not in _roles_in(doc)
	if not was_disabled and not lost_role:
		return
	owned = count_owned(doc.name, only_customer_work=not was_disabled)
	if owned:
		why = _("{0} is disabled and still owns: {1}.") if was_disabled else _("{0} is no customer manager any more and still owns: {1}.")
		text = why.format(f"<b>{escape_html(doc.full_name)}</b>", _in_words(owned))
		frappe.msgprint(f"{text} {link_to_handover(doc.name)}", title=_("Hand over the work"), indicator="orange")
		_tell_administrators(doc, was_disabled, owned)


def on_user_trash(doc: Any, method: str | None = None) -> None:
	"""A user who still owns something is not deleted. Raises StillOwningError."""
	owned = count_owned(doc.name)
	if owned:
		refuse(StillOwningError, user=escape_html(doc.full_name), counts=_in_words(owned), link=link_to_handover(doc.name))


def link_to_handover(user: str) -> str:
	"""A link that opens a new handover with this person in it."""
	return f'<a href="/{desk_route()}/work-handover/new?from_user={quote(user)}">{_("Hand over the work")}</a>'


def _roles_in(doc: Any) -> set[str]:
	return {row.role for row in doc.roles}


def _in_words(owned: dict[str, int], language: str | None = None) -> str:
	return counts_in_words([{"label": label, "records": count} for label, count in owned.items()], language)


def _tell_administrators(doc: Any, was_disabled: bool, owned: dict[str, int]) -> None:
	"""Those who did not do it themselves: a role may also be lost by a changed role profile, in the background."""
	for user, language in _administrators():
		if user == frappe.session.user:
			continue
		why = (
			_("{0} is disabled and still owns: {1}.", language)
			if was_disabled
			else _("{0} is no customer manager any more and still owns: {1}.", language)
		)
		subject = why.format(f"<b>{escape_html(doc.full_name)}</b>", _in_words(owned, language))
		enqueue_create_notification(
			user,
			{"type": "Alert", "document_type": "User", "document_name": doc.name, "subject": subject, "from_user": frappe.session.user},
		)


def _administrators() -> list[tuple[str, str | None]]:
	user, role = frappe.qb.DocType("User"), frappe.qb.DocType("Has Role")
	query = (
		frappe.qb.from_(user)
		.join(role)
		.on((role.parent == user.name) & (role.parenttype == "User") & (role.role == roles.SYSTEM_MANAGER))
		.select(user.name, user.language)
		.where((user.enabled == 1) & (user.name != "Administrator"))
	)
	return list(query.run())
