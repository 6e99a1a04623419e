"""What a policy is made of: named rules, each a condition on the rows of the record's table. Knows no entity and no person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import frappe
from pypika.terms import Criterion, LiteralValue, Term

#: what a person does with a row: read it; change it; delete it or pass it on to others (what a share or an assignment does not give)
READ, CHANGE, DISPOSE = "read", "change", "dispose"


@dataclass(frozen=True)
class Rule:
	"""One reason why a person has a row: a code (worded in `wording.py`) and the rows; None means every row.

	A rule that is not in force for this person (by role or setting) is kept, so that it can be explained, and gives no row.
	"""

	code: str
	rows: Criterion | None
	is_in_force: bool = True


@dataclass(frozen=True)
class Follows:
	"""The row goes with another record (a contact with its customer): it is had by the rules of that record.

	`carry` turns a condition on the other table into one on this table.
	"""

	doctype: str
	rules: tuple[Rule | Follows, ...]
	carry: Callable[[Criterion | None], Criterion | None]


Rules = tuple[Rule | Follows, ...]


@dataclass(frozen=True)
class Reason:
	"""A rule as it is explained: `via` are the record types through which it applies ("Customer" for a contact), outermost first."""

	code: str
	via: tuple[str, ...]
	rows: Criterion | None
	is_in_force: bool


def rows_of(rules: Iterable[Rule | Follows]) -> Criterion | None:
	"""The rows that at least one rule in force gives; None means every row. What follows another record costs one subquery, not one per rule."""
	return any_of(*(_rows_of_one(rule) for rule in rules if not isinstance(rule, Rule) or rule.is_in_force))


def reasons_of(rules: Iterable[Rule | Follows], via: tuple[str, ...] = ()) -> Iterator[Reason]:
	"""Every rule by itself, also those that apply through another record."""
	for rule in rules:
		if isinstance(rule, Rule):
			yield Reason(rule.code, via, rule.rows, rule.is_in_force)
			continue
		for inner in reasons_of(rule.rules, (*via, rule.doctype)):
			yield Reason(inner.code, inner.via, rule.carry(inner.rows), inner.is_in_force)


def nothing() -> Criterion:
	"""A condition that no row fulfils."""
	return LiteralValue("1") == LiteralValue("0")


def any_of(*alternatives: Criterion | None) -> Criterion | None:
	"""At least one of them; an alternative without condition (None) makes it all rows, none at all makes it no row."""
	if any(alternative is None for alternative in alternatives):
		return None
	return Criterion.any(alternatives) if alternatives else nothing()


def is_in(field: Term, values: Iterable[str]) -> Criterion:
	"""The field has one of these values; none when there are no values. Values are escaped, per cent signs doubled as for a statement with parameters."""
	escaped = [LiteralValue(frappe.db.escape(value)) for value in sorted(values)]
	return field.isin(escaped) if escaped else nothing()


def through(link: Term, doctype: str, rows: Criterion | None) -> Criterion | None:
	"""The linked record is one of these rows."""
	if rows is None:
		return None
	table = frappe.qb.DocType(doctype)
	return link.isin(frappe.qb.from_(table).select(table.name).where(rows))


def _rows_of_one(rule: Rule | Follows) -> Criterion | None:
	return rule.rows if isinstance(rule, Rule) else rule.carry(rows_of(rule.rules))
