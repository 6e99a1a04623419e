"""Steps, period and progress of a development plan; without a site."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_custom.marketing.rules import plan_rules as rules
from crm_custom.marketing.rules.plan_rules import Step
from crm_custom.violation import Violation

TODAY = date(2026, 3, 16)
START, END = date(2026, 3, 1), date(2026, 3, 31)
days = st.dates(START, END)


def step(**values) -> Step:
	return Step(**{"number": 1, "planned_on": TODAY, "item": "Visit", **values})


def code_of(broken: Step) -> str:
	with pytest.raises(Violation) as refused:
		rules.check_step(broken, START, END, TODAY)
	return refused.value.code


@pytest.mark.parametrize("state", ["Assigned", "Developing"])
def test_a_plan_is_made_for_an_assigned_opportunity(state: str):
	rules.check_plannable(state)


@pytest.mark.parametrize("state", ["Unassigned", "Succeeded", "Failed", "Archived", "Waiting for approval"])
def test_no_plan_is_made_in_another_state(state: str):
	with pytest.raises(Violation) as refused:
		rules.check_plannable(state)
	assert refused.value.code == "plan_not_assigned"


@given(days)
def test_a_step_within_the_period_is_accepted(day: date):
	rules.check_step(step(planned_on=day), START, END, TODAY)


@pytest.mark.parametrize("day", [START - timedelta(1), END + timedelta(1)])
def test_a_step_outside_the_period_is_refused(day: date):
	assert code_of(step(planned_on=day)) == "plan_step_outside_period"


@pytest.mark.parametrize("missing", [{"planned_on": None}, {"item": ""}, {"item": "  "}])
def test_a_step_needs_a_date_and_an_item(missing: dict):
	assert code_of(step(**missing)) == "plan_step_incomplete"


def test_a_step_is_not_done_tomorrow():
	rules.check_step(step(done_on=TODAY), START, END, TODAY)
	assert code_of(step(done_on=TODAY + timedelta(1))) == "plan_step_done_later"


@pytest.mark.parametrize("done", [{"result": "Signed"}, {"done_on": TODAY}])
def test_a_step_is_done_or_skipped_not_both(done: dict):
	assert code_of(step(skipped_reason="On holiday", **done)) == "plan_step_contradiction"


@pytest.mark.parametrize("field", ["item", "result", "skipped_reason"])
def test_a_text_has_at_most_500_characters(field: str):
	rules.check_step(step(**{field: "字" * 500}), START, END, TODAY)
	assert code_of(step(**{field: "字" * 501})) == "plan_step_text"


def test_a_period_of_one_day_is_accepted_and_a_backward_one_refused():
	rules.check_period(START, START)
	with pytest.raises(Violation) as refused:
		rules.check_period(END, START)
	assert refused.value.code == "plan_period"


@given(st.lists(days, max_size=30))
def test_steps_are_put_in_order_of_date_and_those_of_one_day_keep_theirs(planned: list[date]):
	order = rules.order_of(planned)
	assert sorted(order) == list(range(len(planned)))
	for earlier, later in itertools.pairwise(order):
		assert (planned[earlier], earlier) < (planned[later], later)


texts = st.sampled_from(["", " ", "Agreed"])
steps = st.lists(
	st.builds(Step, number=st.integers(1, 99), planned_on=days, item=st.just("Visit"), result=texts, skipped_reason=texts), max_size=12
)


@given(steps)
def test_progress_is_the_share_of_settled_steps(plan: list[Step]):
	progress = rules.progress_of(plan)
	assert 0 <= progress <= 100
	assert (progress == 100) == (bool(plan) and not rules.open_numbers(plan))


@given(steps)
def test_the_next_step_is_the_earliest_open_one(plan: list[Step]):
	open_days = [one.planned_on for one in plan if not one.is_settled]
	assert rules.next_step_on(plan) == (min(open_days) if open_days else None)


@given(steps)
def test_success_needs_steps_and_all_of_them_settled(plan: list[Step]):
	if plan and not rules.open_numbers(plan):
		rules.check_ready_for_success(plan)
		return
	with pytest.raises(Violation) as refused:
		rules.check_ready_for_success(plan)
	assert refused.value.code == ("opportunity_steps_open" if plan else "opportunity_plan_missing")
