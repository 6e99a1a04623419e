"""What people own: counts for hints and previews, and the records whose owner is no longer at work (R-095)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.query_builder.functions import Count
from pypika.terms import Criterion

from crm_custom.base_data.handover.kinds import Kind, all_kinds
from crm_custom.permissions import roles, scope

DISABLED, NO_ROLE, NO_USER = "Account disabled", "Not a customer manager any more", "No such user"


def count_owned(user: str, only_customer_work: bool = False) -> dict[str, int]:
	"""Label of the kind: how many records the user owns, without kinds of which there are none."""
	counts = {}
	for kind in all_kinds():
		if only_customer_work and not kind.needs_customer_manager:
			continue
		table = frappe.qb.DocType(kind.doctype)
		counts[kind.label] = frappe.qb.from_(table).select(Count(table.name)).where(kind.owned_by(table, user)).run()[0][0]
	return {label: count for label, count in counts.items() if count}


def find_orphans(kind: Kind, limit: int, owner: str | None = None) -> list[dict[str, Any]]:
	"""Records of a kind whose owner is disabled, gone, or may no longer look after customers; those that the user reads.

	A row: name, title, user, user_name, why. `owner` asks for one person's. None of a kind without a policy of its own, except for administrators.
	"""
	table, account = frappe.qb.DocType(kind.doctype), frappe.qb.DocType("User")
	rows = _readable(kind)
	query = (
		frappe.qb.from_(table)
		.left_join(account)
		.on(account.name == table[kind.owner_field])
		.select(
			table.name,
			table[kind.title_field].as_("title"),
			table[kind.owner_field].as_("user"),
			account.full_name.as_("user_name"),
			account.name.as_("known"),
			account.enabled,
		)
		.where(table[kind.owner_field].isnotnull() & (table[kind.owner_field] != "") & _inactive(kind, account))
		.orderby(table[kind.owner_field], table.name)
		.limit(limit)
	)
	if kind.is_child_table:
		query = query.select(table.parenttype, table.parent)
	if owner:
		query = query.where(table[kind.owner_field] == owner)
	if kind.which:
		query = query.where(kind.which(table))
	found = (query if rows is None else query.where(rows)).run(as_dict=True)
	return [{**row, "why": NO_USER if not row.known else NO_ROLE if row.enabled else DISABLED} for row in found]


def _inactive(kind: Kind, owner: Any) -> Criterion:
	inactive = owner.name.isnull() | (owner.enabled == 0)
	if not kind.needs_customer_manager:
		return inactive
	role = frappe.qb.DocType("Has Role")
	holders = frappe.qb.from_(role).select(role.parent).where((role.parenttype == "User") & (role.role == roles.CUSTOMER_MANAGER))
	return inactive | owner.name.notin(holders)


def _readable(kind: Kind) -> Criterion | None:
	if kind.doctype in scope.POLICIES:
		return scope.condition(kind.doctype)
	return None if roles.SYSTEM_MANAGER in frappe.get_roles() else scope.nothing()
