"""Thin adapters between the framework's permission hooks and the one scope."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
from pypika.terms import Criterion

from crm_custom import compat
from crm_custom.permissions import followers, scope

#: what the framework asks, and what it means for a row
READING = frozenset({"read", "select", "print", "email", "report", "export"})
DISPOSING = frozenset({"delete", "share"})


def has_permission(doc: Any, ptype: str | None = None, user: str | None = None, **_: Any) -> bool:
	"""Whether this record is in the person's scope. Roles are checked by the framework before; this can only deny."""
	if doc.is_new():
		return True
	return scope.includes(doc.doctype, doc.name, _action_of(ptype), user)


def has_follower_permission(doc: Any, ptype: str | None = None, user: str | None = None, **_: Any) -> bool | None:
	"""False unless this row hangs on something that the person sees, and a new or changed one on something that they may add to.

	Otherwise no objection: the framework's own rule for the row (a private file is its owner's) decides.
	"""
	user = user or frappe.session.user
	is_writing = (ptype or "read") not in READING
	if is_writing and ptype != "delete" and not followers.may_hang(doc, user):
		return False
	is_seen = doc.is_new() or not doc.name or followers.includes(doc.doctype, doc.name, user)
	return compat.no_objection() if is_seen else False


def tell_whether_changeable(doc: Any, method: str | None = None) -> None:
	"""Let the form know that this person may only read the record, so that it is shown read-only."""
	doc.set_onload("may_change", scope.includes(doc.doctype, doc.name, scope.CHANGE))


def _action_of(ptype: str | None) -> str:
	if (ptype or "read") in READING:
		return scope.READ
	return scope.DISPOSE if ptype in DISPOSING else scope.CHANGE


def _rows_of(doctype: str) -> Callable[..., str]:
	"""What the framework puts into the statement of a list of this type."""

	def condition(user: str | None = None, **_: Any) -> str:
		return _sql(scope.condition(doctype, scope.READ, user) if doctype in scope.POLICIES else followers.readable(doctype, user))

	return condition


def _sql(rows: Criterion | None) -> str:
	"""In brackets, because the framework puts more conditions beside it."""
	if rows is None:
		return ""
	# per cent signs are doubled for statements with parameters; the framework's list statement has none
	return "({})".format(rows.get_sql(with_namespace=True, quote_char="`", subquery=True).replace("%%", "%"))


def name_of_condition(doctype: str) -> str:
	"""The name under which the condition of a record type stands in this module: Sales Opportunity is sales_opportunity_condition."""
	return f"{frappe.scrub(doctype)}_condition"


globals().update({name_of_condition(doctype): _rows_of(doctype) for doctype in (*scope.POLICIES, *followers.FOLLOWERS)})
