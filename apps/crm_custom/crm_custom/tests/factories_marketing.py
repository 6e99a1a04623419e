"""Makes opportunities and plans for tests, by the ways that people use. Nothing commits."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property
from typing import Any

import frappe
from frappe.utils import add_days, nowdate

from crm_custom.marketing import plan_services, services
from crm_custom.permissions import roles
from crm_custom.tests.factories import make_department, make_user, unique
from crm_custom.tests.site_fixtures import acting_as


class Team:
	"""A department with its supervisor, two customer managers, and people outside it. Each is made when first asked for."""

	@cached_property
	def department(self) -> str:
		with acting_as("Administrator"):
			return make_department()

	@cached_property
	def supervisor(self) -> str:
		return self._make(roles.SALES_SUPERVISOR, self.department)

	@cached_property
	def manager(self) -> str:
		return self._make(roles.CUSTOMER_MANAGER, self.department)

	@cached_property
	def colleague(self) -> str:
		return self._make(roles.CUSTOMER_MANAGER, self.department)

	@cached_property
	def other_supervisor(self) -> str:
		with acting_as("Administrator"):
			other = make_department()
		return self._make(roles.SALES_SUPERVISOR, other)

	@cached_property
	def executive(self) -> str:
		return self._make(roles.EXECUTIVE, None)

	@staticmethod
	def _make(role: str, department: str | None) -> str:
		with acting_as("Administrator"):
			return make_person(role, department)


def make_person(role: str, department: str | None) -> str:
	"""A user with one role."""
	return make_user(role, department=department)


def make_team() -> Team:
	"""A sales department and, in another one, a supervisor."""
	return Team()


def opportunity_values(**values: Any) -> dict[str, Any]:
	"""The mandatory values of an opportunity."""
	return {
		"doctype": "Sales Opportunity",
		"customer_name": unique("Prospect"),
		"summary": "Wants a new filling line",
		"success_probability": 40,
		"description": "Met at the fair",
		**values,
	}


def make_opportunity(**values: Any) -> str:
	"""An unassigned opportunity of whoever acts."""
	return frappe.get_doc(opportunity_values(**values)).insert().name


def make_assigned(team: Team, **values: Any) -> str:
	"""An opportunity that the supervisor created and assigned to the manager."""
	with acting_as(team.supervisor):
		name = make_opportunity(**values)
		services.assign(name, team.manager)
	return name


def make_plan(team: Team, opportunity: str, steps: int = 2) -> str:
	"""A plan of the manager with open steps from today on."""
	with acting_as(team.manager):
		plan = frappe.get_doc("Development Plan", plan_services.make_plan(opportunity))
		plan.ends_on = add_days(nowdate(), 60)
		for number in range(steps):
			plan.append("steps", {"planned_on": add_days(nowdate(), number), "item": f"Step {number + 1}"})
		plan.save()
	return plan.name


def make_developing(team: Team, is_ready: bool = False, **values: Any) -> str:
	"""An opportunity in development; ready means that every step has a result."""
	name = make_assigned(team, **values)
	plan = make_plan(team, name)
	if is_ready:
		settle_steps(team, plan)
	return name


def settle_steps(team: Team, plan: str) -> None:
	"""The manager records a result for every step."""
	with acting_as(team.manager):
		doc = frappe.get_doc("Development Plan", plan)
		for row in doc.steps:
			row.result, row.outcome = "Went well", "Effective"
		doc.save()


def make_in_state(team: Team, state: str) -> str:
	"""An opportunity in any of the shipped states, brought there by the way that people go."""
	if state == "Unassigned":
		with acting_as(team.manager):
			return make_opportunity()
	if state == "Assigned":
		return make_assigned(team)
	name = make_developing(team, is_ready=True)
	if state in ("Succeeded", "Archived"):
		with acting_as(team.manager):
			services.develop_success(name, services.CustomerFacts())
	if state == "Failed":
		with acting_as(team.manager):
			services.stop(name, close_reason())
	if state == "Archived":
		with acting_as(team.supervisor):
			services.archive(name)
	return name


def close_reason() -> str:
	"""Any close reason of the dictionary."""
	return frappe.get_all("Close Reason", pluck="name", limit=1)[0]


def status_of(name: str) -> str:
	"""The stored state of an opportunity."""
	return frappe.db.get_value("Sales Opportunity", name, "status")


@contextmanager
def undone(*_: Any):
	"""What happens in the block is taken back."""
	frappe.db.savepoint("undone")
	try:
		yield
	finally:
		frappe.db.rollback(save_point="undone")
