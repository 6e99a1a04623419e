"""What happens to keys and pairs when a customer is saved or erased."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
from frappe.model.document import Document

from crm_custom.customer_management.duplicates import keys, pairs


def after_save(customer: Document) -> None:
	"""The keys follow the customer's data, and likely duplicates go onto the list. Never a refusal (R-049)."""
	if not keys.follow(customer) or customer.flags.in_merge:
		return
	waiting = frappe.flags.crm_entered_together
	if waiting is not None and keys.is_new(customer):
		waiting.add(customer.name)
	else:
		pairs.follow(customer)


@contextmanager
def entered_together() -> Iterator[None]:
	"""New customers saved in this block are compared at its end, all at once: for whoever enters many in one transaction.

	Those whose save was taken back meanwhile are left out; when the block fails nobody is compared.
	"""
	waiting: set[str] = set()
	frappe.flags.crm_entered_together = waiting
	try:
		yield
	finally:
		frappe.flags.crm_entered_together = None
	if waiting:
		pairs.follow_entered(waiting)


def before_erasure(customer: Document) -> None:
	"""Nothing of the product's own bookkeeping stands in the way of erasing a customer."""
	keys.forget(customer.name)
	pairs.forget(customer.name)
