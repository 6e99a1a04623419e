"""What others gave a person record by record: shares (DocShare) and open assignments (ToDo) (R-086, D-07).

They are loaded with the person in one query. A person with very many of them gets subqueries instead of lists of names.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import frappe
from frappe.query_builder import Query
from pypika.terms import Criterion, LiteralValue

from crm_custom.permissions.rule import is_in, nothing

SHARED, SHARED_WITH_WRITE, ASSIGNED = "shared", "shared_with_write", "assigned"
#: so many names go into a statement; a list is found by its key where a subquery makes the database read the whole table
MOST_NAMES = 500


@dataclass(frozen=True)
class Grants:
	"""Names per record type and kind; `user` for those who have too many of them."""

	user: str
	names: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
	has_too_many: bool = False

	def rows(self, doctype: str, kind: str) -> Criterion:
		"""The records of this type that this person was given in this way."""
		table = frappe.qb.DocType(doctype)
		if self.has_too_many:
			return table.name.isin(_query(self.user, kind, doctype))
		names = self.names.get((doctype, kind))
		return is_in(table.name, names) if names else nothing()


def grants_of(user: str) -> Grants:
	"""All grants of a user, in one query."""
	parts = [_query(user, kind) for kind in (SHARED, SHARED_WITH_WRITE, ASSIGNED)]
	given = (parts[0] + parts[1] + parts[2]).as_("given")
	found = frappe.qb.from_(given).select(given.kind, given.type_of, given.name_of).limit(MOST_NAMES + 1).run()
	names: dict[tuple[str, str], set[str]] = defaultdict(set)
	for kind, doctype, name in found:
		names[doctype, kind].add(name)
	return Grants(user, {key: frozenset(values) for key, values in names.items()}, len(found) > MOST_NAMES)


def _query(user: str, kind: str, doctype: str | None = None) -> Query:
	"""Names of one record type, or of all types with kind and type."""
	me = LiteralValue(frappe.db.escape(user))
	if kind == ASSIGNED:
		table = frappe.qb.DocType("ToDo")
		type_of, name_of = table.reference_type, table.reference_name
		given = (table.allocated_to == me) & (table.status == LiteralValue("'Open'"))
	else:
		table = frappe.qb.DocType("DocShare")
		type_of, name_of = table.share_doctype, table.share_name
		right = table.write if kind == SHARED_WITH_WRITE else table.read
		given = ((table.user == me) | (table.everyone == LiteralValue("1"))) & (right == LiteralValue("1"))
	query = frappe.qb.from_(table).where(given)
	if doctype:
		return query.select(name_of).where(is_in(type_of, {doctype}))
	typed = (LiteralValue(f"'{kind}'").as_("kind"), type_of.as_("type_of"), name_of.as_("name_of"))
	return query.where(name_of.isnotnull()).select(*typed)
