"""What the form of an import shows of the file before it starts, in the shape that the framework's form expects."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from crm_custom.exchange.columns import Column
from crm_custom.exchange.rules.cells import to_text
from crm_custom.exchange.table import Table

_ROWS, _MOST_PROBLEMS = 10, 200


def preview_of(data_import: str, table: Table) -> dict[str, Any]:
	"""Columns, first rows, and every problem that the cells alone show; none of them keeps the good rows from being imported."""
	width = len(table.columns)
	data = [[number, *(_shown(row[index] if index < len(row) else None) for index in range(width))] for number, row in table.rows]
	preview = {
		"data": data[:_ROWS],
		"columns": [{"header_title": _("Sr. No"), "skip_import": True}, *map(_column, table.columns)],
		"warnings": _warnings(table),
		"import_log": frappe.get_all(
			"Data Import Log", {"data_import": data_import}, ["row_indexes", "success"], order_by="log_index", limit=_ROWS
		),
	}
	if len(data) > _ROWS:
		preview.update({"max_rows_exceeded": True, "max_rows_in_preview": _ROWS, "total_number_of_rows": len(data)})
	return preview


def _shown(cell: Any) -> str | None:
	return frappe.utils.escape_html(to_text(cell)) or None


def _column(column: Column) -> dict[str, Any]:
	shown: dict[str, Any] = {
		"index": column.index,
		"column_number": column.index + 1,
		"header_title": frappe.utils.escape_html(column.title),
		"skip_import": column.field is None,
		"warnings": [],
	}
	if column.field:
		df = column.field.df
		shown["df"] = {key: df.get(key) for key in ("fieldtype", "fieldname", "label", "options", "parent", "reqd", "default", "read_only")}
		if column.field.table:
			shown["is_child_table_field"] = True
			shown["child_table_df"] = column.field.table.as_dict(no_nulls=True)
	return shown


def _warnings(table: Table) -> list[dict[str, Any]]:
	escape = frappe.utils.escape_html
	notes = [{"col": column.index + 1, "message": escape(column.note), "type": "info"} for column in table.columns if column.note]
	problems = [problem for record in table.records for problem in record.problems]
	shown = [
		{"row": problem.row, "message": escape(f"{problem.heading}: {problem.reason}"), "type": "info"}
		for problem in problems[:_MOST_PROBLEMS]
	]
	if len(problems) > _MOST_PROBLEMS:
		more = _("{0} more problems are not shown here; after the import they are in the file of failed rows.")
		shown.append({"message": more.format(len(problems) - _MOST_PROBLEMS), "type": "info"})
	return [*shown, *notes]
