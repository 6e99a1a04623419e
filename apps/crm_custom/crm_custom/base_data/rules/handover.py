"""Who takes what in a handover of work (R-094). Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

ONE, ROWS, EVENLY = "Everything to one person", "By kind, region, grade or department", "Evenly among several"
DRAFT, RUNNING, COMPLETED, UNDOING, UNDONE = "Draft", "Running", "Completed", "Undoing", "Undone"
PLANNED, MOVED, NOT_MOVED = "Planned", "Handed over", "Not handed over"
TAKEN_BACK, NOT_TAKEN_BACK = "Taken back", "Not taken back"


@dataclass(frozen=True)
class Record:
	"""What decides where a record goes; None where it has no such thing."""

	kind: str
	region: str | None = None
	grade: str | None = None
	department: str | None = None


@dataclass(frozen=True)
class Row:
	"""One row of the table "who takes what". None asks for nothing; regions and departments come with everything below them."""

	to_user: str
	kind: str | None = None
	regions: Collection[str] | None = None
	grade: str | None = None
	departments: Collection[str] | None = None

	def fits(self, record: Record) -> bool:
		"""True when the record has everything that the row asks for."""
		return (
			self.kind in (None, record.kind)
			and self.grade in (None, record.grade)
			and (self.regions is None or record.region in self.regions)
			and (self.departments is None or record.department in self.departments)
		)


@dataclass(frozen=True)
class Distribution:
	"""How the records are given out: the way, the person for everything or for the rest, and the rows."""

	way: str
	rest: str | None = None
	rows: Sequence[Row] = ()

	@property
	def recipients(self) -> tuple[str, ...]:
		"""Everybody who may get something, each once."""
		people = [self.rest] if self.way != EVENLY and self.rest else []
		people += [row.to_user for row in self.rows] if self.way != ONE else []
		return tuple(dict.fromkeys(people))

	def recipient_of(self, record: Record, position: int) -> str | None:
		"""Who takes this record; None when nobody is named for it. `position` counts the records of its kind from 0."""
		if self.way == EVENLY:
			people = self.recipients
			return people[position % len(people)] if people else None
		if self.way == ROWS:
			return next((row.to_user for row in self.rows if row.fits(record)), self.rest)
		return self.rest

	def may_give(self, kind: str, user: str) -> bool:
		"""True when this person could get a record of this kind by the rows, or as the one for the rest."""
		if self.way == EVENLY or (user == self.rest and self.way in (ONE, ROWS)):
			return True
		return any(row.to_user == user and row.kind in (None, kind) for row in self.rows)
