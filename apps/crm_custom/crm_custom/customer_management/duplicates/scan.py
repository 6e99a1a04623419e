"""Looks through the whole base for likely duplicates: key by key in the order of the index, so that memory stays flat (R-049)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, groupby

import frappe

from crm_custom.background import Job, Run, start_job
from crm_custom.customer_management.duplicates import keys, pairs
from crm_custom.customer_management.duplicates.rules.keys import CORE, CREDIT_CODE, DOMAIN, EMAIL, HEAD, NAME, PHONE, PINYIN, SHORT
from crm_custom.customer_management.duplicates.rules.likeness import LIST, Likeness, compare

#: kinds of keys that two of the same customer may have in common; what is found by one is looked at again by none
KINDS = (CREDIT_CODE, PHONE, EMAIL, NAME, CORE, SHORT, PINYIN, DOMAIN, HEAD)
#: rows of the index in one batch, and customers with one key from which on the key says nothing
ROWS, MOST_WITH_ONE_KEY = 5000, 60


def scan(run: Run) -> None:
	"""Every two customers that share a key are compared, and put on the list when they are alike enough. Safe to run again."""
	place, value = run.resume_point or (0, "")
	while place < len(KINDS):
		groups, value = _next_groups(KINDS[place], value)
		found = _compare_all(groups)
		run.saw(sum(len(group) for group in groups))
		run.changed(pairs.record(found))
		place, value = (place, value) if value is not None else (place + 1, "")
		run.checkpoint((place, value))
		run.progress(place, len(KINDS))


SCAN = Job(
	code="customers.duplicates",
	title="Search for duplicate customers",
	description="Compares customers that have a name, a number or a domain in common, and lists those that may be one.",
	work=scan,
	cron="30 1 * * *",
)


def start() -> None:
	"""Have a worker look through the whole base now. Raises JobRunningError when it is under way."""
	start_job(SCAN.code)


def _next_groups(kind: str, after: str) -> tuple[list[list[str]], str | None]:
	"""Customers that share a key of this kind, for the next keys in order; the last key, None when there are no more."""
	table = frappe.qb.DocType(keys.KEY_TABLE)
	query = frappe.qb.from_(table).select(table.value, table.customer).where((table.kind == kind) & (table.value > after))
	rows = query.orderby(table.value).orderby(table.customer).limit(ROWS).run()
	if len(rows) < ROWS:
		return list(_shared(rows)), None
	last = rows[-1][0]
	# the last key may go on in the next batch; one that fills a whole batch is far too common
	whole = [row for row in rows if row[0] != last]
	return list(_shared(whole)), whole[-1][0] if whole else last


def _shared(rows: list[tuple[str, str]]) -> Iterator[list[str]]:
	for _value, group in groupby(rows, key=lambda row: row[0].casefold()):
		customers = sorted({customer for _key, customer in group})
		if 1 < len(customers) <= MOST_WITH_ONE_KEY:
			yield customers


def _compare_all(groups: list[list[str]]) -> dict[pairs.Pair, Likeness]:
	facts = keys.facts_of({name for group in groups for name in group}) if groups else {}
	compared: dict[pairs.Pair, Likeness] = {}
	for group in groups:
		for pair in combinations(group, 2):
			if pair not in compared and pair[0] in facts and pair[1] in facts:
				compared[pair] = compare(facts[pair[0]], facts[pair[1]])
	return {pair: likeness for pair, likeness in compared.items() if likeness.score >= LIST}
