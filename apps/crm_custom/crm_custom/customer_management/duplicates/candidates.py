"""Finds the few customers that one customer may be the same as: by its keys, then compared one by one (R-049, R-050)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import frappe
from pypika.terms import ValueWrapper

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
	return find_likely_to_each({except_for or "": facts}, least)[except_for or ""]


def find_likely_to_each(customers: Mapping[str, Facts], least: int) -> dict[str, list[Likely]]:
	"""The same for several customers, given by code, in two statements for all of them."""
	probes = {name: build_probes(facts) for name, facts in customers.items()}
	holders = _holders(sorted(set().union(*probes.values())))
	found = {name: set().union(*(holders.get(key, ()) for key in keys_of)) - {name} for name, keys_of in probes.items()}
	others = keys.facts_of(set().union(*found.values()))
	return {name: _compare(facts, [others[other] for other in found[name] & others.keys()], least) for name, facts in customers.items()}


def _compare(facts: Facts, others: list[Facts], least: int) -> list[Likely]:
	compared = [Likely(other.code, compare(facts, other)) for other in others]
	likely = [one for one in compared if one.likeness.score >= least]
	return sorted(likely, key=lambda one: (-one.likeness.score, one.customer))


def _holders(probes: list[Key]) -> dict[Key, set[str]]:
	"""Who has each key; one statement, each part of it is answered by the index and bounded."""
	table = frappe.qb.DocType(keys.KEY_TABLE)
	parts = (
		frappe.qb.from_(table)
		.select(ValueWrapper(number, "probe"), table.customer)
		.where((table.kind == kind) & (table.value == value))
		.limit(MOST_PER_KEY.get(kind, MOST_PER_OTHER_KEY))
		for number, (kind, value) in enumerate(probes)
	)
	holders: dict[Key, set[str]] = defaultdict(set)
	for number, customer in ask_all(parts, "probe", "customer"):
		holders[probes[number]].add(customer)
	return holders
