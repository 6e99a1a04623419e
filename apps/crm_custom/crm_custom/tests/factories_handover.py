"""Makes handovers of work and carries them out here and now, by the code that the background runs. Nothing commits."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils import nowdate

from crm_custom.base_data.handover import services
from crm_custom.base_data.handover.planning import ITEM


class StandIn:
	"""Stands in for a run of the background: remembers what it was told."""

	def __init__(self, stop_after: int | None = None):
		self.moved = self.checkpoints = 0
		self.failures: list[tuple[Any, str]] = []
		self.told: list[tuple[int, int]] = []
		self.stop_after = stop_after

	def progress(self, done: int, total: int) -> None:
		self.told.append((done, total))

	def changed(self, count: int = 1) -> None:
		self.moved += count

	def failed(self, record: Any, reason: str) -> None:
		self.failures.append((record, reason))

	def checkpoint(self, state: Any = None) -> None:
		self.checkpoints += 1
		if self.checkpoints == self.stop_after:
			raise KilledError


class KilledError(BaseException):
	"""The process dies here."""


def new_handover(from_user: str, to_user: str | None = None, **values: Any) -> Any:
	"""A handover that is not saved yet."""
	facts = {"from_user": from_user, "to_user": to_user, "reason": "Leaving", "way": "Everything to one person", "handover_on": nowdate()}
	return frappe.get_doc({"doctype": "Work Handover", **facts, **values})


def make_handover(from_user: str, to_user: str | None = None, **values: Any) -> Any:
	"""A draft of whoever acts."""
	return new_handover(from_user, to_user, **values).insert()


def carry_out(handover: Any, run: StandIn | None = None) -> StandIn:
	"""Start it and do the work at once."""
	services.start(handover.name)
	run = run or StandIn()
	services.carry_out(handover.name, run)
	return run


def undo(handover: Any, run: StandIn | None = None) -> StandIn:
	"""Take it back at once."""
	services.start_undo(handover.name)
	run = run or StandIn()
	services.carry_out_undo(handover.name, run)
	return run


def results(handover: Any) -> dict[tuple[str, str], tuple[str, str | None]]:
	"""(DocType, name): (state, to whom) of every record of a handover."""
	rows = frappe.get_all(ITEM, {"handover": handover.name}, ["kind", "record_key", "status", "to_user"], limit_page_length=0)
	return {(row.kind, row.record_key): (row.status, row.to_user) for row in rows}
