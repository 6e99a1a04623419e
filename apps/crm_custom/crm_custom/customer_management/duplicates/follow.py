"""What happens to keys and pairs when a customer is saved or erased."""

from __future__ import annotations

from frappe.model.document import Document

from crm_custom.customer_management.duplicates import keys, pairs


def after_save(customer: Document) -> None:
	"""The keys follow the customer's data, and likely duplicates go onto the list. Never a refusal (R-049)."""
	if keys.follow(customer) and not customer.flags.in_merge:
		pairs.follow(customer)


def before_erasure(customer: Document) -> None:
	"""Nothing of the product's own bookkeeping stands in the way of erasing a customer."""
	keys.forget(customer.name)
	pairs.forget(customer.name)
