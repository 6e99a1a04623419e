"""The history of who looked after a customer: append-only, one row per change (domain 3.8, R-095)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import frappe
from frappe.utils import now_datetime

DOCTYPE = "Customer Ownership Log"
COLUMNS = (
	"name",
	"creation",
	"modified",
	"owner",
	"modified_by",
	"customer",
	"customer_name",
	"from_user",
	"to_user",
	"changed_at",
	"changed_by",
	"why",
	"remark",
	"handover",
)
ENTERED, BY_HAND, RESTORED, HANDOVER, HANDOVER_UNDONE = "Entered", "Changed by hand", "Restored", "Handover", "Handover undone"


@dataclass(frozen=True)
class Change:
	"""From whom to whom, why, when and by whom; `None` as from or to means nobody."""

	from_user: str | None
	to_user: str | None
	why: str
	changed_by: str
	changed_at: datetime
	remark: str | None = None
	handover: str | None = None


def append(change: Change, customers: Sequence[tuple[str, str]]) -> None:
	"""One row for each customer (name, customer name). One statement for thousands; the caller has changed the customers."""
	if customers:
		frappe.db.bulk_insert(DOCTYPE, list(COLUMNS), [_row(change, *customer) for customer in customers])


def note_change(customer: Any, method: str | None = None) -> None:
	"""A customer was saved: when it has another manager than before, there is a row. `flags.why_owner` tells why."""
	before = customer.get_doc_before_save()
	former = before.customer_manager if before else None
	if former == customer.customer_manager:
		return
	why = customer.flags.why_owner or (BY_HAND if before else ENTERED)
	change = Change(former, customer.customer_manager, why, frappe.session.user, now_datetime())
	append(change, [(customer.name, customer.customer_name)])


def forget(customer: Any, method: str | None = None) -> None:
	"""A customer to which nothing refers is erased for good: its history goes with it."""
	frappe.db.delete(DOCTYPE, {"customer": customer.name})


def _row(change: Change, customer: str, customer_name: str) -> tuple[Any, ...]:
	at, by = change.changed_at, change.changed_by
	facts = (customer, customer_name, change.from_user, change.to_user, at, by, change.why, change.remark, change.handover)
	return (frappe.generate_hash(length=14), at, at, by, by, *facts)
