"""Moves one batch of records to another person, and back. Set-based: the number of statements does not depend on the number of records."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import frappe
from frappe import _
from frappe.utils import format_datetime, get_fullname

from crm_custom.base_data.handover.kinds import Kind, Transfer
from crm_custom.base_data.handover.planning import ITEM
from crm_custom.base_data.rules.handover import MOVED, NOT_MOVED, NOT_TAKEN_BACK, PLANNED, TAKEN_BACK
from crm_custom.compat import name_of_new_row

#: whoever has these rows of the framework may open a record, or is told about it
ACCESS_OF_A_PERSON = (("DocShare", "share_doctype", "share_name"), ("Document Follow", "ref_doctype", "ref_docname"))


def hand_over(kind: Kind, transfer: Transfer, items: Mapping[str, str]) -> tuple[int, dict[str, str]]:
	"""Give the records (key: item) to the new person. Answers how many went, and key: why not for the others."""
	stored = _lock(kind, list(items))
	refused = {key: _why_not(kind, stored.get(key), transfer.from_user) for key in items}
	refused = {key: why for key, why in refused.items() if why}
	moved = [key for key in items if key not in refused]
	if moved:
		_move(kind, transfer, moved, stored)
	_record_result(items, moved, stored, kind, transfer, MOVED)
	_record_refusals(items, refused, NOT_MOVED, transfer)
	return len(moved), refused


def take_back(kind: Kind, transfer: Transfer, items: Mapping[str, Any]) -> tuple[int, dict[str, str]]:
	"""Give records (key: item with its `moved_at` and `state_before`) back to the former owner, unless they were changed since."""
	stored = _lock(kind, list(items))
	refused = {key: _why_not_back(kind, stored.get(key), transfer.from_user, item.moved_at) for key, item in items.items()}
	refused = {key: why for key, why in refused.items() if why}
	moved = [key for key in items if key not in refused]
	names = {key: item.name for key, item in items.items()}
	if moved:
		_move(kind, transfer, moved, stored)
		_restore_states(kind, moved, items)
	_record_result(names, moved, stored, kind, transfer, TAKEN_BACK)
	_record_refusals(names, refused, NOT_TAKEN_BACK, transfer)
	return len(moved), refused


def refuse_all(items: Sequence[str], status: str, why: str) -> None:
	"""None of these items is moved, for one reason."""
	_update_items(items, {"status": status, "reason": why})


def _move(kind: Kind, transfer: Transfer, moved: Sequence[str], stored: Mapping[str, Any]) -> None:
	values = {kind.owner_field: transfer.to.user, **kind.values(transfer)}
	_update(kind, moved, {**values, "modified": transfer.at, "modified_by": transfer.by})
	_keep_history(kind, moved, stored, values, transfer)
	_end_access(kind, moved, stored, transfer.from_user)
	if kind.after:
		kind.after(Transfer(**{**vars(transfer), "names": moved}))
	frappe.clear_document_cache(kind.doctype)


def _lock(kind: Kind, names: Sequence[str]) -> dict[str, Any]:
	"""The rows as they are now, held until the commit, in the order of their names."""
	table = frappe.qb.DocType(kind.doctype)
	query = frappe.qb.from_(table).select("*").where(table.name.isin(names)).orderby(table.name).for_update()
	return {row.name: row for row in query.run(as_dict=True)}


def _why_not(kind: Kind, row: Any, owner: str) -> str | None:
	if row is None:
		return _("It was deleted meanwhile.")
	if row[kind.owner_field] != owner:
		return _("It has another owner by now: {0}.").format(get_fullname(row[kind.owner_field]))
	return None


def _why_not_back(kind: Kind, row: Any, owner: str, moved_at: Any) -> str | None:
	why = _why_not(kind, row, owner)
	if not why and row.modified != moved_at:
		return _("{0} changed it on {1}.").format(get_fullname(row.modified_by), format_datetime(row.modified))
	return why


def _update(kind: Kind, names: Iterable[str], values: Mapping[str, Any]) -> None:
	table = frappe.qb.DocType(kind.doctype)
	query = frappe.qb.update(table).where(table.name.isin(list(names)))
	for column, value in values.items():
		query = query.set(table[column], value)
	query.run()


def _restore_states(kind: Kind, moved: Sequence[str], items: Mapping[str, Any]) -> None:
	if not kind.state_field:
		return
	by_state = defaultdict(list)
	for key in moved:
		by_state[items[key].state_before].append(key)
	for state, names in by_state.items():
		if state:
			_update(kind, names, {kind.state_field: state})


def _keep_history(kind: Kind, moved: Sequence[str], stored: Mapping[str, Any], values: Mapping[str, Any], transfer: Transfer) -> None:
	"""A Version of each record, as a save would write it; rows of tables have none of their own."""
	if kind.is_child_table or not frappe.get_meta(kind.doctype).track_changes:
		return
	columns = ("name", "creation", "modified", "owner", "modified_by", "ref_doctype", "docname", "data")
	stamp = (transfer.at, transfer.at, transfer.by, transfer.by, kind.doctype)
	rows = [(name_of_new_row("Version"), *stamp, key, _change(stored[key], values)) for key in moved]
	frappe.db.bulk_insert("Version", list(columns), rows)


def _change(before: Mapping[str, Any], values: Mapping[str, Any]) -> str:
	changed = [[column, _text(before.get(column)), _text(value)] for column, value in values.items() if before.get(column) != value]
	return json.dumps({"added": [], "changed": changed, "data_import": None, "removed": [], "row_changed": [], "updater_reference": None})


def _text(value: Any) -> str | None:
	return None if value is None else str(value)


def _end_access(kind: Kind, moved: Sequence[str], stored: Mapping[str, Any], former: str) -> None:
	"""What the framework had opened for the former owner beside the scope: shares and followed records."""
	doctype, names = kind.doctype, list(moved)
	if kind.is_child_table:
		return
	for access, type_column, name_column in ACCESS_OF_A_PERSON:
		table = frappe.qb.DocType(access)
		condition = (table.user == former) & (table[type_column] == doctype) & table[name_column].isin(names)
		frappe.qb.from_(table).delete().where(condition).run()


def _record_result(
	items: Mapping[str, str], moved: Sequence[str], stored: Mapping[str, Any], kind: Kind, transfer: Transfer, status: str
) -> None:
	"""One statement per state that the records had before; there are few."""
	by_state = defaultdict(list)
	for key in moved:
		by_state[stored[key].get(kind.state_field) if kind.state_field else None].append(items[key])
	for state, names in by_state.items():
		values = {"status": status, "reason": None, "modified": transfer.at}
		if status == MOVED:
			values |= {"moved_at": transfer.at, "state_before": state}
		_update_items(names, values)


def _record_refusals(items: Mapping[str, str], refused: Mapping[str, str], status: str, transfer: Transfer) -> None:
	by_reason = defaultdict(list)
	for key, why in refused.items():
		by_reason[why].append(items[key])
	for why, names in by_reason.items():
		_update_items(names, {"status": status, "reason": why, "modified": transfer.at})


def _update_items(names: Sequence[str], values: Mapping[str, Any]) -> None:
	table = frappe.qb.DocType(ITEM)
	query = frappe.qb.update(table).where(table.name.isin(list(names)))
	for column, value in values.items():
		query = query.set(table[column], value)
	query.run()


def leave_followers(handover: str, kind: Kind, waiting: str, left: str, result: str, why: str) -> None:
	"""Items of a follower whose leader stayed where it was stay too: from the state `waiting` to `result`, when the leader's is `left`."""
	if not kind.is_follower:
		return
	item, lead, table = frappe.qb.DocType(ITEM).as_("item"), frappe.qb.DocType(ITEM).as_("lead"), frappe.qb.DocType(kind.doctype)
	leads = (lead.handover == item.handover) & (lead.kind == kind.leader.doctype) & (lead.record_key == table[kind.leader.column])
	query = frappe.qb.from_(item).join(table).on(table.name == item.record_key).join(lead).on(leads).select(item.name)
	stays = (item.handover == handover) & (item.kind == kind.doctype) & (item.status == waiting) & (lead.status == left)
	if names := query.where(stays).run(pluck=True):
		_update_items(names, {"status": result, "reason": why})


def leave_unnamed(handover: str, why: str) -> None:
	"""Items that nobody is named for stay with their owner."""
	item = frappe.qb.DocType(ITEM)
	query = frappe.qb.update(item).set(item.status, NOT_MOVED).set(item.reason, why)
	query.where((item.handover == handover) & (item.status == PLANNED) & item.to_user.isnull()).run()
