"""The people and records by which the permission matrix is proven, and what the matrix and the domain's table expect of them.

What is expected is computed from the matrix, the machines and the relations of the table in the domain (section 6), not from the scope.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import frappe
from frappe.utils import add_days, nowdate

from crm_custom.marketing.rules import opportunity_machine
from crm_custom.permissions import roles
from crm_custom.permissions.matrix import ALL, MATRIX
from crm_custom.service_management.rules import service_machine
from crm_custom.tests import factories, factories_marketing, factories_service
from crm_custom.tests import factories_customer as make
from crm_custom.tests.site_fixtures import acting_as


@dataclass(frozen=True)
class Player:
	"""Somebody around the records: a role, and whether they work in the department that has them."""

	role: str | None
	is_inside: bool = True


OWNER = "owner"
PLAYERS: dict[str, Player] = {
	OWNER: Player(roles.CUSTOMER_MANAGER),
	"colleague": Player(roles.CUSTOMER_MANAGER),
	"supervisor": Player(roles.SALES_SUPERVISOR),
	"foreign supervisor": Player(roles.SALES_SUPERVISOR, is_inside=False),
	"executive": Player(roles.EXECUTIVE, is_inside=False),
	"administrator": Player(roles.SYSTEM_MANAGER, is_inside=False),
	"back office": Player(roles.SALES_BACK_OFFICE),
	"finance": Player(roles.CRM_FINANCE),
	"read only": Player(roles.CRM_READ_ONLY),
	"news editor": Player(roles.NEWS_EDITOR),
	"data sync": Player(roles.CRM_DATA_SYNC, is_inside=False),
	"nobody": Player(None),
}
CUSTOMER, CONTACT, OPPORTUNITY, PLAN, SERVICE = "Customer", "Contact", "Sales Opportunity", "Development Plan", "Service"
PRODUCT, ORDER, REGION = "Product", "Customer Order", "Region"
MACHINES = {OPPORTUNITY: opportunity_machine.MACHINE, SERVICE: service_machine.MACHINE}
#: (DocType, state): every record on which the matrix is tried
RECORDS = (
	(CUSTOMER, "Normal"),
	(CONTACT, ""),
	*((OPPORTUNITY, state) for state in opportunity_machine.MACHINE.state_names),
	(PLAN, "Executing"),
	(PLAN, "Completed"),
	*((SERVICE, state) for state in service_machine.MACHINE.state_names),
	(PRODUCT, ""),
	(ORDER, ""),
	(REGION, ""),
)
#: a field that a person may change without more
HARMLESS = {
	CUSTOMER: ("short_name", "Short"),
	CONTACT: ("designation", "Head of purchasing"),
	OPPORTUNITY: ("summary", "Wants two filling lines"),
	PLAN: ("goal", "First order"),
	SERVICE: ("importance", "High"),
	PRODUCT: ("category", "Pumps"),
	ORDER: ("remark", "Seen"),
	REGION: ("area_code", "021"),
}
#: states in which the model closes the record for everybody, whatever the machine says
CLOSED = {
	OPPORTUNITY: {"Succeeded", "Failed", "Archived"},
	PLAN: {"Completed", "Aborted"},
}


def rights_of(who: str, doctype: str) -> frozenset[str]:
	"""The rights that the matrix gives; on Contact the framework gives the administrator all."""
	role = PLAYERS[who].role
	if doctype == CONTACT and role == roles.SYSTEM_MANAGER:
		return ALL
	return MATRIX[doctype].get(role, frozenset())


def has_row(who: str, doctype: str, right: str) -> bool:
	"""Whether the record is the person's to read or change, by the table of the domain and visibility Shared."""
	player = PLAYERS[who]
	if player.role == roles.SYSTEM_MANAGER or doctype in {PRODUCT, REGION}:
		return True
	leads = player.role == roles.SALES_SUPERVISOR and player.is_inside
	if right in {"write", "delete", "share"}:
		return who == OWNER or leads or (doctype == ORDER and player.role == roles.CRM_DATA_SYNC)
	if doctype in {CUSTOMER, CONTACT, ORDER}:
		return True
	if doctype == SERVICE:
		return player.role != roles.SALES_SUPERVISOR or player.is_inside
	return who == OWNER or leads or player.role in {roles.EXECUTIVE, roles.CRM_READ_ONLY}


def may(who: str, doctype: str, right: str, state: str = "") -> bool:
	"""Whether the person may do it with the record in this state."""
	if right not in rights_of(who, doctype) or not has_row(who, doctype, right):
		return False
	role = PLAYERS[who].role
	if doctype in {PRODUCT, ORDER} and right in {"create", "write", "delete"} and role != roles.CRM_DATA_SYNC:
		return False
	if right == "write":
		return _is_editable(role, doctype, state)
	if right == "delete":
		return _is_deletable(who, doctype, state)
	return True


def _is_editable(role: str | None, doctype: str, state: str) -> bool:
	if state in CLOSED.get(doctype, ()):
		return False
	if doctype not in MACHINES:
		return True
	editors = MACHINES[doctype].editors_of(state)
	return "All" in editors or role in editors


def _is_deletable(who: str, doctype: str, state: str) -> bool:
	"""The creator deletes what has not begun; what others refer to is not erased."""
	if doctype in MACHINES:
		return who == OWNER and state == MACHINES[doctype].initial
	return doctype != CUSTOMER


def may_create(who: str, doctype: str) -> bool:
	"""Whether the person may enter one: for the customer of the owner where it belongs to one."""
	if "create" not in rights_of(who, doctype):
		return False
	if doctype in {PRODUCT, ORDER}:
		return PLAYERS[who].role == roles.CRM_DATA_SYNC
	if doctype in {CONTACT, PLAN}:
		return has_row(who, doctype, "write")
	return True


def may_act(who: str, doctype: str, action: str, state: str) -> bool:
	"""Whether the person may take the action of the machine: role, row, and the condition that only the assignee may."""
	player = PLAYERS[who]
	moves = [move for move in MACHINES[doctype].transitions if (move.source, move.action) == (state, action)]
	if not has_row(who, doctype, "write") or "write" not in rights_of(who, doctype):
		return False
	if doctype == SERVICE and action in {service_machine.HANDLE, service_machine.FEEDBACK}:
		# the assignee handles; assignee, creator and the customer's manager record the answer
		return bool(moves) and (who == OWNER or player.role == roles.SYSTEM_MANAGER)
	return any(player.role in move.roles and ("frappe.session.user" not in move.condition or who == OWNER) for move in moves)


class World:
	"""One department with a customer and everything around it, in every state; one person per role."""

	def __init__(self) -> None:
		with acting_as("Administrator"):
			self.department = factories.make_department()
			elsewhere = factories.make_department()
			self.people = {
				who: factories.make_user(
					*([player.role] if player.role else []), department=self.department if player.is_inside else elsewhere
				)
				for who, player in PLAYERS.items()
			}
			self.customer = make.make_customer(customer_manager=self.people[OWNER]).name
		self.team = factories_marketing.make_team()
		# the team's people are ours
		self.team.__dict__.update(
			department=self.department,
			manager=self.people[OWNER],
			colleague=self.people["colleague"],
			supervisor=self.people["supervisor"],
		)
		self.service_team = factories_service.Team(
			department=self.department,
			supervisor=self.people["supervisor"],
			creator=self.people[OWNER],
			assignee=self.people[OWNER],
			colleague=self.people["colleague"],
			executive=self.people["executive"],
			stranger=self.people["foreign supervisor"],
			customer=self.customer,
		)

	@cached_property
	def records(self) -> dict[tuple[str, str], str]:
		"""(DocType, state): the record on which everybody tries."""
		return {(doctype, state): self.make(doctype, state) for doctype, state in RECORDS}

	def make(self, doctype: str, state: str = "") -> str:
		"""A record of the owner in this state."""
		if doctype == CUSTOMER:
			return self.customer
		if doctype == OPPORTUNITY:
			return factories_marketing.make_in_state(self.team, state)
		if doctype == PLAN:
			opportunity = factories_marketing.make_in_state(self.team, {"Executing": "Developing", "Completed": "Succeeded"}[state])
			return frappe.db.get_value(PLAN, {"opportunity": opportunity})
		if doctype == SERVICE:
			return factories_service.make_service(self.service_team, state)
		with acting_as(self.people[OWNER] if doctype == CONTACT else "Administrator"):
			# the sales data comes from the connector
			return frappe.get_doc(self.new(doctype)).insert(ignore_permissions=doctype != CONTACT).name

	def new(self, doctype: str, who: str = OWNER) -> dict[str, Any]:
		"""The values of a new record, as the person's browser would send them."""
		name = factories.unique(doctype)
		return {
			CUSTOMER: lambda: (
				make.customer_values(
					customer_manager=self.people[OWNER],
					grade=frappe.get_all("Customer Grade")[0].name,
					region=frappe.get_all(REGION)[0].name,
				)
				| ({"customer_manager": self.people[who]} if PLAYERS[who].role == roles.CUSTOMER_MANAGER else {})
			),
			CONTACT: lambda: {"first_name": name, "links": [{"link_doctype": CUSTOMER, "link_name": self.customer}]},
			OPPORTUNITY: lambda: factories_marketing.opportunity_values(),
			PLAN: lambda: {"opportunity": self._planned_for(), "starts_on": nowdate(), "ends_on": add_days(nowdate(), 30)},
			SERVICE: lambda: factories_service.new_service(self.customer).as_dict(no_default_fields=True, no_nulls=True),
			PRODUCT: lambda: {"product_code": name, "product_name": name},
			ORDER: lambda: {"order_number": name, "customer": self.customer, "ordered_on": "2026-01-05", "currency": "CNY"},
			REGION: lambda: {"title": name},
		}[doctype]() | {"doctype": doctype}

	def _planned_for(self) -> str:
		return self.records[(OPPORTUNITY, "Assigned")]
