"""Use cases of customers. Each is one transaction of its caller and never commits."""

from __future__ import annotations

from dataclasses import dataclass, fields

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from crm_custom.base_data.rules.text import plain_text
from crm_custom.base_data.settings import get_setting
from crm_custom.customer_management import contact, ownership_log, register
from crm_custom.customer_management.refusals import (
	AlreadyDeletedError,
	CustomerFactsMissingError,
	CustomerJustEnteredError,
	DeletionReasonMissingError,
	MergedAwayError,
	NotDeletedError,
)
from crm_custom.customer_management.rules.customer import DELETED, NORMAL, to_name_key
from crm_custom.customer_management.rules.phone import to_phone_key
from crm_custom.exceptions import refuse
from crm_custom.violation import Violation

#: fields of a new customer that the settings propose when nothing else is known
DEFAULTS = {"region": "default_region", "grade": "default_grade", "source": "default_source", "industry": "default_industry"}


@dataclass(frozen=True, kw_only=True)
class NewCustomer:
	"""What is known about somebody who becomes a customer; the field names are those of Customer.

	`contact_name` makes the first contact. `prospect_doctype` and `prospect_name` name the record to which contacts were linked
	while there was no customer (R-064): they become contacts of the customer.
	"""

	customer_name: str
	customer_manager: str
	contact_name: str | None = None
	phone: str | None = None
	mobile: str | None = None
	email: str | None = None
	customer_kind: str | None = None
	region: str | None = None
	grade: str | None = None
	source: str | None = None
	industry: str | None = None
	category: str | None = None
	address: str | None = None
	country: str | None = None
	province: str | None = None
	city: str | None = None
	area_code: str | None = None
	needs: str | None = None
	department: str | None = None
	prospect_doctype: str | None = None
	prospect_name: str | None = None


#: facts that are not fields of Customer; the department follows the customer manager
NOT_FIELDS = frozenset({"contact_name", "department", "prospect_doctype", "prospect_name"})


def find_or_create_customer(facts: NewCustomer) -> tuple[str, bool]:
	"""The customer whom the facts describe: the existing one, or a new one with its contact; True when it was made now.

	Existing means not deleted and the same telephone number, else exactly the same name (without case, width and punctuation).
	Two calls at once make one customer: the second waits for the first one's transaction, and is asked to do it again, because its own
	transaction began before that customer was there. Work of the system on behalf of `customer_manager`; the caller has checked that the
	user may do it. A customer for whom mandatory data is missing is marked "to complete". (R-013, D-08)
	Raises CustomerFactsMissingError, CustomerManagerError, PhoneInvalidError, CustomerJustEnteredError.
	"""
	name = plain_text(facts.customer_name)
	if not name:
		refuse(CustomerFactsMissingError)
	register.lock_register()
	existing = _find_existing(facts, name)
	customer = existing or _create(facts, name)
	if facts.contact_name:
		contact.ensure_contact(customer, facts.contact_name, phone=facts.phone, mobile=facts.mobile, email=facts.email)
	if facts.prospect_doctype and facts.prospect_name:
		contact.adopt_contacts(facts.prospect_doctype, facts.prospect_name, customer)
	return customer, existing is None


def delete_customer(name: str, reason: str) -> None:
	"""Move a customer to the deleted ones (R-054, D-11): it keeps its data and its manager, and frees its telephone numbers.

	For the sales supervisor of the department; api.py checks it. Raises DeletionReasonMissingError, AlreadyDeletedError.
	"""
	customer = frappe.get_doc("Customer", name, for_update=True)
	reason = plain_text(reason)
	if not reason:
		refuse(DeletionReasonMissingError)
	if customer.status == DELETED:
		refuse(AlreadyDeletedError, customer=customer.customer_name)
	customer.update(
		{
			"status": DELETED,
			"delete_reason": reason,
			"deleted_by": frappe.session.user,
			"deleted_at": now_datetime(),
		}
	)
	save_by_system(customer)


def restore_customer(name: str, customer_manager: str | None = None) -> None:
	"""Bring a deleted customer back to Normal and to its last manager, or to another one (R-055).

	For the sales supervisor of the department; api.py checks it. Raises NotDeletedError, DuplicateCustomerError when somebody else
	has its number by now, MergedAwayError, CustomerManagerError when its last manager is no longer one: then name another.
	"""
	customer = frappe.get_doc("Customer", name, for_update=True)
	if customer.status != DELETED:
		refuse(NotDeletedError, customer=customer.customer_name, status=_(customer.status))
	if customer.merged_into:
		refuse(MergedAwayError, customer=customer.customer_name, survivor=customer.merged_into)
	customer.update({"status": NORMAL, "delete_reason": None, "deleted_by": None, "deleted_at": None})
	if customer_manager:
		customer.customer_manager = customer_manager
	customer.flags.is_manager_checked_again = True
	customer.flags.why_owner = ownership_log.RESTORED
	save_by_system(customer)


def save_by_system(customer: Document) -> None:
	"""Save what a service changed: status and system fields may change, missing mandatory data does not stand in the way."""
	customer.flags.is_system_change = True
	customer.flags.ignore_mandatory = True
	customer.save()


def _find_existing(facts: NewCustomer, name: str) -> str | None:
	keys = filter(None, (_to_key(facts.phone, facts.area_code), _to_key(facts.mobile)))
	found = register.find_by_numbers(keys)
	existing = found[0] if found else register.find_by_name(to_name_key(name))
	if existing and not frappe.db.exists("Customer", existing):
		# found by a read of the latest state, but younger than this transaction: no link to it would be valid
		refuse(CustomerJustEnteredError, customer=name)
	return existing


def _to_key(number: str | None, area_code: str | None = None) -> str | None:
	"""None also for a number that is badly written: the customer's own check words the refusal."""
	try:
		return to_phone_key(number, area_code or "")
	except Violation:
		return None


def _create(facts: NewCustomer, name: str) -> str:
	known = {field.name: getattr(facts, field.name) for field in fields(facts) if field.name not in NOT_FIELDS}
	proposed = {field: get_setting(setting) for field, setting in DEFAULTS.items() if not known[field]}
	values = {field: value for field, value in {**known, **proposed, "customer_name": name}.items() if value}
	customer = frappe.get_doc({"doctype": "Customer", **values})
	customer.flags.is_system_change = True
	# an opportunity does not know region, grade and address: they are asked for at the first edit
	customer.flags.ignore_mandatory = True
	# system work: whoever finishes an opportunity has the right to that, not to create customers for the assignee
	customer.insert(ignore_permissions=True)
	return customer.name
