"""A company of 12 people and 2,000 customers for the tests of the scope, inserted set-based within the test's transaction."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import frappe
import pytest

from crm_custom.permissions.roles import CUSTOMER_MANAGER, EXECUTIVE, SALES_SUPERVISOR
from crm_custom.tests import factories

CUSTOMERS, OPPORTUNITIES, SERVICES, ORDERS = 2000, 1000, 1000, 1500
CREATED = "2026-01-05 09:00:00.000000"
#: rows that hang on a record: type, field of the record's type, field of its name
HANGING = (
	("File", "attached_to_doctype", "attached_to_name"),
	("Comment", "reference_doctype", "reference_name"),
	("Version", "ref_doctype", "docname"),
	("Tag Link", "document_type", "document_name"),
	("Document Follow", "ref_doctype", "ref_docname"),
	("View Log", "reference_doctype", "reference_name"),
	("Activity Log", "reference_doctype", "reference_name"),
)


@dataclass
class Staff:
	"""A person as the personnel office knows them."""

	user: str
	roles: tuple[str, ...]
	department: str | None = None
	superior: str | None = None


@dataclass
class World:
	"""What there is, as plain rows: the oracle reads nothing else."""

	run: str
	parents: dict[str, str | None] = field(default_factory=dict)
	heads: dict[str, str] = field(default_factory=dict)
	staff: dict[str, Staff] = field(default_factory=dict)
	rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
	shares: list[dict[str, Any]] = field(default_factory=list)
	tasks: list[dict[str, Any]] = field(default_factory=list)
	hanging: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

	def names(self, doctype: str) -> set[str]:
		return {row["name"] for row in self.rows[doctype]}


def build(seed: int = 7) -> World:
	"""The same company for the same seed, but for its names."""
	return _Builder(random.Random(seed)).build()


class _Builder:
	def __init__(self, chance: random.Random):
		self.chance = chance
		self.numbers = random.Random()
		self.run = factories.unique("W").replace(" ", "")
		self.world = World(self.run)

	def build(self) -> World:
		self.make_people()
		self.make_customers()
		self.make_work()
		self.make_contacts()
		self.make_grants()
		self.make_hanging_rows()
		return self.world

	def make_people(self) -> None:
		"""Three levels of departments, one of them disabled; heads and superiors; two roles; nobody's staff."""
		company = self.department(None)
		east, west = self.department(company), self.department(company)
		east_1, east_2, west_1 = self.department(east), self.department(east), self.department(west)
		self.person("executive", EXECUTIVE)
		self.person("head", SALES_SUPERVISOR)
		self.person("east", SALES_SUPERVISOR, department=east)
		self.person("west", SALES_SUPERVISOR, department=west)
		boss = self.person("boss", SALES_SUPERVISOR)
		self.person("chief", CUSTOMER_MANAGER, department=east_1)
		self.person("east1", CUSTOMER_MANAGER, department=east_1)
		self.person("east2", CUSTOMER_MANAGER, department=east_2, superior=boss)
		self.person("west1", CUSTOMER_MANAGER, department=west_1, superior=boss)
		self.person("both", SALES_SUPERVISOR, CUSTOMER_MANAGER, department=west_1)
		self.person("lone", CUSTOMER_MANAGER)
		self.person("helper", CUSTOMER_MANAGER, department=west)
		frappe.db.set_value("CRM Department", east_2, "disabled", 1)
		for department, who in ((company, "head"), (east_1, "chief"), (east_2, "chief")):
			head = self.user(who)
			frappe.db.set_value("CRM Department", department, "head", head)
			self.world.heads[department] = head

	def department(self, parent: str | None) -> str:
		name = factories.make_department(parent=parent)
		self.world.parents[name] = parent
		return name

	def person(self, key: str, *roles: str, department: str | None = None, superior: str | None = None) -> str:
		user = factories.make_user(*roles, department=department, superior=superior)
		self.world.staff[key] = Staff(user, roles, department, superior)
		return user

	def user(self, key: str) -> str:
		return self.world.staff[key].user

	def anybody(self, *roles: str) -> str:
		people = [person for person in self.world.staff.values() if not roles or set(roles) & set(person.roles)]
		return self.chance.choice(people).user

	def department_of(self, user: str | None) -> str | None:
		return next((person.department for person in self.world.staff.values() if person.user == user), None)

	def make_customers(self) -> None:
		rows = []
		for number in range(CUSTOMERS):
			manager = self.anybody(CUSTOMER_MANAGER)
			department = self.department_of(manager) if number % 7 else self.chance.choice([*self.world.parents, None])
			rows.append({"name": f"{self.run}C{number:05d}", "customer_manager": manager, "department": department})
			rows[-1] |= {"customer_name": f"Customer {self.run} {number}", "status": "Normal"}
		self.insert("Customer", rows)

	def make_work(self) -> None:
		customers = [row["name"] for row in self.world.rows["Customer"]]
		opportunities, services, orders = [], [], []
		for number in range(OPPORTUNITIES):
			assignee = self.anybody(CUSTOMER_MANAGER) if number % 5 else None
			opportunity = {"name": f"{self.run}O{number:05d}", "assigned_to": assignee, "owner": self.anybody()}
			opportunity |= {"department": self.department_of(assignee) or self.chance.choice([*self.world.parents, None])}
			opportunities.append(opportunity | {"status": "Assigned" if assignee else "Unassigned", "customer_name": "Prospect"})
		self.insert("Sales Opportunity", opportunities)
		plans = [{"name": f"{self.run}P{row['name'][-5:]}", "opportunity": row["name"]} for row in opportunities[::2]]
		self.insert("Development Plan", [plan | {"customer_name": "Prospect", "status": "Draft"} for plan in plans])
		for number in range(SERVICES):
			assignee = self.anybody(CUSTOMER_MANAGER) if number % 3 else None
			service = {"name": f"{self.run}S{number:05d}", "assigned_to": assignee, "owner": self.anybody()}
			service |= {"customer": self.chance.choice(customers), "summary": "Spare parts", "status": "Assigned"}
			services.append(service | {"department": self.chance.choice([*self.world.parents, None])})
		self.insert("Service", services)
		for number in range(ORDERS):
			orders.append({"name": f"{self.run}X{number:05d}", "customer": self.chance.choice(customers), "order_number": f"{number}"})
		self.insert("Customer Order", orders)

	def make_contacts(self) -> None:
		contacts, links = [], []
		targets = [("Customer", row["name"]) for row in self.world.rows["Customer"][:1500]]
		targets += [("Sales Opportunity", row["name"]) for row in self.world.rows["Sales Opportunity"][:300]]
		for number in range(2000):
			name = f"{self.run}K{number:05d}"
			linked = self.chance.sample(targets, number % 3) if number % 4 else [targets[number % len(targets)]]
			contacts.append({"name": name, "owner": self.anybody(), "first_name": f"Contact {number}", "links": linked})
			for idx, (doctype, target) in enumerate(linked, 1):
				links.append({"name": f"{name}-{idx}", "parent": name, "link_doctype": doctype, "link_name": target, "idx": idx})
		self.world.rows["Contact"] = contacts
		self.store("Contact", [{key: row[key] for key in row if key != "links"} for row in contacts])
		self.store("Dynamic Link", [row | {"parenttype": "Contact", "parentfield": "links"} for row in links])

	def make_grants(self) -> None:
		"""Shares and tasks for a few people, on every kind of record; one share with everybody, tasks also closed."""
		shares, tasks = [], []
		for number, (doctype, name) in enumerate(self.any_records(160)):
			user = self.user(self.chance.choice(("helper", "lone", "east1", "west")))
			if number % 2:
				row = {"share_doctype": doctype, "share_name": name, "user": None if number == 1 else user, "everyone": int(number == 1)}
				shares.append({"name": f"{self.run}D{number}", "read": 1, "write": number % 4 // 2, **row})
			else:
				row = {"reference_type": doctype, "reference_name": name, "allocated_to": user}
				tasks.append({"name": f"{self.run}T{number}", "status": "Closed" if number % 8 == 0 else "Open", **row})
		self.world.shares, self.world.tasks = shares, tasks
		self.store("DocShare", shares)
		self.store("ToDo", [row | {"description": "Call"} for row in tasks])

	def make_hanging_rows(self) -> None:
		for doctype, type_field, name_field in HANGING:
			rows = []
			for number, (kind, name) in enumerate(self.any_records(240)):
				rows.append({"name": f"{self.run}{frappe.scrub(doctype)[:6]}{number}", type_field: kind, name_field: name})
			self.world.hanging[doctype] = rows
			extra = {"File": {"is_private": 1}, "Tag Link": {"tag": "Key account"}}.get(doctype, {})
			self.store(doctype, [row | extra for row in rows])
		self.make_mails()

	def make_mails(self) -> None:
		"""Mails with a reference, with links, with both and with none."""
		mails, links = [], []
		for number, (kind, name) in enumerate(self.any_records(240)):
			reference = (kind, name) if number % 3 else (None, None)
			linked = next(iter(self.any_records(1))) if number % 2 else None
			mail = {"name": f"{self.run}M{number}", "reference_doctype": reference[0], "reference_name": reference[1]}
			mails.append(mail | {"hangs_on": [target for target in (reference, linked) if target and target[0]]})
			if linked:
				row = {
					"name": f"{self.run}L{number}",
					"parent": mail["name"],
					"parenttype": "Communication",
					"parentfield": "timeline_links",
				}
				links.append(row | {"link_doctype": linked[0], "link_name": linked[1]})
		self.world.hanging["Communication"] = mails
		self.store("Communication", [{key: row[key] for key in row if key != "hangs_on"} for row in mails])
		self.store("Communication Link", links)

	def any_records(self, number: int) -> list[tuple[str, str]]:
		kinds = list(self.world.rows)
		return [(kind, self.chance.choice(self.world.rows[kind])["name"]) for kind in (self.chance.choice(kinds) for _ in range(number))]

	def insert(self, doctype: str, rows: list[dict]) -> None:
		self.world.rows[doctype] = rows
		self.store(doctype, rows)

	def store(self, doctype: str, rows: list[dict]) -> None:
		stamps = {"creation": CREATED, "modified": CREATED, "owner": "Administrator", "modified_by": "Administrator", "docstatus": 0}
		if "int" in str(frappe.db.get_column_type(doctype, "name")):
			rows = [row | {"name": self.numbers.randrange(10**12, 10**15)} for row in rows]
		filled = [stamps | row for row in rows]
		if filled:
			frappe.db.bulk_insert(doctype, list(filled[0]), [tuple(row.values()) for row in filled])


def erase(world: World) -> None:
	"""Take away a company that was committed."""
	people = [person.user for person in world.staff.values()]
	for doctype in (*world.rows, *world.hanging, "ToDo", "Dynamic Link", "Communication Link"):
		table = frappe.qb.DocType(doctype)
		frappe.qb.from_(table).delete().where(table.name.like(f"{world.run}%")).run()
	for doctype, filters in (
		*(
			(doctype, {type_field: ["in", list(world.rows)], name_field: ["like", f"{world.run}%"]})
			for doctype, type_field, name_field in HANGING
		),
		("DocShare", {"share_name": ["like", f"{world.run}%"]}),
		("Staff Profile", {"user": ["in", people]}),
		("CRM Department", {"name": ["in", list(world.parents)]}),
		("Has Role", {"parent": ["in", people]}),
		("Notification Settings", {"name": ["in", people]}),
		("User", {"name": ["in", people]}),
	):
		frappe.db.delete(doctype, filters)


@pytest.fixture(scope="module")
def company(site):
	"""Made once for this module and rolled back after it."""
	commit, rollback = frappe.db.commit, frappe.db.rollback
	frappe.set_user("Administrator")
	frappe.db.begin()
	frappe.db.commit = lambda *args, **kwargs: None
	world = build()
	frappe.db.savepoint("company")
	# each test goes back to the company, not before it
	frappe.db.rollback = lambda *args, **kwargs: rollback(save_point="company")
	yield world
	frappe.db.commit, frappe.db.rollback = commit, rollback
	frappe.db.rollback()


@pytest.fixture(autouse=True)
def rollback(company):
	"""In place of the rollback of every other module: the company stays."""
	frappe.set_user("Administrator")
	yield
	frappe.db.rollback()
	frappe.set_user("Administrator")
