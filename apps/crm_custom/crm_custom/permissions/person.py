"""Who is asking: the facts about a user that decide what they see. Loaded once per request, in three small queries.

Nothing is kept from one request to the next, so that a change of department, superior, head, share or assignment counts at once in
every process; roles and settings come from the framework's caches, which it clears for all processes when they are saved.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import frappe

from crm_custom.base_data import organisation
from crm_custom.permissions import roles
from crm_custom.permissions.granted import has_granted_beyond_matrix
from crm_custom.permissions.grants import Grants, grants_of

#: record types that make a role of the administrator's own a role of the CRM, when it gets a right on them
GRANTED = frozenset({"Customer", "Contact", "Sales Opportunity", "Development Plan", "Service", "Customer Order"})


@dataclass(frozen=True)
class Person:
	"""A user as the scope sees them: roles, own departments (with everything below), the people they lead, what they were given."""

	user: str
	roles: frozenset[str]
	departments: frozenset[str]
	team: frozenset[str]
	grants: Grants

	@property
	def is_reader_of_all(self) -> bool:
		"""Executives and administrators read every row."""
		return bool(self.roles & {roles.SYSTEM_MANAGER, roles.EXECUTIVE})

	@property
	def is_administrator(self) -> bool:
		return roles.SYSTEM_MANAGER in self.roles

	@property
	def is_supervisor(self) -> bool:
		return roles.SALES_SUPERVISOR in self.roles

	@property
	def is_customer_manager(self) -> bool:
		return roles.CUSTOMER_MANAGER in self.roles

	@property
	def belongs_to_crm(self) -> bool:
		return bool(self.roles & roles.CRM_ROLES) or self.has_role_of_administrator

	@property
	def is_onlooker(self) -> bool:
		"""Reads without having customers: finance, back office, readers, and roles that an administrator made. They go by department."""
		return self.belongs_to_crm and not (self.is_customer_manager or self.is_supervisor or self.is_reader_of_all)

	@cached_property
	def has_role_of_administrator(self) -> bool:
		"""A role that is not the product's, and that an administrator gave a right on the CRM's records."""
		return any(has_granted_beyond_matrix(doctype, "read", self.roles) for doctype in GRANTED - {"Contact"})

	def was_granted(self, doctype: str, right: str) -> bool:
		"""A role of this person got the right from an administrator, beyond what is shipped."""
		return has_granted_beyond_matrix(doctype, right, self.roles)


def get_person(user: str | None = None) -> Person:
	"""The facts about a user (default: who is logged in). A few small queries, once per request."""
	user = user or frappe.session.user
	if not hasattr(frappe.local, "crm_persons"):
		frappe.local.crm_persons = {}
	if user not in frappe.local.crm_persons:
		frappe.local.crm_persons[user] = _load(user)
	return frappe.local.crm_persons[user]


def forget_persons(doc: Any = None, method: str | None = None) -> None:
	"""Drop what was loaded in this request; called when a staff profile, a department, a share or an assignment changes."""
	frappe.local.crm_persons = {}


def _load(user: str) -> Person:
	departments, team = organisation.departments_and_team_of(user)
	return Person(user=user, roles=frozenset(frappe.get_roles(user)), departments=departments, team=team, grants=grants_of(user))
