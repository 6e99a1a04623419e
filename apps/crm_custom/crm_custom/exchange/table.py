"""A file as records: the head row says which field each column is, rows below belong to a record or are child rows of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import frappe
from frappe import _

from crm_custom.exceptions import CRMError, refuse
from crm_custom.exchange.columns import Column, Field, name_field, read_columns
from crm_custom.exchange.lookups import Lookups
from crm_custom.exchange.refusals import FileEmptyError, NoColumnKnownError
from crm_custom.exchange.registry import CHILD_DEFAULTS
from crm_custom.exchange.rules.cells import to_text
from crm_custom.exchange.values import read_value
from crm_custom.violation import Violation


@dataclass(frozen=True)
class Problem:
	"""What is wrong with a cell: row as the spreadsheet counts it, heading of the column, reason in the user's language."""

	row: int
	heading: str
	reason: str

	def __str__(self) -> str:
		if self.heading:
			return _("Row {0}, {1}: {2}").format(self.row, self.heading, self.reason)
		return _("Row {0}: {1}").format(self.row, self.reason)


@dataclass
class Record:
	"""One record of the file: the values given for it, its rows, and what is wrong with them."""

	values: dict[str, Any]
	rows: list[int]
	problems: list[Problem] = field(default_factory=list)


class Table:
	"""A file that was read: columns, rows as they stand in it, and the records they make."""

	def __init__(self, doctype: str, rows: list[list[Any]], mapping: dict[str, str] | None = None):
		"""Raises FileEmptyError, NoColumnKnownError."""
		self.doctype = doctype
		numbered = [(number, row) for number, row in enumerate(rows, 1) if any(to_text(cell) for cell in row)]
		if len(numbered) < 2:
			refuse(FileEmptyError)
		head, self.rows = numbered[0][1], numbered[1:]
		self.columns = read_columns(doctype, head, mapping)
		self.used = [column for column in self.columns if column.field]
		if not self.used:
			refuse(NoColumnKnownError, doctype=_(doctype))
		self.lookups = Lookups()
		self._learn()
		self.records = list(self._records())

	def parents_first(self) -> list[Record]:
		"""The records in the order in which they can be saved: in a tree, what others hang below comes before them."""
		links = [column.field.df.fieldname for column in self.used if not column.field.table and column.field.df.options == self.doctype]
		if not links:
			return self.records
		code = name_field(self.doctype).fieldname
		by_code = {record.values[code]: record for record in self.records if record.values.get(code)}
		ordered: dict[int, Record] = {}

		def place(record: Record, above: tuple[int, ...]) -> None:
			for link in links:
				parent = by_code.get(record.values.get(link))
				if parent is not None and id(parent) not in (*above, id(record)):
					place(parent, (*above, id(record)))
			ordered.setdefault(id(record), record)

		for record in self.records:
			place(record, ())
		return list(ordered.values())

	@property
	def fields(self) -> set[str]:
		"""The fields that the file has columns for."""
		return {column.field.key for column in self.used}

	def cell(self, row: list[Any], column: Column) -> Any:
		"""What stands in a column of a row; None when it is empty."""
		value = row[column.index] if column.index < len(row) else None
		return value if to_text(value) else None

	def _learn(self) -> None:
		"""Look up what the cells of link columns may mean, a few statements per column."""
		for column in self.used:
			df = column.field.df
			target = df.options if df.fieldtype == "Link" else None
			if df.fieldtype == "Dynamic Link":
				target = self._dynamic_target(column.field)
			if target:
				self.lookups.learn(target, (self.cell(row, column) for _number, row in self.rows))
			if target == self.doctype and not column.field.table:
				self._learn_own_rows()

	def _learn_own_rows(self) -> None:
		"""A tree may bring the parent in a row of its own."""
		names = {"name", name_field(self.doctype).fieldname, frappe.get_meta(self.doctype).title_field}
		for column in self.used:
			if column.field.key in names:
				for _number, row in self.rows:
					if text := to_text(self.cell(row, column)):
						self.lookups.add(self.doctype, text)

	def _dynamic_target(self, of: Field) -> str | None:
		"""The DocType that a dynamic link of the file points to: the only one that its rows name, or the usual one."""
		return (CHILD_DEFAULTS.get((self.doctype, of.table.fieldname), {}) if of.table else {}).get(of.df.options)

	def _records(self) -> Iterator[Record]:
		own = [column for column in self.used if not column.field.table]
		record: Record | None = None
		for number, row in self.rows:
			is_continued = record and not any(self.cell(row, column) is not None for column in own)
			if not is_continued:
				if record:
					yield record
				record = Record({}, [])
			record.rows.append(number)
			self._read_row(record, number, row)
		if record:
			yield record

	def _read_row(self, record: Record, number: int, row: list[Any]) -> None:
		children: dict[str, dict[str, Any]] = {}
		for column in self.used:
			cell = self.cell(row, column)
			if cell is None:
				continue
			into = record.values
			if table := column.field.table:
				into = children.setdefault(table.fieldname, dict(CHILD_DEFAULTS.get((self.doctype, table.fieldname), {})))
			try:
				into[column.field.df.fieldname] = read_value(column.field.df, cell, self.lookups, self._target_of(column.field, into))
			except Violation as violation:
				record.problems.append(Problem(number, column.title, worded(violation)))
		for table, values in children.items():
			record.values.setdefault(table, []).append(values)

	def _target_of(self, of: Field, values: dict[str, Any]) -> str | None:
		return values.get(of.df.options) if of.df.fieldtype == "Dynamic Link" else None


def worded(violation: Violation) -> str:
	"""The reason in the user's language."""
	return _(CRMError.registry[violation.code].message).format(**violation.facts)
