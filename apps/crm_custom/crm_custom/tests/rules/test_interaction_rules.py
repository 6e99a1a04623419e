"""What the interactions of a customer say about the last contact and the next visit, and how promises end (domain 3.7)."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_custom.customer_management.interactions.rules import promise, visits
from crm_custom.customer_management.interactions.rules.visits import Contacted
from crm_custom.violation import Violation

START = datetime(2026, 3, 2, 9, 0)


def at(day: int, hour: int = 9) -> datetime:
	return START.replace(hour=hour) + timedelta(days=day)


def open_keys(*rows: Contacted) -> list[str]:
	return [row.key for row in visits.find_open_visits(rows)]


def test_a_planned_visit_stays_until_somebody_was_in_touch_on_its_day():
	planned = Contacted("a", "li", at(0), at(7, 9))
	assert open_keys(planned) == ["a"]
	assert open_keys(planned, Contacted("b", "wang", at(5))) == ["a"]
	assert open_keys(planned, Contacted("b", "wang", at(7, 8))) == []
	assert open_keys(planned, Contacted("b", "wang", at(30))) == []


def test_a_call_back_on_the_same_day_is_open_until_it_is_made():
	morning = Contacted("a", "li", at(0, 9), at(0, 15))
	assert open_keys(morning) == ["a"]
	assert open_keys(morning, Contacted("b", "li", at(0, 15))) == []


def test_a_person_has_one_plan_and_people_do_not_overwrite_each_other():
	first = Contacted("a", "li", at(0), at(7))
	assert open_keys(first, Contacted("b", "li", at(1), at(20))) == ["b"]
	assert open_keys(first, Contacted("b", "wang", at(1), at(20))) == ["a", "b"]


def test_dates_of_nothing_are_nothing():
	assert visits.dates_of([]) == visits.Dates(None, None, None)


def test_a_message_is_a_contact_but_not_a_substantive_one():
	rows = [Contacted("a", "li", at(0)), Contacted("b", "li", at(3), is_substantive=False)]
	assert visits.dates_of(rows) == visits.Dates(at(3).date(), at(0).date(), None)


def test_what_stands_in_the_way_is_put_off_and_what_comes_later_stays():
	rows = [Contacted(key, key, at(-30), at(day)) for key, day in (("old", -5), ("older", -6), ("today", 0), ("later", 4))]
	assert [row.key for row in visits.find_visits_to_postpone(rows, at(0).date())] == ["old", "older", "today"]
	later = [rows[3], Contacted("same day", "x", at(-30), at(4, 16))]
	assert [row.key for row in visits.find_visits_to_postpone(later, at(0).date())] == ["later", "same day"]
	assert visits.find_visits_to_postpone([], at(0).date()) == []


@pytest.mark.parametrize(
	("occurred", "visit", "code"),
	[
		(at(0, 9) + timedelta(minutes=11), None, "interaction_in_future"),
		(at(0), at(-1, 23), "visit_before_interaction"),
	],
)
def test_times_that_cannot_be(occurred: datetime, visit: datetime | None, code: str):
	with pytest.raises(Violation) as refused:
		visits.validate_times(occurred, visit, now=at(0, 9))
	assert refused.value.code == code


def test_a_clock_that_is_a_little_fast_and_a_call_back_of_the_same_day_are_fine():
	visits.validate_times(at(0, 9) + timedelta(minutes=10), None, now=at(0, 9))
	visits.validate_times(at(0, 9), at(0, 8), now=at(0, 9))


def test_a_visit_is_put_off_to_today_at_the_earliest():
	visits.validate_postponement(at(0, 1), at(0).date())
	with pytest.raises(Violation) as refused:
		visits.validate_postponement(at(-1, 23), at(0).date())
	assert refused.value.code == "visit_in_past"


@pytest.mark.parametrize("end", promise.ENDINGS)
def test_a_promise_ends_once_and_can_be_opened_again(end: str):
	promise.validate_move(promise.OPEN, end)
	promise.validate_move(end, end)
	promise.validate_move(end, promise.OPEN)
	for other in set(promise.ENDINGS) - {end}:
		with pytest.raises(Violation) as refused:
			promise.validate_move(end, other)
		assert refused.value.code == "promise_ended"


def test_there_is_no_fourth_end():
	with pytest.raises(Violation) as refused:
		promise.validate_move(promise.OPEN, "Forgotten")
	assert refused.value.code == "promise_unknown_end"


# --- against an oracle that says it in another way -------------------------------------------------------------------------------

moments = st.integers(0, 12 * 24).map(lambda hours: START + timedelta(hours=hours))
histories = st.lists(
	st.tuples(st.sampled_from(["li", "wang"]), moments, st.none() | st.integers(0, 9), st.booleans()),
	max_size=8,
).map(
	lambda rows: [
		Contacted(str(number), person, moment, None if ahead is None else moment + timedelta(days=ahead), counts)
		for number, (person, moment, ahead, counts) in enumerate(rows)
	]
)


def oracle_next(rows: list[Contacted]) -> date | None:
	"""Walk through time: keep one plan per person and moment, strike out what each moment fulfils."""
	plans: list[Contacted] = []
	for moment in sorted({row.occurred_at for row in rows}):
		now = [row for row in rows if row.occurred_at == moment]
		planning = {row.person for row in now if row.next_visit_at}
		plans = [plan for plan in plans if plan.next_visit_at.date() > moment.date() and plan.person not in planning]
		plans += [row for row in now if row.next_visit_at]
	return min((plan.next_visit_at.date() for plan in plans), default=None)


@given(histories)
def test_the_next_visit_is_what_a_walk_through_time_leaves(rows: list[Contacted]):
	assert visits.dates_of(rows).next_visit_on == oracle_next(rows)


@given(histories, st.randoms())
def test_the_order_in_which_interactions_are_written_down_does_not_matter(rows: list[Contacted], random):
	shuffled = random.sample(rows, len(rows))
	assert visits.dates_of(shuffled) == visits.dates_of(rows)


@given(histories)
def test_the_last_contact_is_at_least_as_late_as_the_last_that_counts(rows: list[Contacted]):
	dates = visits.dates_of(rows)
	assert dates.last_interaction_on == (max(row.occurred_at for row in rows).date() if rows else None)
	if dates.last_substantive_interaction_on:
		assert dates.last_substantive_interaction_on <= dates.last_interaction_on
