"""The Role Permissions Manager writes rows past all events: its doors are opened here, with a look before and after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
from frappe.core.page.permission_manager import permission_manager as framework

from crm_custom.records import operations, wording

#: DocType: rows as (role, level): rights
Rules = dict[tuple[str, int], frozenset[str]]


@frappe.whitelist(methods=["POST"])
def add(parent: str, role: str, permlevel: int | str) -> Any:
	"""As the framework's: a rule for a role. It checks the right itself."""
	return _noted(parent, lambda: framework.add(parent, role, permlevel))


@frappe.whitelist(methods=["POST"])
def update(doctype: str, role: str, permlevel: int | str, ptype: str, value: Any = None, **rest: Any) -> Any:
	"""As the framework's: one right of a role. It checks the right itself."""
	return _noted(doctype, lambda: framework.update(doctype, role, permlevel, ptype, value, **rest))


@frappe.whitelist(methods=["POST"])
def remove(doctype: str, role: str, permlevel: int | str, **rest: Any) -> Any:
	"""As the framework's: a role loses its rule. It checks the right itself."""
	return _noted(doctype, lambda: framework.remove(doctype, role, permlevel, **rest))


@frappe.whitelist(methods=["POST"])
def reset(doctype: str) -> Any:
	"""As the framework's: the rights that were shipped. It checks the right itself."""
	return _noted(doctype, lambda: framework.reset(doctype))


def _noted(doctype: str, change: Callable[[], Any]) -> Any:
	before = _rules(doctype)
	answer = change()
	after = _rules(doctype)
	touched = sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))
	if touched:
		texts = {name: "\n".join(_say(key, rules.get(key)) for key in touched) for name, rules in (("before", before), ("after", after))}
		operations.note(operations.PERMISSION, doctype, doctype, wording.said("Changed"), **texts)
	return answer


def _rules(doctype: str) -> Rules:
	"""The rules in force: those of the administrator, else those that were shipped."""
	for table in ("Custom DocPerm", "DocPerm"):
		rows = frappe.get_all(table, {"parent": doctype}, ["role", "permlevel", *_columns(table)])
		if rows:
			return {(row.role, row.permlevel): frozenset(right for right in _columns(table) if row.get(right)) for row in rows}
	return {}


def _columns(table: str) -> list[str]:
	return [field.fieldname for field in frappe.get_meta(table).get("fields", {"fieldtype": "Check"})]


def _say(key: tuple[str, int], allowed: frozenset[str] | None) -> str:
	role, level = key
	text = ", ".join(sorted(allowed)) if allowed else wording.said("nothing")
	return f"{wording.said(role)} ({level}): {text}"
