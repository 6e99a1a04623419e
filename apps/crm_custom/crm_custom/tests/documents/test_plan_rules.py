"""What a development plan asks for and keeps, by every door."""

import json

import frappe
import pytest
from frappe import client
from frappe.utils import add_days, getdate, nowdate

from crm_custom.background import run_job
from crm_custom.exceptions import IllegalTransitionError
from crm_custom.marketing import api, queries, refusals, services
from crm_custom.tests.factories_marketing import (
	close_reason,
	make_assigned,
	make_developing,
	make_in_state,
	make_opportunity,
	make_plan,
	make_team,
	settle_steps,
	status_of,
)

PLAN = "Development Plan"


def day(offset: int = 0) -> str:
	"""A day counted from today, as the browser sends it."""
	return add_days(nowdate(), offset)


class InDays(int):
	"""Stands in parameters for a day counted from today: there is no site yet when they are read."""


def on_days(values: dict) -> dict:
	return {field: day(value) if isinstance(value, InDays) else value for field, value in values.items()}


@pytest.fixture
def team():
	return make_team()


def plan_of(opportunity: str):
	return frappe.get_doc(PLAN, {"opportunity": opportunity})


# making it


def test_the_first_step_starts_the_development(team, as_user):
	name = make_assigned(team)
	plan = make_plan(team, name, steps=0)
	assert (frappe.db.get_value(PLAN, plan, "status"), status_of(name)) == ("Draft", "Assigned")
	with as_user(team.manager):
		doc = frappe.get_doc(PLAN, plan)
		doc.append("steps", {"planned_on": day(), "item": "Call"})
		doc.save()
	assert (frappe.db.get_value(PLAN, plan, "status"), status_of(name)) == ("Executing", "Developing")


def test_the_supervisor_makes_a_plan_too_and_that_starts_the_development(team, as_user):
	name = make_assigned(team)
	with as_user(team.supervisor):
		doc = frappe.get_doc(PLAN, api.make_plan(name))
		doc.append("steps", {"planned_on": day(), "item": "Call"})
		doc.save()
	assert (status_of(name), doc.steps[0].step_owner) == ("Developing", team.manager)


def test_no_plan_for_an_unassigned_opportunity(team, as_user):
	with as_user(team.supervisor):
		name = make_opportunity()
		with pytest.raises(refusals.PlanNotAssignedError):
			api.make_plan(name)
		with pytest.raises(refusals.PlanNotAssignedError):
			client.insert({"doctype": PLAN, "opportunity": name, "starts_on": day(), "ends_on": day()})


@pytest.mark.parametrize("who", ["colleague", "other_supervisor"])
def test_nobody_else_makes_the_plan(who, team, as_user):
	name = make_assigned(team)
	with as_user(getattr(team, who)), pytest.raises(refusals.NotPlanMakerError):
		client.insert({"doctype": PLAN, "opportunity": name, "starts_on": day(), "ends_on": day()})


def test_an_opportunity_has_one_plan(team, as_user):
	name = make_developing(team)
	with as_user(team.manager), pytest.raises(refusals.PlanExistsError):
		client.insert({"doctype": PLAN, "opportunity": name, "starts_on": day(), "ends_on": day()})


def test_a_plan_does_not_move_to_another_opportunity(team, as_user):
	first, second = make_developing(team), make_assigned(team)
	with as_user(team.manager), pytest.raises(frappe.ValidationError):
		client.set_value(PLAN, plan_of(first).name, "opportunity", second)


# its steps


def test_steps_are_numbered_in_order_of_date(team, as_user):
	plan = make_plan(team, make_assigned(team), steps=0)
	with as_user(team.manager):
		doc = frappe.get_doc(PLAN, plan)
		for days, item in ((9, "Third"), (2, "First"), (5, "Second")):
			doc.append("steps", {"planned_on": day(days), "item": item, "step_no": 77})
		doc.save()
	assert [(row.idx, row.step_no, row.item) for row in frappe.get_doc(PLAN, plan).steps] == [
		(1, 1, "First"),
		(2, 2, "Second"),
		(3, 3, "Third"),
	]


@pytest.mark.parametrize(
	("values", "refusal"),
	[
		({"planned_on": InDays(-1)}, refusals.StepOutsidePeriodError),
		({"planned_on": InDays(61)}, refusals.StepOutsidePeriodError),
		({"planned_on": None}, refusals.StepIncompleteError),
		({"item": " "}, refusals.StepIncompleteError),
		({"done_on": InDays(1)}, refusals.StepDoneLaterError),
		({"result": "Done", "skipped_reason": "Not needed"}, refusals.StepContradictionError),
		({"result": "字" * 501}, refusals.StepTextTooLongError),
	],
)
def test_an_impossible_step_is_refused(values, refusal, team, as_user):
	plan = make_plan(team, make_assigned(team), steps=1)
	with as_user(team.manager):
		doc = frappe.get_doc(PLAN, plan)
		doc.steps[0].update(on_days(values))
		with pytest.raises(refusal):
			client.save(doc.as_dict())


def test_a_period_that_ends_before_it_begins_is_refused(team, as_user):
	plan = make_plan(team, make_assigned(team), steps=0)
	with as_user(team.manager), pytest.raises(refusals.PlanPeriodError):
		client.set_value(PLAN, plan, "ends_on", day(-3))


def test_a_result_fills_the_day_and_the_progress(team, as_user):
	plan = make_plan(team, make_assigned(team), steps=2)
	with as_user(team.manager):
		doc = frappe.get_doc(PLAN, plan)
		doc.steps[0].result = "They want an offer"
		doc.save()
	assert (doc.steps[0].done_on, doc.progress, getdate(doc.next_step_on)) == (day(), 50, getdate(day(1)))


@pytest.mark.parametrize(
	"values", [{"result": "I was there"}, {"skipped_reason": "No time"}, {"done_on": InDays(0)}, {"outcome": "Effective"}]
)
def test_only_the_assignee_records_what_came_of_a_step(values, team, as_user):
	plan = make_plan(team, make_assigned(team), steps=1)
	with as_user(team.supervisor):
		doc = frappe.get_doc(PLAN, plan)
		doc.steps[0].update(on_days(values))
		with pytest.raises(refusals.ResultByAssigneeError):
			doc.save()


def test_a_supervisor_plans_further_but_does_not_take_a_result_away(team, as_user):
	plan = make_plan(team, make_assigned(team), steps=1)
	settle_steps(team, plan)
	with as_user(team.supervisor):
		doc = frappe.get_doc(PLAN, plan)
		doc.append("steps", {"planned_on": day(3), "item": "Show the factory"})
		doc.save()
		doc.steps = doc.steps[1:]
		with pytest.raises(refusals.ResultByAssigneeError):
			doc.save()


# its state


@pytest.mark.parametrize("state", ["Completed", "Aborted", "Draft"])
def test_nobody_moves_a_plan_by_hand(state, team, as_user):
	plan = plan_of(make_developing(team)).name
	for user in (team.manager, team.supervisor, "Administrator"):
		with as_user(user), pytest.raises(IllegalTransitionError):
			client.set_value(PLAN, plan, "status", state)


@pytest.mark.parametrize(("state", "expected"), [("Succeeded", "Completed"), ("Failed", "Aborted")])
def test_the_plan_ends_with_its_opportunity_and_is_read_only_then(state, expected, team, as_user):
	plan = plan_of(make_in_state(team, state))
	assert plan.status == expected
	for user in (team.manager, team.supervisor, "Administrator"):
		with as_user(user), pytest.raises(refusals.OpportunityEndedError):
			client.set_value(PLAN, plan.name, "goal", "Changed afterwards")


def test_after_a_reassignment_the_new_assignee_takes_the_development_up(team, as_user):
	name = make_developing(team)
	with as_user(team.supervisor):
		services.reassign(name, team.colleague)
	assert status_of(name) == "Assigned"
	with as_user(team.manager), pytest.raises(frappe.PermissionError):
		client.set_value(PLAN, plan_of(name).name, "goal", "Still mine")
	with as_user(team.colleague):
		doc = plan_of(name)
		doc.steps[0].result = "Introduced myself"
		doc.save()
	assert status_of(name) == "Developing"


def test_a_plan_without_steps_is_aborted_too(team, as_user):
	name = make_assigned(team)
	plan = make_plan(team, name, steps=0)
	with as_user(team.manager):
		services.stop(name, close_reason())
	assert frappe.db.get_value(PLAN, plan, "status") == "Aborted"


# calendar, reminders, workbench


def test_the_calendar_shows_the_steps_that_one_may_see(team, as_user):
	plan = plan_of(make_developing(team)).name
	with as_user(team.manager):
		events = api.get_plan_steps(PLAN, day(), day(40))
		assert [event["end"] for event in events if event["name"] == plan] == [getdate(day()), getdate(day(1))]
		narrowed = api.get_plan_steps(PLAN, day(), day(40), filters=json.dumps([[PLAN, "status", "=", "Completed"]]))
		assert narrowed == []
	with as_user(team.colleague):
		assert plan not in {event["name"] for event in api.get_plan_steps(PLAN, day(), day(40))}


def test_a_step_is_moved_in_the_calendar_within_the_rules(team, as_user):
	doc = plan_of(make_developing(team))
	step = doc.steps[0].name
	with as_user(team.manager):
		api.move_plan_step({"name": step, "planned_on": f"{day(7)} 00:00:00"})
		with pytest.raises(refusals.StepOutsidePeriodError):
			api.move_plan_step({"name": step, "planned_on": day(99)})
	assert [(row.name, row.step_no) for row in plan_of(doc.opportunity).steps][1] == (step, 2)
	with as_user(team.colleague), pytest.raises(frappe.PermissionError):
		api.move_plan_step({"name": step, "planned_on": day()})


def test_the_owner_is_reminded_once_of_a_due_step_and_again_when_it_moves(team, as_user):
	doc = plan_of(make_developing(team))

	def reminders() -> int:
		return frappe.db.count("Notification Log", {"document_type": PLAN, "document_name": doc.name, "for_user": team.manager})

	run_job("marketing.due_steps")
	run_job("marketing.due_steps")
	assert reminders() == 1
	with as_user(team.manager):
		api.move_plan_step({"name": doc.steps[0].name, "planned_on": day(1)})
		api.move_plan_step({"name": doc.steps[0].name, "planned_on": day()})
	run_job("marketing.due_steps")
	assert reminders() == 2


def test_the_workbench_lists_ones_own_overdue_steps(team, as_user):
	name = make_developing(team)
	later = getdate(day(30))
	with as_user(team.manager):
		assert [step.step_no for step in queries.find_overdue_steps(later) if step.opportunity == name] == [1, 2]
	with as_user(team.supervisor):
		assert not [step for step in queries.find_overdue_steps(later) if step.opportunity == name]
	settle_steps(team, plan_of(name).name)
	with as_user(team.manager):
		assert not [step for step in queries.find_overdue_steps(later) if step.opportunity == name]
