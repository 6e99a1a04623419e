"""Lays down who takes which record, as rows of Work Handover Item with the state Planned; the preview shows them, the work follows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import frappe
from frappe.query_builder.functions import Count
from frappe.utils import now_datetime, strip_html

from crm_custom.base_data.handover.kinds import Kind, all_kinds
from crm_custom.base_data.rules.handover import NOT_MOVED, PLANNED, Distribution, Record, Row

ITEM = "Work Handover Item"
BATCH = 2000
LONGEST_TITLE = 140
COLUMNS = (
	"name",
	"creation",
	"modified",
	"owner",
	"modified_by",
	"handover",
	"kind",
	"record_key",
	"document_type",
	"document",
	"title",
	"from_user",
	"to_user",
	"status",
	"reason",
)


def distribution_of(handover: Any) -> Distribution:
	"""The handover's choice as the rules know it; regions and departments with everything below them."""
	rows = tuple(
		Row(
			to_user=row.to_user,
			kind=row.kind or None,
			regions=_with_everything_below("Region", row.region),
			grade=row.grade or None,
			departments=_with_everything_below("CRM Department", row.department),
		)
		for row in handover.rows
	)
	return Distribution(handover.way, handover.to_user or None, rows)


def lay_plan(handover: Any) -> int:
	"""Write the plan anew; answers how many records it has. What was moved before stays as it is. Does not commit."""
	table = frappe.qb.DocType(ITEM)
	frappe.qb.from_(table).delete().where((table.handover == handover.name) & (table.status == PLANNED)).run()
	distribution = distribution_of(handover)
	return sum(_plan_kind(handover, kind, distribution) for kind in all_kinds())


def _plan_kind(handover: Any, kind: Kind, distribution: Distribution) -> int:
	position = total = 0
	for rows in _owned_in_batches(kind, handover.from_user):
		led = _recipients_of_leaders(handover.name, kind, rows)
		items = []
		for row in rows:
			to_user = led.get((row.leader_doctype, row.leader))
			if not to_user and not kind.is_follower:
				to_user = distribution.recipient_of(_record(kind, row), position)
				position += 1
			if to_user and to_user != handover.from_user:
				items.append(_item(handover, kind, row, to_user))
			else:
				items.append(_item(handover, kind, row, None))
		frappe.db.bulk_insert(ITEM, list(COLUMNS), items)
		total += len(items)
	return total


def _owned_in_batches(kind: Kind, user: str) -> Iterator[Sequence[Any]]:
	"""By name, each batch after the last name of the one before: memory does not grow with what somebody owns."""
	table, last = frappe.qb.DocType(kind.doctype), ""
	while True:
		query = _select(kind, table).where(kind.owned_by(table, user) & (table.name > last)).orderby(table.name).limit(BATCH)
		rows = query.run(as_dict=True)
		if rows:
			yield rows
		if len(rows) < BATCH:
			return
		last = rows[-1].name


def _select(kind: Kind, table: Any) -> Any:
	query = frappe.qb.from_(table).select(table.name, table[kind.title_field].as_("title"))
	if kind.is_child_table:
		query = query.select(table.parenttype, table.parent)
	for dimension, column in kind.dimensions.items():
		query = query.select(table[column].as_(dimension))
	if kind.leader:
		query = query.select(table[kind.leader.column].as_("leader"))
		if kind.leader.doctype_column:
			query = query.select(table[kind.leader.doctype_column].as_("leader_doctype"))
	return query


def _recipients_of_leaders(handover: str, kind: Kind, rows: Iterable[Any]) -> Mapping[tuple[str, str], str]:
	"""(DocType, name) of leaders that this handover plans for: who takes them."""
	if not kind.leader:
		return {}
	for row in rows:
		row.leader_doctype = row.get("leader_doctype") or kind.leader.doctype
	names = sorted({row.leader for row in rows if row.leader})
	if not names:
		return {}
	table = frappe.qb.DocType(ITEM)
	query = (
		frappe.qb.from_(table)
		.select(table.kind, table.record_key, table.to_user)
		.where((table.handover == handover) & table.record_key.isin(names) & table.to_user.isnotnull() & (table.status != NOT_MOVED))
	)
	return {(doctype, key): to_user for doctype, key, to_user in query.run()}


def _record(kind: Kind, row: Any) -> Record:
	return Record(kind.doctype, row.get("region"), row.get("grade"), row.get("department"))


def _item(handover: Any, kind: Kind, row: Any, to_user: str | None) -> tuple[Any, ...]:
	at, by = now_datetime(), frappe.session.user
	shown = (row.parenttype, row.parent) if kind.is_child_table else (kind.doctype, row.name)
	title = strip_html(str(row.title or row.name)).strip()[:LONGEST_TITLE]
	facts = (handover.name, kind.doctype, row.name, *shown, title, handover.from_user, to_user, PLANNED, None)
	return (frappe.generate_hash(length=14), at, at, by, by, *facts)


def _with_everything_below(doctype: str, name: str | None) -> frozenset[str] | None:
	if not name:
		return None
	top, below = frappe.qb.DocType(doctype).as_("top"), frappe.qb.DocType(doctype).as_("below")
	query = frappe.qb.from_(top).join(below).on((below.lft >= top.lft) & (below.rgt <= top.rgt)).select(below.name).where(top.name == name)
	return frozenset(query.run(pluck=True))


def summary_of(handover: str) -> list[dict[str, Any]]:
	"""Counts of the plan or the result: kind, label, to_user, to_name, status, records; in the order of the kinds."""
	table, user = frappe.qb.DocType(ITEM), frappe.qb.DocType("User")
	query = (
		frappe.qb.from_(table)
		.left_join(user)
		.on(user.name == table.to_user)
		.select(table.kind, table.to_user, user.full_name.as_("to_name"), table.status, Count(table.name).as_("records"))
		.where(table.handover == handover)
		.groupby(table.kind, table.to_user, user.full_name, table.status)
	)
	order = {kind.doctype: number for number, kind in enumerate(all_kinds())}
	labels = {kind.doctype: kind.label for kind in all_kinds()}
	rows = query.run(as_dict=True)
	rows.sort(key=lambda row: (order.get(row.kind, len(order)), row.to_name or "", row.status))
	return [{**row, "label": labels.get(row.kind, row.kind)} for row in rows]


def samples_of(handover: str, each: int = 5) -> dict[str, list[dict[str, Any]]]:
	"""Kind: the first few records of the plan, to look at before the start."""
	shown = {}
	for kind in all_kinds():
		fields = ["document_type", "document", "title", "to_user"]
		rows = frappe.get_all(ITEM, {"handover": handover, "kind": kind.doctype}, fields, order_by="name", limit=each)
		if rows:
			shown[kind.doctype] = rows
	return shown
