"""The register of customers: which numbers and names are taken, also while somebody else is entering the same one (R-049, R-050).

Whoever adds a customer or changes a number first takes the register's lock and keeps it until the end of the transaction; reads under
the lock see what others have committed meanwhile. Unique indexes on the two keys stand behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import frappe

from crm_custom.customer_management.rules.customer import DELETED
from crm_custom.customer_management.rules.phone import to_phone_key
from crm_custom.violation import Violation

KEY_FIELDS = ("phone_key", "mobile_key")


def lock_register() -> None:
	"""Wait until no other transaction adds customers or changes their numbers; released at commit or rollback.

	The row that is locked is the one that describes the DocType: it always exists and is only ever read.
	"""
	frappe.db.get_value("DocType", "Customer", "name", for_update=True)


def find_by_numbers(keys: Iterable[str], except_for: str | None = None) -> tuple[str, str] | None:
	"""The customer that has one of these numbers and the number; None when they are free. Deleted customers keep none.

	Reads the latest committed state; to be called under the lock.
	"""
	for key in sorted(set(keys)):
		for field in KEY_FIELDS:
			found = frappe.db.get_value("Customer", {field: key}, "name", for_update=True)
			if found and found != except_for:
				return found, key
	return None


def find_by_name(name_key: str) -> str | None:
	"""The oldest customer, not deleted, with this name key; None when there is none. To be called under the lock."""
	return frappe.db.get_value("Customer", {"name_key": name_key, "status": ["!=", DELETED]}, "name", order_by="creation", for_update=True)


def number_keys_of(customer: Mapping[str, Any]) -> dict[str, str | None]:
	"""The keys of the numbers as they are written in a customer, whether it holds them or, deleted, no more."""

	def key_of(field: str, area_code: str) -> str | None:
		try:
			return to_phone_key(customer.get(field), area_code)
		except Violation:
			return None

	return {"phone_key": key_of("phone", customer.get("area_code") or ""), "mobile_key": key_of("mobile", "")}
