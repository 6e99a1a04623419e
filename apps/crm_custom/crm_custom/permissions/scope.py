"""Which rows a person reads and changes: the one answer for every door (domain 6; R-087, R-353, D-07).

Every door (list, form, link, search, report, count, REST, export) asks here, through `permissions/hooks.py` or directly, and gets the
same condition; a single record is checked by asking the database whether it fulfils that condition, so that the two cannot differ. What
the condition is made of stands in `policies.py`; `explain` tells for one record which of the rules give it.
"""

from __future__ import annotations

from dataclasses import dataclass

import frappe
from frappe.permissions import get_role_permissions
from pypika import Case
from pypika.terms import Criterion, LiteralValue

from crm_custom.permissions import grants
from crm_custom.permissions.person import get_person
from crm_custom.permissions.policies import POLICIES, rules_for
from crm_custom.permissions.rule import CHANGE, DISPOSE, READ, any_of, is_in, nothing, reasons_of, rows_of, through

__all__ = [
	"CHANGE",
	"DISPOSE",
	"POLICIES",
	"READ",
	"Verdict",
	"any_of",
	"condition",
	"explain",
	"includes",
	"is_in",
	"may_read_type",
	"nothing",
	"readable",
	"through",
]


@dataclass(frozen=True)
class Verdict:
	"""What one rule says about one record: `via` are the record types through which it applies; worded by `wording.worded`."""

	code: str
	via: tuple[str, ...]
	is_in_force: bool
	includes: bool


def condition(doctype: str, action: str = READ, user: str | None = None) -> Criterion | None:
	"""The rows of a DocType that the user (default: who is logged in) may read, change or dispose of; None means all of them."""
	return rows_of(rules_for(doctype, get_person(user), action))


def readable(doctype: str, user: str | None = None) -> Criterion | None:
	"""The rows that the user may see at all: those of `condition` when a role lets them read the type, else only what was shared with them."""
	if may_read_type(doctype, user):
		return condition(doctype, READ, user)
	return get_person(user).grants.rows(doctype, grants.SHARED)


def may_read_type(doctype: str, user: str | None = None) -> bool:
	"""Whether a role lets the user read records of this type; which of them is another question."""
	rights = get_role_permissions(doctype, user or frappe.session.user)
	return bool(rights.get("read") or rights.get("select"))


def includes(doctype: str, name: str, action: str = READ, user: str | None = None) -> bool:
	"""True when the stored record is among the rows of `condition`. What the browser sent does not count, only what is saved."""
	rows = condition(doctype, action, user)
	if rows is None:
		return True
	table = frappe.qb.DocType(doctype)
	return bool(frappe.qb.from_(table).select(table.name).where(table.name == name).where(rows).limit(1).run())


def explain(doctype: str, name: str, user: str | None = None, action: str = READ) -> list[Verdict]:
	"""Every rule of the policy and whether it gives the user this record, in one query besides the person's facts.

	A rule that is not in force for the user (by role or setting) includes nothing. An unknown record is included by no rule. The
	record is had exactly when one verdict includes it; roles (DocPerm) and states are asked elsewhere.
	"""
	reasons = list(reasons_of(rules_for(doctype, get_person(user), action)))
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).where(table.name == name)
	for number, reason in enumerate(reasons):
		query = query.select(_as_number(reason.rows if reason.is_in_force else nothing()).as_(f"rule_{number}"))
	found = query.run()
	answers = found[0] if found else [0] * len(reasons)
	return [Verdict(reason.code, reason.via, reason.is_in_force, bool(answer)) for reason, answer in zip(reasons, answers, strict=True)]


def _as_number(rows: Criterion | None) -> Case | LiteralValue:
	one, zero = LiteralValue("1"), LiteralValue("0")
	return one if rows is None else Case().when(rows, one).else_(zero)
