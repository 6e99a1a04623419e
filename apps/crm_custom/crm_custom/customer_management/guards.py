"""What every save of a customer is checked for and completed with (domain 3.1). Called by the controller; raises the refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cast, cint, flt, get_fullname

from crm_custom.base_data.organisation import department_of
from crm_custom.base_data.regions import dial_code_of
from crm_custom.base_data.rules.dictionary_values import to_dial_code
from crm_custom.base_data.rules.text import plain_text
from crm_custom.base_data.settings import get_setting
from crm_custom.base_data.staff import is_customer_manager
from crm_custom.customer_management import register
from crm_custom.customer_management.refusals import (
	ContactNumberMissingError,
	CustomerManagerError,
	CustomerNotNormalError,
	CustomerStatusError,
	DuplicateCustomerError,
	IndividualsNotAllowedError,
	OwnerChangeError,
	ParentCycleError,
)
from crm_custom.customer_management.rules import customer as rules
from crm_custom.customer_management.rules.phone import tidy_number, to_phone_key
from crm_custom.exceptions import SystemFieldError, refuse
from crm_custom.permissions import roles, scope
from crm_custom.violation import Violation

#: fields shown as names and titles, in which markup has no business
PLAIN_FIELDS = ("customer_name", "short_name", "legal_representative", "province", "city", "bank", "shipping_warehouse")
#: who may give a customer to somebody else
MAY_CHANGE_OWNER = frozenset({roles.SYSTEM_MANAGER, roles.SALES_SUPERVISOR, roles.SALES_BACK_OFFICE})


def check_status(customer: Document) -> None:
	"""Only services change the status, and only a Normal customer is edited (R-032). Raises CustomerStatusError, CustomerNotNormalError."""
	before = customer.get_doc_before_save()
	status = before.status if before else rules.NORMAL
	customer.status = customer.status or status
	if customer.flags.is_system_change:
		return
	if customer.status != status:
		refuse(CustomerStatusError)
	if status != rules.NORMAL:
		refuse(CustomerNotNormalError, customer=customer.customer_name, status=_(status))


def check_system_fields(customer: Document) -> None:
	"""Nobody sets by hand what the system keeps. Raises SystemFieldError."""
	before = customer.get_doc_before_save()
	for field in rules.FOLLOWING_FIELDS:
		customer.set(field, before.get(field) if before else None)
	if customer.flags.is_system_change:
		return
	for field in rules.SYSTEM_FIELDS:
		meta = customer.meta.get_field(field)
		was = before.get(field) if before else None
		if cast(meta.fieldtype, was) != cast(meta.fieldtype, customer.get(field)):
			refuse(SystemFieldError, field=_(meta.label))


def tidy(customer: Document) -> None:
	"""Names without markup, codes in their compact form. Raises CreditCodeInvalidError, DialCodeError."""
	for field in PLAIN_FIELDS:
		customer.set(field, plain_text(customer.get(field)))
	customer.name_key = rules.to_name_key(customer.customer_name)
	_apply(lambda: customer.set("unified_social_credit_code", rules.to_credit_code(customer.unified_social_credit_code)))
	_apply(lambda: customer.set("dial_code", to_dial_code(customer.dial_code)))
	customer.dial_code = customer.dial_code or dial_code_of(customer.region)


def check_values(customer: Document) -> None:
	"""Kind, scores and discount. Raises IndividualsNotAllowedError, ScoreOutOfRangeError, DiscountOutOfRangeError."""
	if customer.customer_kind == "Individual" and customer.has_value_changed("customer_kind"):
		if not get_setting("allow_individuals"):
			refuse(IndividualsNotAllowedError)
	for field in ("satisfaction", "credit"):
		_apply(lambda field=field: rules.validate_score(field, cint(customer.get(field))), customer)
	_apply(lambda: rules.validate_discount(flt(customer.discount)))


def check_numbers(customer: Document) -> None:
	"""At least one number, each well written and nobody else's (R-048 to R-050). Sets the keys.

	Raises ContactNumberMissingError, PhoneInvalidError, DuplicateCustomerError.
	"""
	for field in ("phone", "mobile"):
		written = customer.get(field)
		area_code = (customer.area_code or "") if field == "phone" else ""
		key = _apply(lambda: to_phone_key(written, area_code), customer, field=field)  # noqa: B023 (called at once)
		customer.set(field, tidy_number(written))
		customer.set(f"{field}_key", key if customer.status != rules.DELETED else None)
	if not (customer.phone or customer.mobile or customer.flags.ignore_mandatory):
		refuse(ContactNumberMissingError)
	if customer.has_value_changed("phone_key") or customer.has_value_changed("mobile_key"):
		_check_numbers_are_free(customer)


def _check_numbers_are_free(customer: Document) -> None:
	keys = [key for key in (customer.phone_key, customer.mobile_key) if key]
	if not keys:
		return
	if not customer.flags.holds_register:
		register.lock_register()
	taken = register.find_by_numbers(keys, except_for=customer.name)
	if taken:
		refuse_duplicate(*taken)


def refuse_duplicate(name: str, number: str) -> None:
	"""Raise DuplicateCustomerError: it names the owner to everybody, the customer only to those who may read it (R-050, R-093)."""
	found = frappe.db.get_value("Customer", name, ["customer_name", "customer_manager"], as_dict=True, for_update=True)
	# asked without loading the record, which may be younger than this transaction
	is_readable = frappe.has_permission("Customer", "read") and scope.includes("Customer", name)
	refuse(
		DuplicateCustomerError,
		number=number,
		customer=f"{found.customer_name} ({name})" if is_readable else _("another customer"),
		manager=get_fullname(found.customer_manager),
	)


def check_owner(customer: Document) -> None:
	"""The customer manager is an enabled one (R-035) and the department is theirs (R-051).

	Only a supervisor gives customers to others. Raises CustomerManagerError, OwnerChangeError.
	"""
	if not customer.customer_manager and is_customer_manager(frappe.session.user):
		customer.customer_manager = frappe.session.user
	if not customer.customer_manager:
		return
	if customer.has_value_changed("customer_manager") or customer.flags.is_manager_checked_again:
		if not is_customer_manager(customer.customer_manager):
			refuse(CustomerManagerError, user=get_fullname(customer.customer_manager))
		_check_may_give_away(customer)
	customer.department = department_of(customer.customer_manager)
	customer.manager_name = get_fullname(customer.customer_manager)


def _check_may_give_away(customer: Document) -> None:
	is_own_new = customer.is_new() and customer.customer_manager == frappe.session.user
	if customer.flags.is_system_change or is_own_new or MAY_CHANGE_OWNER & set(frappe.get_roles()):
		return
	refuse(OwnerChangeError)


def check_parent(customer: Document) -> None:
	"""A customer does not belong to itself, directly or through others. Raises ParentCycleError."""
	if not customer.parent_customer or not customer.has_value_changed("parent_customer"):
		return
	above = frappe.db.sql(
		"""with recursive above as (
			select name, parent_customer from `tabCustomer` where name = %(parent)s
			union select up.name, up.parent_customer from `tabCustomer` up join above on up.name = above.parent_customer
		) select name from above""",
		{"parent": customer.parent_customer},
		pluck=True,
	)
	if customer.name in above:
		refuse(ParentCycleError, parent=customer.parent_customer, customer=customer.customer_name)


def _apply(rule: Callable[[], Any], customer: Document | None = None, **facts: Any) -> Any:
	"""Run a rule; a violation becomes the refusal, with the label in place of the field's name."""
	try:
		return rule()
	except Violation as violation:
		field = violation.facts.get("field") or facts.get("field")
		refuse(violation, **({"field": _(customer.meta.get_label(field))} if customer and field else {}))
