"""A version as the framework keeps it, taken apart into lines a person can read. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

CHANGED = "Changed"
ADDED = "Row added"
REMOVED = "Row removed"
#: what a row of a table has besides what people wrote
BOOKKEEPING = frozenset(
	{"name", "owner", "creation", "modified", "modified_by", "parent", "parentfield", "parenttype", "doctype", "docstatus", "idx"}
)


@dataclass(frozen=True)
class Difference:
	"""One value before and after. `table` and `row` (from 1) name the line of a table, when it is in one."""

	kind: str
	field: str
	before: Any = None
	after: Any = None
	table: str | None = None
	row: int | None = None


def differences(data: Mapping[str, Any]) -> Iterator[Difference]:
	"""What a version's data say, in their order; nothing for a version that only tells where a record came from."""
	for field, before, after in data.get("changed") or ():
		yield Difference(CHANGED, field, before, after)
	for table, row, _name, changes in data.get("row_changed") or ():
		yield from (Difference(CHANGED, field, before, after, table, row + 1) for field, before, after in changes)
	for table, values in data.get("added") or ():
		yield from _row(ADDED, table, values)
	for table, values in data.get("removed") or ():
		yield from _row(REMOVED, table, values)


def _row(kind: str, table: str, values: Any) -> Iterator[Difference]:
	if not isinstance(values, Mapping):  # older versions kept the bare name
		yield Difference(kind, table, None if kind == ADDED else values, values if kind == ADDED else None, table)
		return
	for field, value in values.items():
		if field in BOOKKEEPING or field.startswith("_") or value in (None, "", 0, 0.0):
			continue
		before, after = (None, value) if kind == ADDED else (value, None)
		yield Difference(kind, field, before, after, table, values.get("idx"))


def matches(difference: Difference, field: str | None = None, text: str | None = None) -> bool:
	"""Whether a difference is of this field (or table) and has this text before or after; case does not matter."""
	if field and field not in (difference.field, difference.table):
		return False
	if not text:
		return True
	return any(text.casefold() in str(value).casefold() for value in (difference.before, difference.after) if value is not None)
