"""Who sees what, worked out from plain rows in plain Python after the domain's rules. Knows nothing of the scope's code or the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crm_custom.tests.scope_world import Staff, World

Row = dict[str, Any]
EXECUTIVE, SUPERVISOR = "Executive", "Sales Supervisor"


class Oracle:
	"""The sets of one person under one setting of visibility."""

	def __init__(self, world: World, person: Staff, visibility: str):
		self.world, self.person, self.visibility = world, person, visibility
		self.me = person.user
		self.departments = self.departments_with_below()
		self.team = self.people_below()
		self.shared, self.tasks = self.shares_of_mine(), self.tasks_of_mine()
		self.customers = {row["name"]: row for row in world.rows["Customer"]}
		self.seen: dict[str, set[str]] = {}
		for doctype, sees in self.order_of_work():
			self.seen[doctype] = {
				row["name"]
				for row in world.rows[doctype]
				if (self.is_executive and doctype != "Contact") or sees(row) or self.is_shared(doctype, row) or self.is_task(doctype, row)
			}

	def order_of_work(self) -> tuple[tuple[str, Callable[[Row], bool]], ...]:
		"""First what others follow. An executive sees every row but for contacts that are linked to nothing."""
		return (
			("Customer", self.sees_customer),
			("Sales Opportunity", self.sees_opportunity),
			("Development Plan", lambda row: row["opportunity"] in self.seen["Sales Opportunity"]),
			("Service", self.sees_service),
			("Customer Order", lambda row: row["customer"] in self.seen["Customer"]),
			("Contact", self.sees_contact),
		)

	@property
	def is_executive(self) -> bool:
		return EXECUTIVE in self.person.roles

	@property
	def is_supervisor(self) -> bool:
		return SUPERVISOR in self.person.roles

	def names(self, doctype: str) -> set[str]:
		"""The names of this record type that the person sees."""
		return self.seen[doctype]

	def sees(self, doctype: str, name: str) -> bool:
		return name in self.names(doctype)

	def sees_customer(self, row: Row) -> bool:
		if self.visibility == "Shared" or row["customer_manager"] == self.me:
			return True
		if self.visibility == "Department" or self.is_supervisor:
			return row["department"] in self.departments or row["customer_manager"] in self.team
		return False

	def sees_opportunity(self, row: Row) -> bool:
		if self.me in (row["assigned_to"], row["owner"]):
			return True
		return self.is_supervisor and self.is_mine_to_supervise(row)

	def sees_service(self, row: Row) -> bool:
		if self.me in (row["assigned_to"], row["owner"]):
			return True
		customer = self.customers[row["customer"]]
		given = self.is_shared("Customer", customer) or self.is_task("Customer", customer)
		if self.is_supervisor:
			return self.is_mine_to_supervise(row) or customer["customer_manager"] == self.me or given
		return row["customer"] in self.seen["Customer"]

	def sees_contact(self, row: Row) -> bool:
		if not row["links"]:
			return row["owner"] == self.me
		return any(name in self.seen[doctype] for doctype, name in row["links"])

	def is_mine_to_supervise(self, row: Row) -> bool:
		return row["department"] is None or row["department"] in self.departments or row["assigned_to"] in self.team

	def is_shared(self, doctype: str, row: Row) -> bool:
		return (doctype, row["name"]) in self.shared

	def is_task(self, doctype: str, row: Row) -> bool:
		return (doctype, row["name"]) in self.tasks

	def shares_of_mine(self) -> set[tuple[str, str]]:
		mine = (share for share in self.world.shares if share["everyone"] or share["user"] == self.me)
		return {(share["share_doctype"], share["share_name"]) for share in mine}

	def tasks_of_mine(self) -> set[tuple[str, str]]:
		mine = (task for task in self.world.tasks if task["allocated_to"] == self.me and task["status"] == "Open")
		return {(task["reference_type"], task["reference_name"]) for task in mine}

	def departments_with_below(self) -> set[str]:
		tops = {name for name, head in self.world.heads.items() if head == self.me} | {self.person.department}
		return {name for name in self.world.parents if tops & set(self.chain_of(name))}

	def chain_of(self, department: str | None) -> list[str]:
		chain = []
		while department:
			chain.append(department)
			department = self.world.parents[department]
		return chain

	def people_below(self) -> set[str]:
		superior_of = {person.user: person.superior for person in self.world.staff.values()}
		below = set()
		for user in superior_of:
			above = superior_of[user]
			while above:
				if above == self.me:
					below.add(user)
				above = superior_of.get(above)
		return below
