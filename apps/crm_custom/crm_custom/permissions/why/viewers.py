"""Who can see a record: every enabled user of the Desk with the rule that decides, in a number of queries that does not grow with them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from pypika import Case
from pypika.terms import LiteralValue

from crm_custom.base_data.rules.hierarchy import people_led_by
from crm_custom.permissions import scope
from crm_custom.permissions.grants import ASSIGNED, SHARED, SHARED_WITH_WRITE, Grants
from crm_custom.permissions.person import GRANTED, Person
from crm_custom.permissions.policies import rules_for
from crm_custom.permissions.rule import reasons_of
from crm_custom.permissions.why.checks import roles_with
from crm_custom.permissions.wording import worded

#: so many people are asked about in one statement
AT_ONCE = 40


def who_can_see(doc: Document) -> list[dict[str, Any]]:
	"""One row per person who reads the record: user, name, roles, whether they may change it, and why. By name."""
	readers, writers = set(roles_with(doc.doctype, "read")), set(roles_with(doc.doctype, "write"))
	people = _people()
	candidates = {user: person for user, person in people.items() if person.roles & readers}
	reads = _decided(doc, candidates, scope.READ)
	changes = _decided(doc, {user: people[user] for user in reads if people[user].roles & writers}, scope.CHANGE)
	names = dict(frappe.get_all("User", {"name": ["in", list(reads) or [""]]}, ["name", "full_name"], as_list=True))
	rows = [
		{
			"user": user,
			"full_name": names.get(user) or user,
			"roles": [_(role) for role in sorted(people[user].roles & readers)],
			"may_change": user in changes,
			"reason": reason,
		}
		for user, reason in reads.items()
	]
	return sorted(rows, key=lambda row: row["full_name"])


def _decided(doc: Document, people: dict[str, Person], action: str) -> dict[str, str]:
	"""User: the sentence of the first rule that gives the record; only those who have it."""
	if doc.doctype not in scope.POLICIES:
		return {user: _("Everybody with the role's right has all records of this type.") for user in people}
	decided: dict[str, str] = {}
	users = sorted(people)
	for start in range(0, len(users), AT_ONCE):
		decided.update(_ask(doc, [people[user] for user in users[start : start + AT_ONCE]], action))
	return decided


def _ask(doc: Document, people: list[Person], action: str) -> dict[str, str]:
	"""One statement for these people: a column per person and rule in force."""
	table = frappe.qb.DocType(doc.doctype)
	asked = [
		(person.user, reason) for person in people for reason in reasons_of(rules_for(doc.doctype, person, action)) if reason.is_in_force
	]
	query = frappe.qb.from_(table).where(table.name == doc.name)
	for number, (_user, reason) in enumerate(asked):
		met = LiteralValue("1") if reason.rows is None else Case().when(reason.rows, LiteralValue("1")).else_(LiteralValue("0"))
		query = query.select(met.as_(f"answer_{number}"))
	answers = query.run()[0] if asked else ()
	decided: dict[str, str] = {}
	for (user, reason), answer in zip(asked, answers, strict=True):
		if answer and user not in decided:
			decided[user] = worded(scope.Verdict(reason.code, reason.via, True, True))
	return decided


def _people() -> dict[str, Person]:
	"""Every enabled user of the Desk as the scope sees them, loaded together."""
	users = frappe.get_all("User", {"enabled": 1, "user_type": "System User", "name": ["!=", "Administrator"]}, pluck="name")
	roles = _grouped(frappe.get_all("Has Role", {"parenttype": "User"}, ["parent", "role"], as_list=True))
	profiles = frappe.get_all("Staff Profile", fields=["user", "department", "superior"])
	superiors = {profile.user: profile.superior for profile in profiles if profile.superior}
	departments = _departments({profile.user: profile.department for profile in profiles if profile.department})
	grants = _grants()
	return {
		user: Person(
			user=user,
			roles=frozenset(roles[user]) | {"All", "Desk User"},
			departments=frozenset(departments[user]),
			team=people_led_by(user, superiors) if superiors else frozenset(),
			grants=grants[user],
		)
		for user in users
	}


def _departments(own: dict[str, str]) -> dict[str, set[str]]:
	tree = frappe.get_all("CRM Department", fields=["name", "lft", "rgt", "head"])
	below = {top.name: {one.name for one in tree if top.lft <= one.lft and one.rgt <= top.rgt} for top in tree}
	departments: dict[str, set[str]] = defaultdict(set)
	for user, department in own.items():
		departments[user] |= below.get(department, set())
	for top in tree:
		if top.head:
			departments[top.head] |= below[top.name]
	return departments


def _grants() -> dict[str, Grants]:
	"""Shares and open assignments of everybody; a share with everyone counts for each."""
	names: dict[str, dict[tuple[str, str], set[str]]] = defaultdict(lambda: defaultdict(set))
	everyone: dict[tuple[str, str], set[str]] = defaultdict(set)
	shares = frappe.get_all(
		"DocShare", {"share_doctype": ["in", list(GRANTED)], "read": 1}, ["user", "everyone", "share_doctype", "share_name", "write"]
	)
	for share in shares:
		for kind in (SHARED, SHARED_WITH_WRITE) if share.write else (SHARED,):
			(everyone if share.everyone else names[share.user])[share.share_doctype, kind].add(share.share_name)
	tasks = frappe.get_all(
		"ToDo", {"reference_type": ["in", list(GRANTED)], "status": "Open"}, ["allocated_to", "reference_type", "reference_name"]
	)
	for task in tasks:
		names[task.allocated_to][task.reference_type, ASSIGNED].add(task.reference_name)
	return _GrantsOf(names, everyone)


class _GrantsOf(dict):
	"""Grants per user, made when asked for."""

	def __init__(self, names: dict, everyone: dict):
		super().__init__()
		self.names, self.everyone = names, everyone

	def __missing__(self, user: str) -> Grants:
		own = self.names.get(user, {})
		keys = {*own, *self.everyone}
		self[user] = Grants(user, {key: frozenset({*own.get(key, ()), *self.everyone.get(key, ())}) for key in keys})
		return self[user]


def _grouped(pairs: Any) -> dict[str, set[str]]:
	grouped: dict[str, set[str]] = defaultdict(set)
	for key, value in pairs:
		grouped[key].add(value)
	return grouped
