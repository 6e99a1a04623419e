"""The use cases of a handover: preview, start, the work in the background, undo (R-094, R-095)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from frappe.utils import now_datetime

from crm_custom.base_data import organisation
from crm_custom.base_data.handover import checks, moving, notices
from crm_custom.base_data.handover.kinds import Kind, Recipient, Transfer, all_kinds
from crm_custom.base_data.handover.planning import ITEM, lay_plan
from crm_custom.base_data.rules.handover import (
	COMPLETED,
	DRAFT,
	MOVED,
	NOT_MOVED,
	NOT_TAKEN_BACK,
	PLANNED,
	RUNNING,
	TAKEN_BACK,
	UNDOING,
	UNDONE,
)

DOCTYPE = "Work Handover"
#: records in one transaction: seconds at most, and what a kill in the middle has to do again
BATCH = 1000
MOVING = "Moving"


class Run(Protocol):
	"""What the work tells whoever runs it."""

	def progress(self, done: int, total: int) -> None:
		"""So far."""

	def changed(self, count: int) -> None:
		"""So many records were changed."""

	def failed(self, record: Any, reason: str) -> None:
		"""This one was not."""

	def checkpoint(self, state: Any = None) -> None:
		"""Commit: what was done stays done."""


def preview(name: str) -> int:
	"""Lay the plan of a draft anew; answers how many records it has. For whoever may write the handover."""
	handover = _locked(name)
	checks.check_may_hand_over(handover.from_user)
	return lay_plan(handover) if handover.status == DRAFT else frappe.db.count(ITEM, {"handover": name})


def start(name: str) -> None:
	"""Check everything and set the handover to Running; `carry_out` does the work. Of two who press at once the second is refused."""
	# two handovers of one person wait for each other here, not for each other's rows
	frappe.db.get_value("User", frappe.db.get_value(DOCTYPE, name, "from_user"), "name", for_update=True)
	handover = _locked(name)
	checks.check_startable(handover)
	lay_plan(handover)
	checks.check_plan(handover)
	_save(handover, status=RUNNING, phase=MOVING, started_by=frappe.session.user, started_at=now_datetime())


def start_undo(name: str) -> None:
	"""Set a completed handover to Undoing; `carry_out_undo` gives back what nobody has changed since."""
	handover = _locked(name)
	checks.check_undoable(handover)
	_save(handover, status=UNDOING, undone_by=frappe.session.user)


def carry_out(name: str, run: Run) -> None:
	"""Move what is planned, kind by kind and person by person, in batches. Started again after a kill it goes on where it stopped."""
	handover = frappe.get_doc(DOCTYPE, name)
	if handover.status != RUNNING:
		return
	moving.leave_unnamed(name, _("Nobody is named for it."))
	course = _Course(handover, run, _count(name))
	for kind in all_kinds():
		moving.leave_followers(name, kind, PLANNED, NOT_MOVED, NOT_MOVED, _("What it belongs to was not handed over."))
		for user in _recipients_of(name, kind, PLANNED):
			_move_all(course, kind, user)
	_finish(handover, COMPLETED)
	notices.tell_recipients(handover)
	run.checkpoint()


def carry_out_undo(name: str, run: Run) -> None:
	"""Give back what is still as the handover left it. Started again after a kill it goes on where it stopped."""
	handover = frappe.get_doc(DOCTYPE, name)
	if handover.status != UNDOING:
		return
	course = _Course(handover, run, _count(name, MOVED))
	for kind in all_kinds():
		moving.leave_followers(name, kind, MOVED, NOT_TAKEN_BACK, NOT_TAKEN_BACK, _("What it belongs to was not taken back."))
		for user in _recipients_of(name, kind, MOVED):
			_take_back_all(course, kind, user)
	_finish(handover, UNDONE)
	notices.tell_about_undo(handover)
	run.checkpoint()


class _Course:
	"""One run of the work: who, and how far."""

	def __init__(self, handover: Any, run: Run, total: int):
		self.handover, self.run, self.total = handover, run, total
		self.done = 0

	def transfer(self, from_user: str, to: Recipient, is_undo: bool = False) -> Transfer:
		handover = self.handover
		return Transfer(handover.name, from_user, to, (), frappe.session.user, now_datetime(), handover.remark or "", is_undo)

	def note(self, kind: Kind, moved: int, refused: dict[str, str]) -> None:
		"""A batch is done: commit it and say so."""
		self.done += moved + len(refused)
		self.run.changed(moved)
		for key, why in refused.items():
			self.run.failed((kind.doctype, key), why)
		self.run.checkpoint()
		self.run.progress(self.done, self.total)


def _move_all(course: _Course, kind: Kind, user: str) -> None:
	to = _recipient(user)
	for items in _batches(course.handover.name, kind, user, PLANNED):
		if checks.is_recipient_able(kind, user):
			transfer = course.transfer(course.handover.from_user, to)
			moved, refused = moving.hand_over(kind, transfer, {item.record_key: item.name for item in items})
		else:
			moved, refused = 0, {item.record_key: _("{0} cannot take it over any more.").format(to.full_name) for item in items}
			moving.refuse_all([item.name for item in items], NOT_MOVED, next(iter(refused.values())))
		course.note(kind, moved, refused)


def _take_back_all(course: _Course, kind: Kind, user: str) -> None:
	to = _recipient(course.handover.from_user)
	for items in _batches(course.handover.name, kind, user, MOVED):
		transfer = course.transfer(user, to, is_undo=True)
		course.note(kind, *moving.take_back(kind, transfer, {item.record_key: item for item in items}))


def _batches(name: str, kind: Kind, user: str, status: str) -> Iterator[list[Any]]:
	"""Always the first ones that are left: each batch leaves the state in which it was found."""
	condition = {"handover": name, "kind": kind.doctype, "to_user": user, "status": status}
	fields = ["name", "record_key", "moved_at", "state_before"]
	while items := frappe.get_all(ITEM, condition, fields, order_by="record_key", limit_page_length=BATCH):
		yield items


def _recipients_of(name: str, kind: Kind, status: str) -> list[str]:
	condition = {"handover": name, "kind": kind.doctype, "status": status, "to_user": ["is", "set"]}
	return frappe.get_all(ITEM, condition, pluck="to_user", distinct=True, order_by="to_user")


def _recipient(user: str) -> Recipient:
	return Recipient(user, frappe.utils.get_fullname(user), organisation.department_of(user))


def _count(name: str, status: str | None = None) -> int:
	return frappe.db.count(ITEM, {"handover": name, **({"status": status} if status else {"status": ["in", [PLANNED]]})})


def _finish(handover: Any, status: str) -> None:
	item = frappe.qb.DocType(ITEM)
	query = frappe.qb.from_(item).select(item.status, Count(item.name)).where(item.handover == handover.name).groupby(item.status)
	counts = dict(query.run())
	moved = sum(counts.get(result, 0) for result in (MOVED, TAKEN_BACK, NOT_TAKEN_BACK))
	numbers = {"moved": moved, "not_moved": counts.get(NOT_MOVED, 0), "taken_back": counts.get(TAKEN_BACK, 0)}
	moment = "undone_at" if status == UNDONE else "finished_at"
	_save(frappe.get_doc(DOCTYPE, handover.name), status=status, **numbers, **{moment: now_datetime()})


def _locked(name: str) -> Any:
	handover = frappe.get_doc(DOCTYPE, name, for_update=True)
	handover.check_permission("write")
	return handover


def _save(handover: Any, **values: Any) -> None:
	handover.update(values)
	handover.flags.is_system_change = True
	# the system's course; the right to start or undo was checked before
	handover.save(ignore_permissions=True)


#: what the background runs: status of the handover, work
WORK: dict[str, Callable[[str, Run], None]] = {RUNNING: carry_out, UNDOING: carry_out_undo}
