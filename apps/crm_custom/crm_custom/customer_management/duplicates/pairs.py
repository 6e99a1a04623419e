"""The list of likely duplicates: who goes onto it, and what a supervisor decides about a pair (R-049)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import now, now_datetime

from crm_custom.base_data.rules.text import plain_text
from crm_custom.customer_management.duplicates import candidates, keys
from crm_custom.customer_management.duplicates.candidates import Likely
from crm_custom.customer_management.duplicates.refusals import PairDecidedError
from crm_custom.customer_management.duplicates.rules.keys import Facts
from crm_custom.customer_management.duplicates.rules.likeness import LIST, TELL, Likeness
from crm_custom.customer_management.rules.customer import DELETED
from crm_custom.exceptions import refuse

PAIR = "Duplicate Pair"
OPEN, NOT_A_DUPLICATE, MERGED = "Undecided", "Not a duplicate", "Merged"
#: what the browser sends with a new customer: the codes that the person was shown before saving
SHOWN = "__duplicates_shown"
#: pairs that one save puts on the list; a name that more have is better found by looking at the list
MOST_AT_ENTRY = 10
_COLUMNS = (
	*("name", "creation", "modified", "modified_by", "owner", "title", "state", "score", "reasons"),
	*("customer", "other_customer", "customer_manager", "other_manager", "entered_by", "was_warned"),
)

Pair = tuple[str, str]


def follow(customer: Document) -> None:
	"""After a save that changed keys: its pairs are those of its present data, and who entered it all the same is noted.

	Never a refusal: a likely duplicate is a hint, from whichever door it comes (form, import, REST).
	"""
	if customer.status == DELETED:
		drop_open([customer.name])
		return
	if keys.is_new(customer):
		_follow_entered({customer.name: Facts.of(customer)}, shown=customer.get(SHOWN) or ())
		return
	found = _first_pairs(customer.name, candidates.find_likely(Facts.of(customer), LIST, except_for=customer.name))
	_drop_settled(customer.name, found)
	record(found)


def follow_entered(customers: Iterable[str]) -> None:
	"""The same for many customers that the user has just entered, at the end of the transaction; four statements for all of them."""
	_follow_entered(keys.facts_of(customers))


def _follow_entered(entered: Mapping[str, Facts], shown: Iterable[str] = ()) -> None:
	found: dict[Pair, Likeness] = {}
	for customer, likely in candidates.find_likely_to_each(entered, TELL).items():
		found |= _first_pairs(customer, likely)
	record(found, entered_by=frappe.session.user, shown=shown)


def _first_pairs(customer: str, likely: list[Likely]) -> dict[Pair, Likeness]:
	return {_pair(customer, one.customer): one.likeness for one in likely[:MOST_AT_ENTRY]}


def record(found: Mapping[Pair, Likeness], entered_by: str | None = None, shown: Iterable[str] = ()) -> int:
	"""Put pairs on the list; returns how many are new. Those on it keep their decision, open ones get the present score and reasons."""
	if not found:
		return 0
	known = _known(found)
	for pair, row in known.items():
		likeness = found[pair]
		if row.state == OPEN and (row.score, row.reasons) != (likeness.score, _words(likeness)):
			frappe.db.set_value(PAIR, row.name, {"score": likeness.score, "reasons": _words(likeness)})
	new = [pair for pair in found if pair not in known]
	if new:
		_insert({pair: found[pair] for pair in new}, entered_by, set(shown))
	return len(new)


def set_not_a_duplicate(name: str, remark: str | None = None) -> None:
	"""They are two customers: the pair leaves the list and never comes back by itself. Raises PairDecidedError when it is merged."""
	_decide(name, NOT_A_DUPLICATE, remark)


def reopen(name: str) -> None:
	"""The decision was wrong: the pair is on the list again. Raises PairDecidedError when it is merged."""
	_decide(name, OPEN, None)


def set_merged(customers: Iterable[str], merge: str) -> None:
	"""The pairs among merged customers are settled; open ones of the absorbed with others go, they come back for the survivor."""
	table = frappe.qb.DocType(PAIR)
	names = sorted(customers)
	frappe.qb.update(table).set(table.state, MERGED).set(table.merge, merge).set(table.decided_by, frappe.session.user).set(
		table.decided_at, now_datetime()
	).where(table.customer.isin(names) & table.other_customer.isin(names)).run()


def set_unmerged(merge: str) -> None:
	"""A merge was undone: its pairs are open again."""
	table = frappe.qb.DocType(PAIR)
	frappe.qb.update(table).set(table.state, OPEN).set(table.merge, None).set(table.decided_by, None).set(table.decided_at, None).where(
		table.merge == merge
	).run()


def drop_open(customers: Iterable[str]) -> None:
	"""Customers that are no more have no open pairs; decisions stay remembered."""
	table = frappe.qb.DocType(PAIR)
	names = sorted(customers)
	either = table.customer.isin(names) | table.other_customer.isin(names)
	frappe.qb.from_(table).delete().where(either & (table.state == OPEN)).run()


def forget(customer: str) -> None:
	"""A customer is erased from the database: its pairs go first."""
	table = frappe.qb.DocType(PAIR)
	frappe.qb.from_(table).delete().where((table.customer == customer) | (table.other_customer == customer)).run()


def refresh(customer: str) -> None:
	"""The open pairs of a customer anew, after a merge or its undoing."""
	facts = keys.facts_of([customer]).get(customer)
	if facts:
		found = {_pair(customer, one.customer): one.likeness for one in candidates.find_likely(facts, LIST, except_for=customer)}
		_drop_settled(customer, found)
		record(found)


def _pair(one: str, other: str) -> Pair:
	return (one, other) if one < other else (other, one)


def _words(likeness: Likeness) -> str:
	"""English, one reason per line; the Desk shows each in the reader's language."""
	return "\n".join(likeness.reasons)


def _known(found: Iterable[Pair]) -> dict[Pair, frappe._dict]:
	table = frappe.qb.DocType(PAIR)
	customers = sorted({name for pair in found for name in pair})
	query = frappe.qb.from_(table).select(table.name, table.state, table.score, table.reasons, table.customer, table.other_customer)
	query = query.where(table.customer.isin(customers) & table.other_customer.isin(customers))
	rows = {(row.customer, row.other_customer): row for row in query.run(as_dict=True)}
	return {pair: row for pair, row in rows.items() if pair in found}


def _insert(found: Mapping[Pair, Likeness], entered_by: str | None, shown: set[str]) -> None:
	facts = _people(sorted({name for pair in found for name in pair}))
	moment, user = now(), frappe.session.user
	rows = []
	for pair, likeness in found.items():
		one, other = (facts[name] for name in pair)
		title = f"{one.customer_name} = {other.customer_name}?"
		rows.append(
			(
				*(frappe.generate_hash(length=12), moment, moment, user, user, title, OPEN, likeness.score, _words(likeness)),
				*(*pair, one.customer_manager, other.customer_manager, entered_by, int(bool(shown & set(pair)))),
			)
		)
	# somebody else may put the same pair on the list at this moment
	frappe.db.bulk_insert(PAIR, _COLUMNS, rows, ignore_duplicates=True)


def _people(customers: list[str]) -> dict[str, Any]:
	customer = frappe.qb.DocType("Customer")
	query = frappe.qb.from_(customer).select(customer.name, customer.customer_name, customer.customer_manager)
	return {row.name: row for row in query.where(customer.name.isin(customers)).run(as_dict=True)}


def _drop_settled(customer: str, found: Mapping[Pair, Likeness]) -> None:
	"""Open pairs whose reason is gone leave the list, unless somebody entered the customer in spite of a warning."""
	table = frappe.qb.DocType(PAIR)
	either = (table.customer == customer) | (table.other_customer == customer)
	query = frappe.qb.from_(table).select(table.name, table.customer, table.other_customer)
	rows = query.where(either & (table.state == OPEN) & table.entered_by.isnull()).run()
	gone = [name for name, one, other in rows if (one, other) not in found]
	if gone:
		frappe.qb.from_(table).delete().where(table.name.isin(gone)).run()


def _decide(name: str, state: str, remark: str | None) -> None:
	pair = frappe.get_doc(PAIR, name, for_update=True)
	if pair.state == MERGED:
		refuse(PairDecidedError)
	if pair.state == state:
		return
	decided = state != OPEN
	pair.update(
		{
			"state": state,
			"remark": plain_text(remark),
			"decided_by": frappe.session.user if decided else None,
			"decided_at": now_datetime() if decided else None,
		}
	)
	# the fields are the system's; who may decide is checked by the endpoint
	pair.save(ignore_permissions=True)
