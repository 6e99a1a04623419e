"""Moves what refers to customers, a few statements per record type however many rows there are, and moves it back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import frappe
from frappe.query_builder.functions import Count
from pypika.terms import ValueWrapper

from crm_custom.customer_management.duplicates.union import ask_all
from crm_custom.customer_management.merge.references import SAME_BY, Reference, find_references

CHUNK = 1000
#: in the log: records that were moved, or that cannot be
Rows = dict[str, list[str]]


def count_linked(customers: list[str]) -> dict[str, dict[str, int]]:
	"""How many records of each type refer to each customer, in one statement: {record type: {customer: count}}; rows count as their parent."""

	def part(reference: Reference) -> Any:
		table = frappe.qb.DocType(reference.doctype)
		doctype = table.parenttype if reference.is_child and reference.field != "parent" else ValueWrapper(reference.doctype)
		counted = Count(table.parent).distinct() if reference.is_child and reference.field != "parent" else Count("*")
		query = frappe.qb.from_(table).select(doctype.as_("kind"), table[reference.field].as_("customer"), counted.as_("total"))
		return reference.rows(query, customers).groupby(
			table[reference.field], *([doctype] if doctype is not None and reference.is_child else [])
		)

	found: dict[str, dict[str, int]] = defaultdict(dict)
	for kind, customer, total in ask_all((part(reference) for reference in find_references()), "kind", "customer", "total"):
		if total:
			found[kind][customer] = found[kind].get(customer, 0) + total
	return dict(found)


class Mover:
	"""Moves the records of one customer to another in the caller's transaction; `log` says what was done, for the undoing."""

	def __init__(self, moment: str):
		self.moment = moment
		self.references = find_references()
		self.unique = _unique_indexes({reference.doctype for reference in self.references})
		self.log: dict[str, list[Any]] = {"moved": [], "dropped": [], "left": []}

	def move(self, source: str, target: str, sides: Iterable[str]) -> None:
		"""Everything that refers to `source` refers to `target`; the customers themselves (`sides`) are left alone."""
		for reference in self.references:
			self._move(reference, source, target, set(sides))

	def _move(self, reference: Reference, source: str, target: str, sides: set[str]) -> None:
		names = [name for name in _names(reference, source) if reference.doctype != "Customer" or name not in sides]
		if not names:
			return
		names = self._without_repeated(reference, names, source, target)
		names = self._without_unique(reference, names, source, target)
		if names:
			repoint(reference, names, target, self.moment)
			self.log["moved"].append({**reference.as_dict(), "source": source, "names": names})

	def _without_repeated(self, reference: Reference, names: list[str], source: str, target: str) -> list[str]:
		"""A row that the target has already, and that says nothing more, is taken away and kept in the log."""
		same_by = SAME_BY.get(reference.doctype)
		if not same_by:
			return names
		repeated = _repeated(reference, same_by, source, target)
		if repeated:
			self.log["dropped"].append({"doctype": reference.doctype, "rows": _take_away(reference.doctype, sorted(repeated))})
		return [name for name in names if name not in repeated]

	def _without_unique(self, reference: Reference, names: list[str], source: str, target: str) -> list[str]:
		"""A record of which there can be only one per customer, and the target has one, stays with the source."""
		staying: set[str] = set()
		for columns in self.unique.get(reference.doctype, ()):
			if reference.field in columns:
				staying |= _repeated(reference, tuple(column for column in columns if column != reference.field), source, target)
		if staying:
			self.log["left"].append({"doctype": reference.doctype, "source": source, "names": sorted(staying)})
		return [name for name in names if name not in staying]


def move_back(entry: dict[str, Any], target: str, moment: str, now: str) -> tuple[list[str], list[str]]:
	"""Records that a merge moved go back to where they were, unless they were changed or moved on since: (gone back, staying)."""
	reference = Reference(entry["doctype"], entry["field"], entry["type_field"], entry["is_child"])
	table = frappe.qb.DocType(reference.doctype)
	unchanged: list[str] = []
	for names in _chunks(entry["names"]):
		query = reference.rows(frappe.qb.from_(table).select(table.name), [target])
		unchanged += query.where(table.name.isin(names) & (table.modified == moment)).for_update().run(pluck=True)
	repoint(reference, unchanged, entry["source"], now)
	there = set(unchanged)
	return unchanged, [name for name in entry["names"] if name not in there]


def put_back(dropped: dict[str, Any]) -> None:
	"""Rows that a merge took away are there again, when their record is."""
	rows = dropped["rows"]
	parents = {(row["parenttype"], row["parent"]) for row in rows if row.get("parenttype") and row.get("parent")}
	gone = {parent for parent in parents if not frappe.db.exists(*parent)}
	rows = [row for row in rows if (row.get("parenttype"), row.get("parent")) not in gone]
	if rows:
		columns = list(rows[0])
		frappe.db.bulk_insert(dropped["doctype"], columns, [[row[column] for column in columns] for row in rows], ignore_duplicates=True)


def repoint(reference: Reference, names: list[str], target: str, moment: str) -> None:
	"""These rows refer to the target. They count as changed now, so that a form that is open elsewhere does not write the old value back."""
	table = frappe.qb.DocType(reference.doctype)
	for chunk in _chunks(names):
		query = frappe.qb.update(table).set(table[reference.field], target).set(table.modified, moment)
		query.set(table.modified_by, frappe.session.user).where(table.name.isin(chunk)).run()
		changed = [(reference.doctype, name) for name in chunk]
		if reference.is_child and reference.field != "parent":
			changed = _touch_parents(reference.doctype, chunk, moment)
		for record in changed:
			frappe.clear_document_cache(*record)


def _touch_parents(doctype: str, names: list[str], moment: str) -> list[tuple[str, str]]:
	table = frappe.qb.DocType(doctype)
	parents = frappe.qb.from_(table).select(table.parenttype, table.parent).distinct().where(table.name.isin(names)).run()
	for parenttype in {kind for kind, _name in parents}:
		parent = frappe.qb.DocType(parenttype)
		own = [name for kind, name in parents if kind == parenttype]
		query = frappe.qb.update(parent).set(parent.modified, moment).set(parent.modified_by, frappe.session.user)
		query.where(parent.name.isin(own)).run()
	return list(parents)


def _names(reference: Reference, customer: str) -> list[str]:
	"""Read under a lock, so that what others have committed meanwhile is moved too."""
	table = frappe.qb.DocType(reference.doctype)
	return reference.rows(frappe.qb.from_(table).select(table.name), [customer]).orderby(table.name).for_update().run(pluck=True)


def _repeated(reference: Reference, same_by: tuple[str, ...], source: str, target: str) -> set[str]:
	"""Rows of the source that differ from one of the target in nothing but the customer."""
	table = frappe.qb.DocType(reference.doctype)
	columns = [table[field] for field in same_by]
	query = reference.rows(frappe.qb.from_(table).select(table.name, table[reference.field], *columns), [source, target])
	rows = query.run()
	of_target = {row[2:] for row in rows if row[1] == target}
	repeated = set()
	for row in rows:
		if row[1] == source and row[2:] in of_target:
			repeated.add(row[0])
		elif row[1] == source:
			# two of the source that become the same stay one
			of_target.add(row[2:])
	return repeated


def _take_away(doctype: str, names: list[str]) -> list[dict[str, Any]]:
	table = frappe.qb.DocType(doctype)
	rows = frappe.qb.from_(table).select("*").where(table.name.isin(names)).run(as_dict=True)
	frappe.qb.from_(table).delete().where(table.name.isin(names)).run()
	return [{column: value if value is None else str(value) for column, value in row.items()} for row in rows]


def _unique_indexes(doctypes: set[str]) -> dict[str, list[tuple[str, ...]]]:
	"""Columns of which the database allows each combination once, by record type."""
	statistics = frappe.qb.Table("STATISTICS", schema="information_schema")
	query = frappe.qb.from_(statistics).select(statistics.TABLE_NAME, statistics.INDEX_NAME, statistics.COLUMN_NAME)
	query = query.where(
		(statistics.TABLE_SCHEMA.isin([frappe.conf.db_name])) & (statistics.NON_UNIQUE == 0) & (statistics.INDEX_NAME != "PRIMARY")
	)
	columns: dict[tuple[str, str], list[str]] = defaultdict(list)
	for table, index, column in query.orderby(statistics.SEQ_IN_INDEX).run():
		if table.removeprefix("tab") in doctypes:
			columns[(table.removeprefix("tab"), index)].append(column)
	found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
	for (doctype, _index), names in columns.items():
		found[doctype].append(tuple(names))
	return found


def _chunks(names: list[str]) -> Iterator[list[str]]:
	for start in range(0, len(names), CHUNK):
		yield names[start : start + CHUNK]
