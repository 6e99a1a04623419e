"""Thin adapters between the framework's permission hooks and the one scope."""

from __future__ import annotations

from typing import Any

from crm_custom.permissions import scope

#: what the framework asks, and what it means for a row
READING = frozenset({"read", "select", "print", "email", "report", "export"})
DISPOSING = frozenset({"delete", "share"})


def has_permission(doc: Any, ptype: str | None = None, user: str | None = None, **_: Any) -> bool:
	"""Whether this record is in the person's scope. Roles are checked by the framework before; this can only deny."""
	if doc.is_new():
		return True
	return scope.includes(doc.doctype, doc.name, _action_of(ptype), user)


def _action_of(ptype: str | None) -> str:
	if (ptype or "read") in READING:
		return scope.READ
	return scope.DISPOSE if ptype in DISPOSING else scope.CHANGE


def tell_whether_changeable(doc: Any, method: str | None = None) -> None:
	"""Let the form know that this person may only read the record, so that it is shown read-only."""
	doc.set_onload("may_change", scope.includes(doc.doctype, doc.name, scope.CHANGE))


def customer_condition(user: str | None = None, **_: Any) -> str:
	return _sql("Customer", user)


def contact_condition(user: str | None = None, **_: Any) -> str:
	return _sql("Contact", user)


def sales_opportunity_condition(user: str | None = None, **_: Any) -> str:
	return _sql("Sales Opportunity", user)


def development_plan_condition(user: str | None = None, **_: Any) -> str:
	return _sql("Development Plan", user)


def service_condition(user: str | None = None, **_: Any) -> str:
	return _sql("Service", user)


def customer_order_condition(user: str | None = None, **_: Any) -> str:
	return _sql("Customer Order", user)


def duplicate_pair_condition(user: str | None = None, **_: Any) -> str:
	return _sql("Duplicate Pair", user)


def customer_merge_condition(user: str | None = None, **_: Any) -> str:
	return _sql("Customer Merge", user)


def interaction_condition(user: str | None = None, **_: Any) -> str:
	return _sql("Interaction", user)


def promise_condition(user: str | None = None, **_: Any) -> str:
	return _sql("Promise", user)


def product_condition(user: str | None = None, **_: Any) -> str:
	return _sql("Product", user)


def customer_ownership_log_condition(user: str | None = None, **_: Any) -> str:
	return _sql("Customer Ownership Log", user)


def work_handover_condition(user: str | None = None, **_: Any) -> str:
	return _sql("Work Handover", user)


def work_handover_item_condition(user: str | None = None, **_: Any) -> str:
	return _sql("Work Handover Item", user)


def _sql(doctype: str, user: str | None) -> str:
	"""In brackets, because the framework puts more conditions beside it."""
	rows = scope.condition(doctype, scope.READ, user)
	if rows is None:
		return ""
	# per cent signs are doubled for statements with parameters; the framework's list statement has none
	return "({})".format(rows.get_sql(with_namespace=True, quote_char="`", subquery=True).replace("%%", "%"))
