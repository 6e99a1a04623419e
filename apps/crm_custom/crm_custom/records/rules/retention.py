"""How long logs are kept (D-24). Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

#: nobody keeps logs for a shorter time, whatever is set: half a year covers a business half-year with its complaints, audits and leavers
SHORTEST_DAYS = 180


def days_in_force(days: int | None) -> int:
	"""What is set, but never less than the shortest time."""
	return max(int(days or 0), SHORTEST_DAYS)


def history_days_in_force(days: int | None) -> int | None:
	"""The same for the history of changes; None: kept for ever (nothing or 0 is set)."""
	return days_in_force(days) if days else None


def cutoff(now: datetime, days: int) -> datetime:
	"""What is older than this may go."""
	return now - timedelta(days=days)
