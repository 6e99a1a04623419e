"""Tables of a printed record: columns that any row fills, amounts summed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.utils import flt

from crm_custom.printing.shown import UNPRINTABLE, shown

_KINDS = {**dict.fromkeys(("Int", "Float", "Currency", "Percent"), "number"), "Date": "date"}


@dataclass
class Grid:
	"""A table: labels of the columns, how each is set ("number", "date" or ""), rows, and a row of totals when there are amounts."""

	heading: str
	columns: list[str]
	kinds: list[str]
	rows: list[list[str]]
	totals: list[str] | None = None
	is_numbered: bool = True


def grid_of(heading: str, rows: list[Any], meta: Any) -> Grid:
	"""Child rows as a table: columns that any row fills; amounts are summed."""
	fields = [df for df in meta.fields if not df.hidden and not df.print_hide and df.fieldtype not in UNPRINTABLE]
	cells = {df.fieldname: [shown(df, row.get(df.fieldname), _with_parent(row)) for row in rows] for df in fields}
	fields = [df for df in fields if any(cells[df.fieldname])]
	kinds = [_KINDS.get(df.fieldtype, "") for df in fields]
	lines = [[cells[df.fieldname][place] for df in fields] for place in range(len(rows))]
	has_own_number = any(df.fieldname == "step_no" for df in fields)
	return Grid(heading, [_(df.label) for df in fields], kinds, lines, _totals(fields, rows), not has_own_number)


def _with_parent(row: Any) -> Any:
	"""A child row that answers for the currency with its parent's."""
	parent = getattr(row, "parent_doc", None)
	known = {"currency": parent.get("currency")} if parent else {}
	return frappe._dict({**known, **{key: value for key, value in row.as_dict().items() if value is not None}})


def _totals(fields: list[Any], rows: list[Any]) -> list[str] | None:
	sums = [
		shown(df, sum(flt(row.get(df.fieldname)) for row in rows), _with_parent(rows[0]))
		if df.fieldtype == "Currency" and df.fieldname.endswith("amount")
		else ""
		for df in fields
	]
	if len(rows) < 2 or not any(sums):
		return None
	return [sums[0] or _("Total"), *sums[1:]]
