"""The customers of a merge: loaded, checked, and as values to compare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import frappe
from frappe.model import no_value_fields
from frappe.model.document import Document

from crm_custom.customer_management.merge.refusals import MergeChoiceError, MergedAlreadyError, MergeStaleError, MergeStateError
from crm_custom.customer_management.merge.rules.proposal import TOGETHER, Side
from crm_custom.customer_management.rules.customer import DELETED, FOLLOWING_FIELDS, SYSTEM_FIELDS
from crm_custom.exceptions import refuse

MOST_SIDES = 5
#: kept by the system, or following another field
NOT_CHOSEN = frozenset(
	{
		*SYSTEM_FIELDS,
		*FOLLOWING_FIELDS,
		"status",
		"is_incomplete",
		"name_key",
		"phone_key",
		"mobile_key",
		"naming_series",
		"manager_name",
		"department",
	}
)


def check_choice(customers: Iterable[str], survivor: str | None = None) -> list[str]:
	"""The different codes, the surviving one first. Raises MergeChoiceError."""
	names = list(dict.fromkeys(str(name) for name in customers))
	if not 2 <= len(names) <= MOST_SIDES or (survivor and survivor not in names):
		refuse(MergeChoiceError, most=MOST_SIDES)
	return sorted(names, key=lambda name: name != survivor) if survivor else names


def load(customers: Iterable[str], seen: Mapping[str, str] | None = None) -> dict[str, Document]:
	"""The customers, locked in one order until the end of the transaction, in the order given.

	`seen` tells when each had been changed last when the person looked. Raises MergedAlreadyError, MergeStateError, MergeStaleError.
	"""
	customers = list(customers)
	locked = {name: frappe.get_doc("Customer", name, for_update=True) for name in sorted(customers)}
	for name, customer in locked.items():
		check_state(customer)
		if seen and str(seen.get(name)) != str(customer.modified):
			refuse(MergeStaleError, customer=customer.customer_name)
	return {name: locked[name] for name in customers}


def check_state(customer: Document) -> None:
	"""Raises MergedAlreadyError or MergeStateError for a customer that is no more."""
	if customer.merged_into:
		refuse(MergedAlreadyError, customer=customer.customer_name, survivor=customer.merged_into)
	if customer.status == DELETED:
		refuse(MergeStateError, customer=customer.customer_name)


def as_sides(customers: Iterable[Document]) -> list[Side]:
	"""The same as values."""
	return [Side(customer.name, customer.modified, customer.as_dict(no_default_fields=False)) for customer in customers]


def choosable_fields(customers: Iterable[Document], level: str = "write") -> list[Any]:
	"""Fields of which a person chooses the value: those that they may change, the administrator's own fields among them."""
	first = next(iter(customers))
	levels = set(first.get_permlevel_access(level)) | {0}
	return [
		field
		for field in first.meta.fields
		if field.fieldtype not in no_value_fields
		and field.fieldname not in NOT_CHOSEN
		and field.fieldname not in TOGETHER
		and field.permlevel in levels
		and not (field.read_only or field.hidden or field.get("is_virtual"))
	]


def remaining_fields(customers: Iterable[Document], chosen: Iterable[str]) -> list[Any]:
	"""Fields that the person does not choose, because of their rights or because nothing was said: the proposal holds for them."""
	known = set(chosen)
	first = next(iter(customers))
	return [
		field
		for field in first.meta.fields
		if field.fieldtype not in no_value_fields
		and field.fieldname not in known
		and field.fieldname not in NOT_CHOSEN
		and field.fieldname not in TOGETHER
		and not field.get("is_virtual")
	]
