"""Makes services, and the people around them."""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass
from typing import Any

import frappe

from crm_custom.permissions import roles
from crm_custom.service_management import services
from crm_custom.tests.factories import make_department, make_user, unique
from crm_custom.tests.site_fixtures import acting_as

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Team:
	"""A department: its supervisor, the creator of services, an assignee and a colleague; an executive and a stranger outside."""

	department: str
	supervisor: str
	creator: str
	assignee: str
	colleague: str
	executive: str
	stranger: str
	customer: str


def make_team() -> Team:
	"""A department with a customer of the creator."""
	supervisor = make_person(roles.SALES_SUPERVISOR)
	department = make_department(head=supervisor)
	creator, assignee, colleague = (make_person(roles.CUSTOMER_MANAGER, department) for _ in range(3))
	stranger = make_person(roles.CUSTOMER_MANAGER, make_department())
	customer = make_serviced_customer(creator)
	return Team(department, supervisor, creator, assignee, colleague, make_person(roles.EXECUTIVE), stranger, customer)


def make_person(role: str, department: str | None = None, enabled: bool = True) -> str:
	"""A user with one role."""
	return make_user(role, department=department, enabled=enabled)


def make_serviced_customer(customer_manager: str, **values: Any) -> str:
	"""A customer of this manager."""
	number = next(_numbers)
	customer = frappe.get_doc(
		{
			"doctype": "Customer",
			"customer_name": unique("Customer"),
			"customer_manager": customer_manager,
			"grade": frappe.get_all("Customer Grade", limit=1, pluck="name")[0],
			"region": frappe.get_all("Region", {"is_group": 0}, limit=1, pluck="name")[0],
			"mobile": f"1{3 + os.getpid() % 7}{os.getpid() % 10000:04d}{number:05d}",
			"address": "1 Harbour Road",
			**values,
		}
	)
	return customer.insert().name


def new_service(customer: str, **values: Any) -> Any:
	"""A service that is not saved yet."""
	return frappe.get_doc(
		{
			"doctype": "Service",
			"service_type": "Consultation",
			"summary": "Spare parts for the press",
			"customer": customer,
			"request": "Which parts fit the press of 2019?",
			**values,
		}
	)


def make_service(team: Team, state: str = "Created", **values: Any) -> str:
	"""A service of the team in this state, brought there by the people who would do it. Returns its name."""
	with acting_as(team.creator):
		name = new_service(team.customer, **values).insert().name
	if state == "Created":
		return name
	with acting_as(team.supervisor):
		services.assign(name, team.assignee)
	if state == "Assigned":
		return name
	with acting_as(team.assignee):
		services.handle(name, "Sent the list of parts.")
	if state == "Handled":
		return name
	with acting_as(team.creator):
		services.feed_back(name, "All parts fit.", 5)
	return name
