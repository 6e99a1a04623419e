"""Kanban boards whose columns are the values of a dictionary: the framework keeps the columns as text, so they are taken along."""

from __future__ import annotations

from typing import Any

import frappe


def follow_rename(doctype: str, old: str, new: str) -> None:
	"""A value was renamed, or merged into another: its column bears the new name, or goes when the other has one."""
	boards = _boards_of(doctype)
	column = frappe.qb.DocType("Kanban Board Column")
	with_new = set(frappe.get_all("Kanban Board Column", {"parent": ["in", boards], "column_name": new}, pluck="parent"))
	of_old = (column.column_name == old) & column.parent.isin(boards or [""])
	frappe.qb.from_(column).delete().where(of_old & column.parent.isin(sorted(with_new) or [""])).run()
	frappe.qb.update(column).set(column.column_name, new).where(of_old).run()
	_forget(boards)


def follow_order(value: Any) -> None:
	"""The columns stand in the order of the dictionary after an administrator has changed it; new values get no column by themselves."""
	if value.is_new() or not value.has_value_changed("sort_order"):
		return
	boards = _boards_of(value.doctype)
	ordered = frappe.get_all(value.doctype, order_by="sort_order asc, name asc", pluck="name")
	column = frappe.qb.DocType("Kanban Board Column")
	for place, name in enumerate(ordered if boards else (), 1):
		frappe.qb.update(column).set(column.idx, place).where((column.column_name == name) & column.parent.isin(boards)).run()
	_forget(boards)


def _boards_of(doctype: str) -> list[str]:
	boards = frappe.get_all("Kanban Board", ["name", "reference_doctype", "field_name"])
	return [board.name for board in boards if _options(board) == doctype]


def _options(board: Any) -> str | None:
	field = frappe.get_meta(board.reference_doctype).get_field(board.field_name)
	return field.options if field and field.fieldtype == "Link" else None


def _forget(boards: list[str]) -> None:
	for board in boards:
		frappe.clear_document_cache("Kanban Board", board)
