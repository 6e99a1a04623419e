"""Endpoints of customer management: check the permission, call a service, shape the answer."""

from __future__ import annotations

import frappe

from crm_custom.customer_management import ownership, services
from crm_custom.customer_management.refusals import DeletionRoleError, NotInTheCRMError
from crm_custom.exceptions import refuse
from crm_custom.permissions import roles, scope

MAY_DELETE = frozenset({roles.SYSTEM_MANAGER, roles.SALES_SUPERVISOR})


@frappe.whitelist(methods=["POST"])
def delete_customer(name: str, reason: str) -> None:
	"""Move a customer to the deleted ones. For the supervisor of the department; see services.delete_customer (R-054)."""
	_check_may_delete(name)
	services.delete_customer(name, reason)


@frappe.whitelist(methods=["POST"])
def restore_customer(name: str, customer_manager: str | None = None) -> None:
	"""Bring a deleted customer back. For the supervisor of the department; see services.restore_customer (R-055)."""
	_check_may_delete(name)
	services.restore_customer(name, customer_manager)


@frappe.whitelist(methods=["GET", "POST"])
def owner_of_customer(query: str) -> list[ownership.Owner]:
	"""Whose customer is it? For everybody in the CRM; see ownership.find_owners (R-093). Raises NotInTheCRMError, LookupTooShortError."""
	if not roles.CRM_ROLES & set(frappe.get_roles()):
		refuse(NotInTheCRMError)
	return ownership.find_owners(query)


def _check_may_delete(name: str) -> None:
	"""Raises DeletionRoleError unless the user supervises the customer's department."""
	if not MAY_DELETE & set(frappe.get_roles()) or not scope.includes("Customer", name, scope.CHANGE):
		refuse(DeletionRoleError)
