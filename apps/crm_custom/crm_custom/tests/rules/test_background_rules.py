"""When jobs run, when they are late, how runs end."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_custom.background.rules import outcome, schedule
from crm_custom.violation import Violation

NOON = datetime(2026, 3, 31, 12, 0)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1))
CRONS = st.sampled_from(["*/5 * * * *", "*/15 * * * *", "0 * * * *", "0 2 * * *", "30 8 * * 1", "0 3 1 * *"])


@pytest.mark.parametrize("cron", ["", "daily", "0 2 * *", "61 * * * *", "* * * * * *", "0 2 * * * ; x"])
def test_what_is_not_a_schedule_is_refused(cron: str):
	with pytest.raises(Violation) as refusal:
		schedule.validate_cron(cron)
	assert refusal.value.code == "job_schedule"


def test_a_job_without_a_schedule_has_no_next_run_and_is_never_late():
	assert schedule.next_run_after(None, NOON) is None
	assert not schedule.is_late(None, datetime(2000, 1, 1), NOON)


def test_the_next_run_of_a_monthly_job_is_on_the_first():
	assert schedule.next_run_after("0 3 1 * *", NOON) == datetime(2026, 4, 1, 3, 0)


@given(CRONS, MOMENTS)
def test_the_next_run_is_always_to_come_and_within_one_period(cron: str, moment: datetime):
	coming = schedule.next_run_after(cron, moment)
	assert moment < coming <= moment + timedelta(days=31)


@given(CRONS, MOMENTS)
def test_a_job_is_late_after_three_periods_and_not_before(cron: str, moment: datetime):
	period = schedule.period_of(cron, moment)
	assert not schedule.is_late(cron, moment, moment + 3 * period)
	assert schedule.is_late(cron, moment, moment + 3 * period + timedelta(seconds=1))


def test_a_run_with_failed_records_says_so():
	assert outcome.state_after_work(0) == outcome.FINISHED
	assert outcome.state_after_work(1) == outcome.FINISHED_WITH_FAILURES


@pytest.mark.parametrize(
	("states", "is_revived"),
	[
		([outcome.INTERRUPTED], True),
		([outcome.INTERRUPTED] * 3, True),
		([outcome.INTERRUPTED] * 4, False),
		([outcome.INTERRUPTED, outcome.FINISHED, outcome.INTERRUPTED, outcome.INTERRUPTED, outcome.INTERRUPTED], True),
	],
)
def test_a_job_that_dies_again_and_again_is_left_alone(states: list[str], is_revived: bool):
	assert outcome.is_revived(states) is is_revived


def test_administrators_hear_of_the_first_failure_in_a_row():
	assert outcome.needs_attention(outcome.FAILED, None)
	assert outcome.needs_attention(outcome.FAILED, outcome.FINISHED)
	assert not outcome.needs_attention(outcome.FAILED, outcome.FAILED)
	assert not outcome.needs_attention(outcome.FINISHED_WITH_FAILURES, outcome.FINISHED)


@given(st.floats(-10, 10**6), st.floats(-10, 10**6))
def test_progress_is_between_nothing_and_all(done: float, total: float):
	assert 0 <= outcome.percent(done, total) <= 100
