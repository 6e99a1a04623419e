"""Keeps the table of keys true: for the customer that was saved, and for all of them when the way keys are made has changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import now

from crm_custom.background import Job, Run
from crm_custom.customer_management.duplicates.rules.keys import SOURCE_FIELDS, VERSION, Facts, Key, build_keys
from crm_custom.customer_management.register import number_keys_of
from crm_custom.customer_management.rules.customer import DELETED

KEY_TABLE = "Customer Key"
#: what leads to a customer from before a merge, as it was written
FORMER_FIELDS = (*(field for field in SOURCE_FIELDS if not field.endswith("_key")), "phone", "mobile", "area_code")
BATCH = 2000
_COLUMNS = ("name", "creation", "modified", "modified_by", "owner", "customer", "kind", "value")
#: version of the keys that every customer has; with the prefix under which uninstalling forgets what set-up has done
_STATE = "crm_custom_seeded:customer_keys"


def follow(customer: Document) -> bool:
	"""After a save: the keys are those of the customer as it is now. True when they could have changed."""
	watched = (*SOURCE_FIELDS, "status", "merged_into")
	if customer.get_doc_before_save() and not any(customer.has_value_changed(field) for field in watched):
		return False
	if is_new(customer):
		_insert((customer.name, *key) for key in build_keys(Facts.of(customer)))
	else:
		refresh([customer.name])
	return True


def is_new(customer: Document) -> bool:
	"""Whether the save that is under way brings the customer in: it has no keys and no pairs yet, nobody was merged into it."""
	return not customer.get_doc_before_save() and customer.status != DELETED


def refresh(customers: Iterable[str]) -> int:
	"""Bring the keys of these customers to their present data, a few statements for all of them; returns how many rows changed.

	Deleted customers have none. A customer keeps the keys of those that were merged into it, so that they lead to it.
	"""
	wanted = _wanted(sorted(set(customers)))
	if not wanted:
		return 0
	table = frappe.qb.DocType(KEY_TABLE)
	rows = frappe.qb.from_(table).select(table.name, table.customer, table.kind, table.value).where(table.customer.isin(list(wanted))).run()
	present = {(customer, kind, value): name for name, customer, kind, value in rows}
	needed = {(customer, *key) for customer, keys in wanted.items() for key in keys}
	if gone := [name for row, name in present.items() if row not in needed]:
		frappe.qb.from_(table).delete().where(table.name.isin(gone)).run()
	new = needed - set(present)
	_insert(new)
	return len(gone) + len(new)


def _insert(entries: Iterable[tuple[str, str, str]]) -> None:
	rows = [_row(*entry) for entry in sorted(entries)]
	if rows:
		frappe.db.bulk_insert(KEY_TABLE, _COLUMNS, rows, chunk_size=BATCH)


def forget(customer: str) -> None:
	"""A customer is erased from the database: its keys go first."""
	frappe.db.delete(KEY_TABLE, {"customer": customer})


def facts_of(customers: Iterable[str]) -> dict[str, Facts]:
	"""What is known of each of these customers, for comparing."""
	customer = frappe.qb.DocType("Customer")
	query = frappe.qb.from_(customer).select(*SOURCE_FIELDS).where(customer.name.isin(sorted(set(customers)) or [""]))
	return {row.name: Facts.of(row) for row in query.run(as_dict=True)}


def _wanted(customers: list[str]) -> dict[str, set[Key]]:
	if not customers:
		return {}
	customer = frappe.qb.DocType("Customer")
	query = frappe.qb.from_(customer).select(*FORMER_FIELDS, "phone_key", "mobile_key", "status", "merged_into")
	rows = query.where(customer.name.isin(customers) | customer.merged_into.isin(customers)).run(as_dict=True)
	wanted: dict[str, set[Key]] = {name: set() for name in customers}
	for row in rows:
		if row.status != DELETED and row.name in wanted:
			wanted[row.name] |= build_keys(Facts.of(row))
		elif row.merged_into in wanted:
			wanted[row.merged_into] |= _former_keys(row)
	for former, holder in _former_facts(
		{row.name: row.merged_into or row.name for row in rows if row.merged_into or row.status != DELETED}
	):
		if holder in wanted:
			wanted[holder] |= _former_keys(former)
	return wanted


def _former_facts(holders: dict[str, str]) -> list[tuple[dict[str, Any], str]]:
	"""What surviving customers were called and where they were reached before a merge gave them another's name or number."""
	if not holders:
		return []
	log = frappe.qb.DocType("Customer Merge")
	query = frappe.qb.from_(log).select(log.survivor, log.former).where(log.survivor.isin(sorted(holders)) & (log.state == "Merged"))
	return [(json.loads(former or "{}"), holders[survivor]) for survivor, former in query.run()]


def _former_keys(facts: Mapping[str, Any]) -> set[Key]:
	"""The numbers are those that are written: an absorbed customer holds its keys no more."""
	return set(build_keys(Facts.of({**facts, **number_keys_of(facts)})))


def _row(customer: str, kind: str, value: str) -> tuple[str, ...]:
	moment, user = now(), frappe.session.user
	return (frappe.generate_hash(length=20), moment, moment, user, user, customer, kind, value)


# all customers


def ensure_all() -> None:
	"""After install and migrate: every customer has the keys of this version. A small base at once, a large one by the hourly job."""
	if not is_complete() and _refill_batch("") is None:
		_note_complete()


def refill(run: Run) -> None:
	"""Every customer gets the keys of this version, in batches that are kept; done once per version, idle otherwise."""
	if is_complete() and not run.arguments.get("again"):
		return
	after, total = run.resume_point or "", frappe.db.count("Customer")
	while after is not None:
		done = _refill_batch(after)
		run.saw(BATCH)
		run.checkpoint(done)
		run.progress(frappe.db.count("Customer", {"name": ["<=", done]}) if done else total, total)
		after = done
	_note_complete()


REFILL = Job(
	code="customers.search_keys",
	title="Keys for finding customers",
	description="Makes the keys of all customers anew when an update changes how they are made; idle otherwise.",
	work=refill,
	cron="10 * * * *",
)


def is_complete() -> bool:
	"""Whether every customer has its keys: what is found through them is all there is."""
	return frappe.db.get_global(_STATE) == str(VERSION)


def _refill_batch(after: str) -> str | None:
	"""The customers behind this code, in the order of codes; answers the last one, None when there are no more."""
	customer = frappe.qb.DocType("Customer")
	names = frappe.qb.from_(customer).select(customer.name).where(customer.name > after).orderby(customer.name).limit(BATCH).run(pluck=True)
	refresh(names)
	return names[-1] if len(names) == BATCH else None


def _note_complete() -> None:
	frappe.db.set_global(_STATE, str(VERSION))
