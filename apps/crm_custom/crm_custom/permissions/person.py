"""Who is asking: the facts about a user that decide what they see. Loaded once per request."""

from __future__ import annotations

from dataclasses import dataclass

import frappe

from crm_custom.base_data import organisation
from crm_custom.permissions import roles


@dataclass(frozen=True)
class Person:
	"""A user as the scope sees them: roles, own departments (with everything below) and the people they lead."""

	user: str
	roles: frozenset[str]
	departments: frozenset[str]
	team: frozenset[str]

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
		return bool(self.roles & roles.CRM_ROLES)


def get_person(user: str | None = None) -> Person:
	"""The facts about a user (default: who is logged in). A few small queries, once per request."""
	user = user or frappe.session.user
	if not hasattr(frappe.local, "crm_persons"):
		frappe.local.crm_persons = {}
	if user not in frappe.local.crm_persons:
		frappe.local.crm_persons[user] = _load(user)
	return frappe.local.crm_persons[user]


def forget_persons() -> None:
	"""Drop what was loaded in this request; to be called when a staff profile or a department changes."""
	frappe.local.crm_persons = {}


def _load(user: str) -> Person:
	departments, team = organisation.departments_and_team_of(user)
	return Person(user=user, roles=frozenset(frappe.get_roles(user)), departments=departments, team=team)
