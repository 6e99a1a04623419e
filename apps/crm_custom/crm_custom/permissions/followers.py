"""Rows that hang on a record of the CRM (files, mails, comments, versions, tasks, …): they are seen exactly with that record.

A row that hangs on several records (a mail by its links, an appointment by its participants) is seen with any of them. A row that hangs
on none is the framework's business. The framework's own rules (a task is its owner's) hold besides. Child tables of the CRM's records
are followers too: the framework lets them be listed by themselves without asking for the rows of the parent.

To add a follower: a line in FOLLOWERS and its hooks (see README.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import frappe
from pypika.terms import Criterion

from crm_custom.permissions import scope
from crm_custom.permissions.rule import any_of, is_in, nothing, through


@dataclass(frozen=True)
class Links:
	"""A child table whose rows name further records."""

	child: str
	type_field: str
	name_field: str


@dataclass(frozen=True)
class Follower:
	"""Where a row says on what it hangs. `action` is what one must be allowed to do with the record to add such a row to it."""

	type_field: str | None
	name_field: str | None
	links: Links | None = None
	action: str = scope.READ
	#: followers on which this one may hang in turn: a file on a mail
	also: tuple[str, ...] = ()


_REFERENCE = ("reference_doctype", "reference_name")
_CHILD = Follower("parenttype", "parent", action=scope.CHANGE)

#: child tables of the CRM's own records
CHILD_TABLES = (
	"Contact Anniversary",
	"Contact Email",
	"Contact Phone",
	"Customer Order Item",
	"Development Plan Step",
	"Opportunity Assignment",
	"Opportunity Product",
	"Service Round",
	"Service Spare Part",
	"Work Handover Row",
)
FOLLOWERS: dict[str, Follower] = {
	"Access Log": Follower("export_from", "reference_document"),
	"Activity Log": Follower(*_REFERENCE),
	"Address": Follower(None, None, Links("Dynamic Link", "link_doctype", "link_name"), scope.CHANGE),
	"Comment": Follower(*_REFERENCE),
	"Communication": Follower(*_REFERENCE, Links("Communication Link", "link_doctype", "link_name")),
	"Communication Link": Follower("parenttype", "parent", also=("Communication",)),
	"DocShare": Follower("share_doctype", "share_name"),
	"Document Follow": Follower("ref_doctype", "ref_docname"),
	"Dynamic Link": Follower("parenttype", "parent", also=("Address",)),
	"Email Queue": Follower(
		*_REFERENCE,
	),
	"Energy Point Log": Follower(*_REFERENCE),
	"Event": Follower(None, None, Links("Event Participants", "reference_doctype", "reference_docname")),
	"Event Participants": Follower("parenttype", "parent", also=("Event",)),
	"File": Follower("attached_to_doctype", "attached_to_name", action=scope.CHANGE, also=("Communication", "Event", "ToDo")),
	"Milestone": Follower("reference_type", "reference_name"),
	"Notification Log": Follower("document_type", "document_name"),
	"Reminder": Follower("reminder_doctype", "reminder_docname"),
	"Tag Link": Follower("document_type", "document_name"),
	"ToDo": Follower("reference_type", "reference_name"),
	"Version": Follower("ref_doctype", "docname"),
	"View Log": Follower(*_REFERENCE),
	"Workflow Action": Follower(*_REFERENCE),
	**dict.fromkeys(CHILD_TABLES, _CHILD),
}


def is_guarded(doctype: str | None) -> bool:
	"""True for record types whose rows depend on the person: the scoped ones and their followers."""
	return doctype in scope.POLICIES or doctype in FOLLOWERS


def readable(doctype: str, user: str | None = None) -> Criterion | None:
	"""The rows of a scoped record type or of a follower that the user may see; None means all of them."""
	if doctype in scope.POLICIES:
		return scope.readable(doctype, user)
	follower = FOLLOWERS[doctype]
	rows = {target: readable(target, user) for target in (*scope.POLICIES, *follower.also)}
	if all(criterion is None for criterion in rows.values()):
		return None
	table = frappe.qb.DocType(doctype)
	hanging = [_hangs_on(table, follower, target, criterion) for target, criterion in rows.items()]
	return any_of(_hangs_on_nothing(table, follower, rows), *hanging)


def includes(doctype: str, name: str, user: str | None = None) -> bool:
	"""True when the stored row is among the rows of `readable`."""
	rows = readable(doctype, user)
	if rows is None:
		return True
	table = frappe.qb.DocType(doctype)
	return bool(frappe.qb.from_(table).select(table.name).where(is_in(table.name, {str(name)}) & rows).limit(1).run())


def may_hang(doc: Any, user: str | None = None) -> bool:
	"""Whether the user may add this row to the records that it names, as it stands in memory."""
	follower = FOLLOWERS[doc.doctype]
	return all(
		scope.includes(doctype, name, follower.action, user) or not frappe.db.exists(doctype, name)
		for doctype, name in named_records(doc)
		if doctype in scope.POLICIES and name
	)


def named_records(doc: Any) -> set[tuple[str | None, str | None]]:
	"""The records (type, name) on which a row in memory hangs."""
	follower = FOLLOWERS[doc.doctype]
	found = {(doc.get(follower.type_field), doc.get(follower.name_field))} if follower.type_field else set()
	if follower.links:
		rows = [child for child in doc.get_all_children() if child.doctype == follower.links.child]
		found |= {(row.get(follower.links.type_field), row.get(follower.links.name_field)) for row in rows}
	return found


def _hangs_on(table: Any, follower: Follower, target: str, rows: Criterion | None) -> Criterion:
	found = []
	if follower.type_field:
		found.append(_names(table[follower.type_field], table[follower.name_field], target, rows))
	if follower.links:
		found.append(table.name.isin(_linked(table, follower.links, {target}, rows)))
	return any_of(*found)


def _hangs_on_nothing(table: Any, follower: Follower, targets: dict) -> Criterion:
	free = None
	if follower.type_field:
		kind, name = table[follower.type_field], table[follower.name_field]
		free = kind.isnull() | name.isnull() | is_in(name, {""}) | is_in(kind, targets).negate()
	if follower.links:
		unlinked = table.name.notin(_linked(table, follower.links, targets, None))
		free = unlinked if free is None else free & unlinked
	return nothing() if free is None else free


def _linked(table: Any, links: Links, targets: Any, rows: Criterion | None) -> Any:
	child = frappe.qb.DocType(links.child)
	kind, name = child[links.type_field], child[links.name_field]
	query = frappe.qb.from_(child).select(child.parent).where(is_in(child.parenttype, {table._table_name.removeprefix("tab")}))
	if rows is None:
		return query.where(is_in(kind, targets))
	(target,) = targets
	return query.where(_names(kind, name, target, rows))


def _names(kind: Any, name: Any, target: str, rows: Criterion | None) -> Criterion:
	is_kind = is_in(kind, {target})
	return is_kind if rows is None else is_kind & through(name, target, rows)
