"""The rows of an import that failed, with the reason: to correct and to import again."""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe import _

from crm_custom.exchange.answer import answer_with_table
from crm_custom.exchange.files import kind_of
from crm_custom.exchange.rules.formulas import neutralise, would_run


def build_response(data_import: Any) -> None:
	"""Answer the request with the failed rows as they stood in the file, and a column "Reason"; CSV stays CSV, else a workbook."""
	table = data_import.read_table()
	reasons = reasons_by_row(data_import.name)
	width = len(table.columns)
	head = [column.title for column in table.columns]
	has_reason = head[-1] in {_("Reason"), _("Reason", "en"), _("Reason", "zh")}
	keep = width - 1 if has_reason else width
	rows = [[*head[:keep], _("Reason")]]
	for number, row in table.rows:
		if number in reasons:
			cells = [row[index] if index < len(row) else None for index in range(keep)]
			rows.append([*map(_harmless, cells), reasons[number]])
	title = _("{0} failed rows").format(_(data_import.reference_doctype))
	answer_with_table(rows, title, "CSV" if kind_of(data_import) == "csv" else "Excel")


def reasons_by_row(data_import: str) -> dict[int, str]:
	"""Row of the file -> why it was not imported. All rows of a record are there; the first one has the reason."""
	logs = frappe.get_all("Data Import Log", {"data_import": data_import, "success": 0}, ["row_indexes", "exception"], limit=0)
	reasons: dict[int, str] = {}
	for log in logs:
		first, *others = json.loads(log.row_indexes)
		reasons[first] = log.exception or ""
		reasons.update(dict.fromkeys(others, ""))
	return reasons


def _harmless(cell: Any) -> Any:
	"""A cell that would run is written so that it does not; on the way in it is refused no more, as it is text then."""
	return neutralise(cell) if isinstance(cell, str) and would_run(cell) else cell
