"""Endpoints about duplicates: check the permission, call, shape the answer."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from crm_custom.customer_management.duplicates import pairs, scan, search, warning
from crm_custom.customer_management.duplicates.refusals import DuplicateDecisionError, DuplicateScanRoleError
from crm_custom.customer_management.duplicates.rules.keys import Facts
from crm_custom.customer_management.refusals import NotInTheCRMError
from crm_custom.customer_management.register import number_keys_of
from crm_custom.exceptions import refuse
from crm_custom.lifecycle.many import do_for_each
from crm_custom.permissions import roles, scope

MAY_DECIDE = frozenset({roles.SYSTEM_MANAGER, roles.SALES_SUPERVISOR})
MOST_FOUND = 500


@frappe.whitelist(methods=["GET", "POST"])
def likely_duplicates(
	customer_name: str,
	name: str | None = None,
	short_name: str | None = None,
	customer_kind: str | None = None,
	phone: str | None = None,
	mobile: str | None = None,
	area_code: str | None = None,
	email: str | None = None,
	website: str | None = None,
	unified_social_credit_code: str | None = None,
) -> list[dict[str, Any]]:
	"""Customers that may be the one that is being entered, whoever's they are: name, code, owner, state (R-049, R-050, R-093).

	`name` is the customer itself when it exists already. For everybody in the CRM. Raises NotInTheCRMError.
	"""
	_check_in_the_crm()
	entered = {
		"customer_name": customer_name,
		"short_name": short_name,
		"customer_kind": customer_kind,
		"email": email,
		"website": website,
		"unified_social_credit_code": (unified_social_credit_code or "").strip().upper(),
		**number_keys_of({"phone": phone, "mobile": mobile, "area_code": area_code}),
	}
	shown = warning.warnings_for(Facts.of(entered), except_for=name)
	return [{**one, "reasons": [_(reason) for reason in one["reasons"]], "status": _(one["status"])} for one in shown]


@frappe.whitelist(methods=["GET", "POST"])
def find_customers(text: str) -> list[str]:
	"""Codes of the customers, among those the person may read, that stand under these words; see search.find_codes."""
	if not frappe.has_permission("Customer", "read"):
		refuse(NotInTheCRMError)
	found = search.find_codes(text)
	permitted = frappe.get_list("Customer", filters={"name": ["in", found]}, pluck="name", limit_page_length=MOST_FOUND) if found else []
	return [name for name in found if name in set(permitted)]


@frappe.whitelist(methods=["POST"])
def not_a_duplicate(name: str, remark: str | None = None) -> None:
	"""They are two customers; see pairs.set_not_a_duplicate. For the supervisor of both, and the administrator."""
	_check_may_decide(name)
	pairs.set_not_a_duplicate(name, remark)


@frappe.whitelist(methods=["POST"])
def not_duplicates(names: list[str] | str, remark: str | None = None) -> list[dict[str, Any]]:
	"""The same for several pairs of a list; one line of result each."""

	def decide(name: str) -> frappe._dict:
		not_a_duplicate(name, remark)
		return frappe._dict(status=pairs.NOT_A_DUPLICATE)

	return do_for_each(names, decide)


@frappe.whitelist(methods=["POST"])
def reopen(name: str) -> None:
	"""The pair is on the list again; see pairs.reopen. For the supervisor of both, and the administrator."""
	_check_may_decide(name)
	pairs.reopen(name)


@frappe.whitelist(methods=["POST"])
def scan_all() -> None:
	"""Search the whole base for duplicates, in the background. For administrators. Raises DuplicateScanRoleError, JobRunningError."""
	if roles.SYSTEM_MANAGER not in frappe.get_roles():
		refuse(DuplicateScanRoleError)
	scan.start()


def _check_in_the_crm() -> None:
	if not roles.CRM_ROLES & set(frappe.get_roles()):
		refuse(NotInTheCRMError)


def _check_may_decide(name: str) -> None:
	if not MAY_DECIDE & set(frappe.get_roles()) or not scope.includes(pairs.PAIR, name, scope.DISPOSE):
		refuse(DuplicateDecisionError)
