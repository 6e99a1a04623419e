"""When a job runs next and when it is late. Pure: the clock is an argument, all times in the site's time zone."""

from __future__ import annotations

from datetime import datetime, timedelta

from croniter import croniter

from crm_custom.violation import Violation

#: a job that has not begun for this many of its periods is late
LATE_AFTER_PERIODS = 3


def validate_cron(cron: str) -> None:
	"""Five fields as in crontab. Raises Violation job_schedule."""
	if len(cron.split()) != 5 or not croniter.is_valid(cron):
		raise Violation("job_schedule", schedule=cron)


def next_run_after(cron: str | None, moment: datetime) -> datetime | None:
	"""The first time of the schedule after a moment; None for a job without a schedule."""
	return croniter(cron, moment).get_next(datetime) if cron else None


def period_of(cron: str, moment: datetime) -> timedelta:
	"""The time between the two runs of the schedule that follow a moment."""
	times = croniter(cron, moment)
	first = times.get_next(datetime)
	return times.get_next(datetime) - first


def is_late(cron: str | None, last_began: datetime, now: datetime) -> bool:
	"""Whether a job that last began (or was first known) then has missed three of its times."""
	return bool(cron) and now - last_began > LATE_AFTER_PERIODS * period_of(cron, last_began)
