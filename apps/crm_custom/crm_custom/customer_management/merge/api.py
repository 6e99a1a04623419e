"""Endpoints of merging: check the permission on every customer, call a service, shape the answer."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import frappe
from frappe import _

from crm_custom.customer_management.merge import preview as previews
from crm_custom.customer_management.merge import services
from crm_custom.customer_management.merge import undo as undoing
from crm_custom.customer_management.merge.refusals import MergeRoleError
from crm_custom.customer_management.merge.sides import check_choice
from crm_custom.exceptions import refuse
from crm_custom.permissions import roles, scope

MAY_MERGE = frozenset({roles.SYSTEM_MANAGER, roles.SALES_SUPERVISOR})


@frappe.whitelist(methods=["GET", "POST"])
def preview(customers: list[str] | str, survivor: str | None = None) -> dict[str, Any]:
	"""The customers side by side; see preview.preview. For the supervisor of all of them, and the administrator."""
	names = check_choice(frappe.parse_json(customers), survivor)
	_check_may_merge(names)
	return previews.preview(names, survivor)


@frappe.whitelist(methods=["POST"])
def merge(
	customers: list[str] | str, survivor: str, choices: dict[str, str] | str | None = None, seen: dict[str, str] | str | None = None
) -> str:
	"""Merge; see services.merge. Answers the name of the log. For the supervisor of all of them, and the administrator."""
	names = check_choice(frappe.parse_json(customers), survivor)
	_check_may_merge(names)
	return services.merge(names, survivor, frappe.parse_json(choices or "{}"), frappe.parse_json(seen or "{}"))


@frappe.whitelist(methods=["POST"])
def undo(name: str) -> list[dict[str, Any]]:
	"""Undo a merge; see undo.undo. Answers what stays with the survivor. For the supervisor of all of them, and the administrator."""
	_check_may_merge(_customers_of(name))
	return [{**row, "label": _(row["doctype"])} for row in undoing.undo(name)]


@frappe.whitelist(methods=["GET", "POST"])
def report(name: str) -> dict[str, Any]:
	"""What a merge did: records moved per type, old values of the fields that changed, what its undoing left. For whoever reads the log."""
	log = frappe.get_doc("Customer Merge", name)
	log.check_permission("read")
	moved, old = json.loads(log.moved), json.loads(log.old_values)
	counts: dict[str, int] = {}
	for entry in moved["moved"]:
		counts[entry["doctype"]] = counts.get(entry["doctype"], 0) + len(entry["names"])
	return {
		"moved": [{"label": _(doctype), "count": count} for doctype, count in sorted(counts.items())],
		"stayed": [{"label": _(row["doctype"]), "names": row["names"]} for row in moved["left"]],
		"changed": _changed(old),
		"left_behind": [{**row, "label": _(row["doctype"])} for row in json.loads(log.left_behind or "[]")],
		"customers": list(old["sides"]),
	}


def _changed(old: dict[str, Any]) -> list[dict[str, Any]]:
	"""Fields of the survivor that the merge changed, of those that the person may read."""
	before, after = old["sides"][old["survivor"]["name"]], old["survivor"]["new"]
	levels = set(frappe.get_doc("Customer", old["survivor"]["name"]).get_permlevel_access("read")) | {0}
	return [
		{"label": _(field.label), "old": before.get(field.fieldname), "new": after.get(field.fieldname)}
		for field in frappe.get_meta("Customer").fields
		if field.label and not field.hidden and field.permlevel in levels and before.get(field.fieldname) != after.get(field.fieldname)
	]


def _customers_of(log: str) -> list[str]:
	"""The customers of a merge; the rights on each of them are asked for, not those on the log."""
	values = frappe.db.get_value("Customer Merge", log, "old_values")
	return list(json.loads(values)["sides"]) if values else []


def _check_may_merge(customers: Iterable[str]) -> None:
	"""Raises MergeRoleError unless the user leads the department of each of them."""
	names = list(customers)
	is_role = bool(MAY_MERGE & set(frappe.get_roles()))
	if not names or not is_role or not all(scope.includes("Customer", name, scope.DISPOSE) for name in names):
		refuse(MergeRoleError)
