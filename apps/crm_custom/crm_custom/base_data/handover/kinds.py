"""What can be handed over. A feature declares its kinds as data and names them in the hook `handover_kinds`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import frappe
from pypika.terms import Criterion

HOOK = "handover_kinds"


@dataclass(frozen=True)
class Recipient:
	"""Who takes a record: user, full name, department of the staff profile."""

	user: str
	full_name: str
	department: str | None


@dataclass(frozen=True)
class Transfer:
	"""One batch: these records went from one person to another. `names` are rows of the kind's DocType."""

	handover: str
	from_user: str
	to: Recipient
	names: Sequence[str]
	by: str
	at: datetime
	remark: str
	is_undo: bool = False


@dataclass(frozen=True)
class Leader:
	"""The record with which this one goes: its name stands in `column`, its DocType in `doctype` or in another column."""

	column: str
	doctype: str | None = None
	doctype_column: str | None = None


@dataclass(frozen=True)
class Kind:
	"""One kind of record that people own.

	`which` is the condition on the table for what is handed over (None: everything of the owner); `values` are columns that change with
	the owner; `state_field` is put back when a handover is undone; `after` does the rest, set-based, for a batch. A child table shows its
	parent. `dimensions` names the columns for region, grade and department. A follower never goes without its leader.
	"""

	doctype: str
	label: str
	owner_field: str
	title_field: str
	which: Callable[[Any], Criterion] | None = None
	values: Callable[[Transfer], Mapping[str, Any]] = lambda transfer: {}
	after: Callable[[Transfer], None] | None = None
	leader: Leader | None = None
	is_follower: bool = False
	state_field: str | None = None
	dimensions: Mapping[str, str] = field(default_factory=dict)
	needs_customer_manager: bool = True

	@property
	def is_child_table(self) -> bool:
		return bool(frappe.get_meta(self.doctype).istable)

	def owned_by(self, table: Any, user: Any) -> Criterion:
		"""The rows that the user (or a column with users) owns and that a handover takes."""
		owned = table[self.owner_field] == user
		return owned & self.which(table) if self.which else owned


def all_kinds() -> tuple[Kind, ...]:
	"""Every kind, leaders before what goes with them: the order of the hook."""
	return tuple(kind for path in frappe.get_hooks(HOOK) for kind in frappe.get_attr(path))


def kind_of(doctype: str) -> Kind:
	"""The kind of a DocType. Raises KeyError when nothing of that kind is handed over."""
	return {kind.doctype: kind for kind in all_kinds()}[doctype]
