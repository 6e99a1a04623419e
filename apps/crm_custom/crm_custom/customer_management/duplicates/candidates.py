"""Finds the few customers that one customer may be the same as: by its keys, then compared one by one (R-049, R-050)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import frappe

from crm_custom.customer_management.duplicates import keys
from crm_custom.customer_management.duplicates.rules.keys import HEAD, Facts, Key, build_probes
from crm_custom.customer_management.duplicates.rules.likeness import Likeness, compare
from crm_custom.customer_management.duplicates.union import ask_all

#: how many customers of one key are looked at: a key that more have in common says little
MOST_PER_KEY = {HEAD: 200}
MOST_PER_OTHER_KEY = 50


@dataclass(frozen=True)
class Likely:
	"""A customer that may be the same, how likely, and why."""

	customer: str
	likeness: Likeness


def find_likely(facts: Facts, least: int, except_for: str | None = None) -> list[Likely]:
	"""Customers, not deleted, whose likeness to these facts is at least `least`, the likeliest first.

	For everybody in the CRM whatever the visibility: what of the customers is shown decides the caller (R-093). Two statements.
	"""
	found = _candidates(build_probes(facts)) - {except_for or ""}
	compared = [Likely(name, compare(facts, other)) for name, other in keys.facts_of(found).items()]
	likely = [one for one in compared if one.likeness.score >= least]
	return sorted(likely, key=lambda one: (-one.likeness.score, one.customer))


def _candidates(probes: Iterable[Key]) -> set[str]:
	"""One statement; each part of it is answered by the index and bounded."""
	table = frappe.qb.DocType(keys.KEY_TABLE)
	parts = (
		frappe.qb.from_(table)
		.select(table.customer)
		.where((table.kind == kind) & (table.value == value))
		.limit(MOST_PER_KEY.get(kind, MOST_PER_OTHER_KEY))
		for kind, value in sorted(probes)
	)
	return {customer for (customer,) in ask_all(parts, "customer")}
