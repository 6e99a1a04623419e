"""What must hold before a handover is saved, started or undone (R-094). Each raises its refusal."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import format_date, get_fullname, getdate, nowdate

from crm_custom.base_data import organisation, refusals, staff
from crm_custom.base_data.handover.kinds import Kind, all_kinds
from crm_custom.base_data.handover.planning import ITEM, distribution_of
from crm_custom.base_data.rules.handover import COMPLETED, DRAFT, MOVED, ONE, PLANNED, RUNNING, UNDOING, Distribution
from crm_custom.exceptions import refuse
from crm_custom.permissions.person import get_person

DOCTYPE = "Work Handover"


def check_entries(handover: Any) -> None:
	"""Persons, kinds and rows are possible; only a draft is edited. Raises the refusals of a handover."""
	before = handover.get_doc_before_save()
	if before and before.status != DRAFT:
		refuse(refusals.HandoverStartedError, handover=handover.name)
	check_may_hand_over(handover.from_user)
	known = {kind.doctype for kind in all_kinds()}
	for row in handover.rows:
		if row.kind and row.kind not in known:
			refuse(refusals.HandoverKindError, row=row.idx, kind=row.kind)
	distribution = distribution_of(handover)
	if handover.from_user in distribution.recipients:
		refuse(refusals.HandoverToSelfError, user=get_fullname(handover.from_user))
	if not distribution.recipients:
		refuse(refusals.RecipientMissingError)
	check_recipients(distribution, {})


def check_may_hand_over(user: str) -> None:
	"""An administrator for everybody, a supervisor for people of the own departments and team. Raises HandoverNotYoursError."""
	person = get_person()
	if person.is_administrator or frappe.session.user == "Administrator":
		return
	is_led = user == person.user or user in person.team or organisation.department_of(user) in person.departments
	if not (person.is_supervisor and is_led):
		refuse(refusals.HandoverNotYoursError, user=get_fullname(user))


def check_recipients(distribution: Distribution, planned: dict[str, Any]) -> None:
	"""Everybody named is enabled. `planned` has the recipients of each kind that the plan names: they may look after such records.

	Raises RecipientNotEligibleError.
	"""
	enabled = set(frappe.get_all("User", {"name": ["in", list(distribution.recipients)], "enabled": 1}, pluck="name"))
	for user in distribution.recipients:
		if user not in enabled:
			refuse(refusals.RecipientNotEligibleError, user=get_fullname(user), why=_("The account is disabled."))
	managers = staff.customer_managers_among(distribution.recipients)
	for kind in all_kinds():
		wrong = [user for user in planned.get(kind.doctype, ()) if user not in managers and kind.needs_customer_manager]
		if wrong:
			why = _("{0} need somebody with the role Customer Manager.").format(_(kind.label))
			refuse(refusals.RecipientNotEligibleError, user=get_fullname(wrong[0]), why=why)


def check_startable(handover: Any) -> None:
	"""It is a draft whose day has come, and no other handover of this person is under way. Raises the refusals of a start."""
	check_may_hand_over(handover.from_user)
	if handover.status != DRAFT:
		refuse(refusals.HandoverStartedError, handover=handover.name)
	if getdate(handover.handover_on) > getdate(nowdate()):
		refuse(refusals.HandoverTooEarlyError, date=format_date(handover.handover_on))
	other = frappe.db.get_value(
		DOCTYPE, {"from_user": handover.from_user, "status": ["in", [RUNNING, UNDOING]], "name": ["!=", handover.name]}, for_update=True
	)
	if other:
		refuse(refusals.HandoverRunningError, user=get_fullname(handover.from_user), handover=other)


def check_plan(handover: Any) -> None:
	"""There is something to hand over, and whoever takes it may. Raises NothingToHandOverError, RecipientNotEligibleError."""
	item = frappe.qb.DocType(ITEM)
	query = frappe.qb.from_(item).select(item.kind, item.to_user).distinct()
	planned: dict[str, list[str]] = {}
	for kind, user in query.where((item.handover == handover.name) & (item.status == PLANNED) & item.to_user.isnotnull()).run():
		planned.setdefault(kind, []).append(user)
	if not planned:
		refuse(refusals.NothingToHandOverError, user=get_fullname(handover.from_user))
	check_recipients(distribution_of(handover), planned)


def check_undoable(handover: Any) -> None:
	"""It is completed, and the former owner is able to take the records back. Raises HandoverNotUndoableError, RecipientNotEligibleError."""
	check_may_hand_over(handover.from_user)
	moved = frappe.get_all(ITEM, {"handover": handover.name, "status": MOVED}, pluck="kind", distinct=True)
	if handover.status != COMPLETED or not moved:
		refuse(refusals.HandoverNotUndoableError, handover=handover.name, state=_(handover.status))
	check_recipients(Distribution(ONE, handover.from_user), {kind: [handover.from_user] for kind in moved})


def is_recipient_able(kind: Kind, user: str) -> bool:
	"""True while somebody may take records of a kind; asked again during the work, because accounts change."""
	if kind.needs_customer_manager:
		return staff.is_customer_manager(user)
	return bool(frappe.db.get_value("User", user, "enabled"))
