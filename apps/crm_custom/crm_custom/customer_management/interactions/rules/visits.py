"""What the interactions of a customer say about the last contact and the next visit (domain 3.7). Pure.

- The last interaction is the one that occurred last; the last substantive one leaves out methods that do not count (a text message).
- A next visit that somebody planned stays open until it is fulfilled or replaced:
  - fulfilled by any later interaction, whoever had it, on the planned day or after it; a call on an earlier day leaves the plan alone;
  - replaced by a later interaction of the same person that plans another visit: a person has one plan for a customer, the latest.
  Plans of different people stand side by side.
- The next visit of the customer is the earliest open one. It may lie in the past: then the visit is overdue.

Interactions of the very same moment do not fulfil or replace each other. Days are days of the site's time zone. `recompute.py` says the same
as one statement; tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from crm_custom.violation import Violation

#: how far ahead of the server's clock a browser's clock may be
TOLERANCE = timedelta(minutes=10)


@dataclass(frozen=True)
class Contacted:
	"""One interaction, as far as dates depend on it. `key` names it, `person` is who recorded it."""

	key: str
	person: str
	occurred_at: datetime
	next_visit_at: datetime | None = None
	is_substantive: bool = True


@dataclass(frozen=True)
class Dates:
	"""What a customer shows; None where there is nothing."""

	last_interaction_on: date | None
	last_substantive_interaction_on: date | None
	next_visit_on: date | None


def find_open_visits(interactions: Iterable[Contacted]) -> list[Contacted]:
	"""The interactions whose planned visit is neither fulfilled nor replaced, the earliest visit first. All of one customer."""
	rows = sorted(interactions, key=lambda row: row.occurred_at, reverse=True)
	opened: list[Contacted] = []
	for place, row in enumerate(rows):
		later = [other for other in rows[:place] if other.occurred_at > row.occurred_at]
		if row.next_visit_at and not _is_settled(row, later):
			opened.append(row)
	return sorted(opened, key=lambda row: (row.next_visit_at, row.key))


def dates_of(interactions: Sequence[Contacted]) -> Dates:
	"""What the customer of these interactions shows."""
	visits = find_open_visits(interactions)
	return Dates(
		max((row.occurred_at.date() for row in interactions), default=None),
		max((row.occurred_at.date() for row in interactions if row.is_substantive), default=None),
		visits[0].next_visit_at.date() if visits else None,
	)


def find_visits_to_postpone(visits: Iterable[Contacted], today: date) -> list[Contacted]:
	"""Of the open visits, those that stand in the way: the next one with all of its day, and everything due by today."""
	visits = list(visits)
	if not visits:
		return []
	until = max(today, min(row.next_visit_at for row in visits).date())
	return [row for row in visits if row.next_visit_at.date() <= until]


def validate_times(occurred_at: datetime, next_visit_at: datetime | None, now: datetime) -> None:
	"""Raises Violation interaction_in_future when it has not happened yet, visit_before_interaction when the next visit is of an earlier day."""
	if occurred_at > now + TOLERANCE:
		raise Violation("interaction_in_future")
	if next_visit_at and next_visit_at.date() < occurred_at.date():
		raise Violation("visit_before_interaction")


def validate_postponement(to: datetime, today: date) -> None:
	"""Raises Violation visit_in_past when a visit is put off to a day that is over."""
	if to.date() < today:
		raise Violation("visit_in_past")


def _is_settled(row: Contacted, later: Iterable[Contacted]) -> bool:
	planned_day = datetime.combine(row.next_visit_at.date(), time.min)
	return any(other.occurred_at >= planned_day or (other.person == row.person and other.next_visit_at is not None) for other in later)
