"""Takes a merge apart again: exactly what it moved and changed goes back, what was changed since stays with the survivor."""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname, now, now_datetime

from crm_custom.customer_management import register
from crm_custom.customer_management.duplicates import keys, pairs
from crm_custom.customer_management.merge import traces
from crm_custom.customer_management.merge.moving import move_back, put_back
from crm_custom.customer_management.merge.refusals import MergeUndoneError, MergeUndoOrderError
from crm_custom.customer_management.merge.rules.proposal import is_empty
from crm_custom.customer_management.rules.customer import FOLLOWING_FIELDS
from crm_custom.customer_management.services import save_by_system
from crm_custom.exceptions import refuse

#: fields of an absorbed customer that the merge changed
_ABSORBED_FIELDS = ("status", "delete_reason", "deleted_by", "deleted_at", "merged_into")
#: never taken back: who and when, and what the save computes anew
_NOT_TAKEN_BACK = frozenset(
	{"name", "owner", "creation", "modified", "modified_by", "idx", "docstatus", "doctype"}
	| {"name_key", "phone_key", "mobile_key", "is_incomplete", "department", "manager_name", *FOLLOWING_FIELDS}
)


def undo(name: str) -> list[dict[str, Any]]:
	"""The absorbed customers are there again with their records; answers what stays with the survivor, one row per kind.

	One transaction of the caller. Permission is the endpoint's matter. Raises MergeUndoneError, MergeUndoOrderError, and
	DuplicateCustomerError when somebody else has one of the numbers by now; then nothing was changed.
	"""
	register.lock_register()
	log = frappe.get_doc("Customer Merge", name, for_update=True)
	if log.state != "Merged":
		refuse(MergeUndoneError, user=get_fullname(log.undone_by))
	moved, old = json.loads(log.moved), json.loads(log.old_values)
	customers = {code: frappe.get_doc("Customer", code, for_update=True) for code in sorted(old["sides"])}
	survivor = customers[log.survivor]
	_check_order(survivor, [doc for doc in customers.values() if doc is not survivor])
	left = _restore_survivor(survivor, old)
	for code in old["sides"]:
		if code != log.survivor:
			_restore_absorbed(customers[code], old["sides"][code])
	left += _move_back(moved, log.survivor)
	_finish(log, left, list(old["sides"]))
	return left


def _check_order(survivor: Document, absorbed: list[Document]) -> None:
	for customer in (survivor, *absorbed):
		if customer.merged_into and customer.merged_into != survivor.name:
			refuse(MergeUndoOrderError, customer=survivor.customer_name, survivor=customer.merged_into)


def _restore_survivor(survivor: Document, old: dict[str, Any]) -> list[dict[str, Any]]:
	"""Fields that still have the merge's value get their former one; answers those that were changed since."""
	before, after = old["sides"][survivor.name], old["survivor"]["new"]
	present = survivor.as_dict(convert_dates_to_str=True)
	left = []
	for field in survivor.meta.get_valid_columns():
		if field in _NOT_TAKEN_BACK or field.startswith("_") or _same(before.get(field), after.get(field)):
			continue
		if _same(present.get(field), after.get(field)):
			survivor.set(field, before.get(field))
		else:
			left.append({"doctype": "Customer", "field": field, "names": [survivor.name]})
	_save(survivor)
	return left


def _restore_absorbed(customer: Document, before: dict[str, Any]) -> None:
	customer.update({field: before.get(field) for field in _ABSORBED_FIELDS})
	_save(customer)


def _save(customer: Document) -> None:
	customer.flags.in_merge = True
	save_by_system(customer)


def _move_back(moved: dict[str, Any], survivor: str) -> list[dict[str, Any]]:
	moment, left, back = moved["moment"], [], now()
	# before the links of contacts go back and count as changed
	unchanged = _unchanged_contacts(moved.get("primary") or [], moment)
	for entry in moved["moved"]:
		_gone, staying = move_back(entry, survivor, moment, back)
		if staying:
			left.append({"doctype": entry["doctype"], "names": staying})
	for dropped in moved["dropped"]:
		put_back(dropped)
	traces.make_primary_again(unchanged, back)
	return left


def _unchanged_contacts(contacts: list[str], moment: str) -> list[str]:
	if not contacts:
		return []
	table = frappe.qb.DocType("Contact")
	return frappe.qb.from_(table).select(table.name).where(table.name.isin(contacts) & (table.modified == moment)).run(pluck=True)


def _finish(log: Document, left: list[dict[str, Any]], customers: list[str]) -> None:
	log.update({"state": "Undone", "undone_by": frappe.session.user, "undone_at": now_datetime(), "left_behind": frappe.as_json(left)})
	# the log is the system's; nobody has the right to write one
	log.save(ignore_permissions=True)
	traces.refresh(customers)
	keys.refresh(customers)
	pairs.set_unmerged(log.name)
	for code in customers:
		pairs.refresh(code)
	survivor = frappe.get_doc("Customer", log.survivor)
	survivor.add_comment("Info", _("The merge with {0} was undone.").format(", ".join(log.absorbed.split("\n"))))


def _same(one: Any, other: Any) -> bool:
	return (is_empty(one) and is_empty(other)) or str(one) == str(other)
