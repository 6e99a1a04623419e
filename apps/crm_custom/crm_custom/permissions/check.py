"""The self-check: does each person get the same records through every door? (D-07; `make check-scope`)

It looks and changes nothing. Of each record type some records that the person sees and some that they do not are tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import frappe
from frappe.query_builder.functions import Count

from crm_custom.permissions import roles, scope
from crm_custom.permissions.doors import COUNT_DOORS, DOORS
from crm_custom.permissions.person import forget_persons

#: people that are tried when none are named
MOST_PEOPLE = 25
#: records per person and type, seen and unseen
SAMPLE = 8


@dataclass(frozen=True)
class Difference:
	"""A door that shows or hides what the scope does not."""

	user: str
	doctype: str
	door: str
	shown_too_much: tuple[str, ...] = ()
	missing: tuple[str, ...] = ()
	note: str = ""

	def __str__(self) -> str:
		parts = [f"{self.user}: {self.doctype} by {self.door}"]
		parts += [f"shows {', '.join(self.shown_too_much)}"] if self.shown_too_much else []
		parts += [f"hides {', '.join(self.missing)}"] if self.missing else []
		return "; ".join([*parts, *([self.note] if self.note else [])])


def people_to_check() -> list[str]:
	"""Enabled people of the CRM; when they are many, some of every role."""
	user, held = frappe.qb.DocType("User"), frappe.qb.DocType("Has Role")
	query = (
		frappe.qb.from_(user)
		.join(held)
		.on((held.parent == user.name) & (held.parenttype == "User"))
		.select(held.role, user.name)
		.where((user.enabled == 1) & (user.name != "Administrator") & held.role.isin(sorted(roles.CRM_ROLES)))
		.orderby(user.name)
	)
	by_role: dict[str, list[str]] = {}
	for role, name in query.run():
		by_role.setdefault(role, []).append(name)
	share = max(1, MOST_PEOPLE // max(1, len(by_role)))
	everybody = {name for names in by_role.values() for name in names}
	if len(everybody) <= MOST_PEOPLE:
		return sorted(everybody)
	return sorted({name for names in by_role.values() for name in names[:: max(1, len(names) // share)][:share]})


def differences(users: list[str], doctypes: list[str]) -> Iterator[Difference]:
	"""What differs, for these people and record types. Acts as each of them in turn; to be rolled back by the caller."""
	for user in users:
		with _acting_as(user):
			for doctype in doctypes:
				yield from _differences_of(user, doctype)


def _differences_of(user: str, doctype: str) -> Iterator[Difference]:
	if not scope.may_read_type(doctype):
		return
	seen, unseen = _sample(doctype)
	names = seen | unseen
	if not names:
		return
	for code, door in DOORS.items():
		try:
			shown = door(doctype, names)
		except Exception as error:
			yield Difference(user, doctype, code, note=f"failed with {error!r}")
			continue
		if shown is not None and shown != seen:
			yield Difference(user, doctype, code, tuple(sorted(shown - seen)), tuple(sorted(seen - shown)))
	for code, counting in COUNT_DOORS.items():
		try:
			count = counting(doctype, names)
		except Exception as error:
			yield Difference(user, doctype, code, note=f"failed with {error!r}")
			continue
		if count != len(seen):
			yield Difference(user, doctype, code, note=f"counts {count} of {len(seen)}")
	total, listed = _count(doctype), len(frappe.get_list(doctype, pluck="name", limit=0, order_by=None))
	if total != listed:
		yield Difference(user, doctype, "whole list", note=f"counts {listed} of {total}")


def _sample(doctype: str) -> tuple[set[str], set[str]]:
	"""Some records that the person logged in sees, and some that they do not."""
	table = frappe.qb.DocType(doctype)
	rows = scope.readable(doctype)
	newest = frappe.qb.from_(table).select(table.name).orderby(table.modified, order=frappe.qb.desc).limit(SAMPLE)
	seen = set((newest if rows is None else newest.where(rows)).run(pluck=True))
	return seen, set() if rows is None else set(newest.where(rows.negate()).run(pluck=True)) - seen


def _count(doctype: str) -> int:
	table = frappe.qb.DocType(doctype)
	rows = scope.readable(doctype)
	query = frappe.qb.from_(table).select(Count("*"))
	return (query if rows is None else query.where(rows)).run()[0][0]


@contextmanager
def _acting_as(user: str) -> Iterator[None]:
	before = frappe.session.user
	forget_persons()
	frappe.set_user(user)
	try:
		yield
	finally:
		forget_persons()
		frappe.set_user(before)
