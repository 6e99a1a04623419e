"""What a service must fulfil, and what its actions do."""

import frappe
import pytest
from frappe.utils import add_days, now_datetime

from crm_custom.exceptions import IllegalTransitionError, TooManyRecordsError, TransitionConditionError
from crm_custom.lifecycle.many import MOST_RECORDS
from crm_custom.permissions import roles
from crm_custom.service_management import api, refusals, services
from crm_custom.tests.factories_service import make_person, make_service, make_serviced_customer, make_team, new_service


@pytest.fixture
def team():
	return make_team()


def set_threshold(value: int) -> None:
	frappe.get_single("CRM Settings").update({"service_threshold": value}).save()


def test_assigning_records_who_and_when_and_opens_a_task(team, as_user):
	name = make_service(team)
	with as_user(team.supervisor):
		answer = api.assign(name, team.assignee)
	doc = frappe.get_doc("Service", name)
	assert answer == {"name": name, "status": "Assigned", "assigned_to": team.assignee, "rework_count": 0}
	assert (doc.assigned_by, doc.assigned_at.date()) == (team.supervisor, now_datetime().date())
	assert tasks(name) == [(team.assignee, "Open")]
	assert frappe.db.count("Notification Log", {"document_name": name, "for_user": team.assignee}) == 1


def test_reassigning_moves_the_task_and_the_right(team, as_user):
	name = make_service(team, "Assigned")
	with as_user(team.supervisor):
		api.reassign(name, team.colleague)
	assert sorted(tasks(name)) == sorted([(team.assignee, "Cancelled"), (team.colleague, "Open")])
	with as_user(team.colleague):
		assert api.handle(name, "Taken over and done.")["status"] == "Handled"


def tasks(name: str) -> list[tuple[str, str]]:
	rows = frappe.get_all("ToDo", {"reference_type": "Service", "reference_name": name}, ["allocated_to", "status"])
	return [(row.allocated_to, row.status) for row in rows]


def test_handling_records_handler_and_time_closes_the_task_and_tells_the_creator(team):
	doc = frappe.get_doc("Service", make_service(team, "Handled"))
	assert (doc.handling, doc.handler) == ("Sent the list of parts.", team.assignee)
	assert doc.handled_at
	assert tasks(doc.name) == [(team.assignee, "Closed")]
	assert frappe.db.count("Notification Log", {"document_name": doc.name, "for_user": team.creator}) == 1


def test_good_feedback_archives(team):
	doc = frappe.get_doc("Service", make_service(team, "Archived"))
	assert (doc.status, doc.satisfaction, doc.result, doc.feedback_by, doc.rework_count) == (
		"Archived",
		5,
		"All parts fit.",
		team.creator,
		0,
	)
	assert doc.feedback_at and not doc.rounds


def test_bad_feedback_sends_the_service_back_and_keeps_the_round(team, as_user):
	name = make_service(team, "Handled")
	with as_user(team.creator):
		assert api.feed_back(name, "Two parts do not fit.", 2)["status"] == "Assigned"
	doc = frappe.get_doc("Service", name)
	assert (doc.assigned_to, doc.rework_count, doc.is_below_threshold) == (team.assignee, 1, 0)
	assert not (doc.handling or doc.handler or doc.result or doc.satisfaction or doc.feedback_by)
	[kept] = doc.rounds
	assert (kept.handling, kept.handler, kept.result, kept.satisfaction, kept.feedback_by) == (
		"Sent the list of parts.",
		team.assignee,
		"Two parts do not fit.",
		2,
		team.creator,
	)
	assert (team.assignee, "Open") in tasks(name)


def test_the_threshold_is_the_administrators(team, as_user):
	set_threshold(5)
	name = make_service(team, "Handled")
	with as_user(team.creator):
		assert services.feed_back(name, "Quite good.", 4).status == "Assigned"


def test_a_dissatisfied_customer_is_not_archived(team, as_user):
	name = make_service(team, "Handled")
	with as_user(team.creator), pytest.raises(refusals.BelowThresholdError):
		doc = frappe.get_doc("Service", name)
		doc.update({"result": "No.", "satisfaction": 2, "status": "Archived"}).save()


def test_a_satisfied_customer_does_not_go_back(team, as_user):
	name = make_service(team, "Handled")
	with as_user(team.creator):
		doc = frappe.get_doc("Service", name)
		doc.update({"result": "No.", "satisfaction": 1}).save()
		with pytest.raises(refusals.NotBelowThresholdError):
			doc.update({"result": "Yes.", "satisfaction": 5, "status": "Assigned"}).save()


def test_the_condition_of_the_workflow_holds_on_the_server(team, as_user):
	name = make_service(team, "Handled")
	with as_user(team.creator):
		doc = frappe.get_doc("Service", name)
		doc.update({"result": "No.", "satisfaction": 1}).save()
		doc.status = "Archived"
		with pytest.raises(TransitionConditionError):
			doc.save()


@pytest.mark.parametrize(("result", "value"), [("", 4), ("   ", 4), ("Fine.", 0)])
def test_feedback_needs_a_result_and_a_satisfaction(team, as_user, result, value):
	name = make_service(team, "Handled")
	with as_user(team.creator), pytest.raises(refusals.FeedbackMissingError):
		api.feed_back(name, result, value)


@pytest.mark.parametrize("value", [6, -1, 99])
def test_a_satisfaction_outside_one_to_five_is_refused(team, as_user, value):
	name = make_service(team, "Handled")
	with as_user(team.creator), pytest.raises(refusals.SatisfactionOutOfRangeError):
		api.feed_back(name, "Fine.", value)


def test_handling_needs_words(team, as_user):
	name = make_service(team, "Assigned")
	with as_user(team.assignee), pytest.raises(refusals.HandlingMissingError):
		api.handle(name, "  ")


def test_pressing_twice_does_it_once(team, as_user):
	name = make_service(team, "Handled")
	with as_user(team.creator):
		api.feed_back(name, "Bad.", 1)
		with pytest.raises(IllegalTransitionError):
			api.feed_back(name, "Bad.", 1)
	assert frappe.db.get_value("Service", name, "rework_count") == 1


@pytest.mark.parametrize(("field", "length"), [("summary", 501), ("request", 3001)])
def test_texts_of_a_request_are_bounded(team, as_user, field, length):
	with as_user(team.creator), pytest.raises(refusals.TextTooLongError):
		new_service(team.customer, **{field: "x" * length}).insert()


def test_texts_of_the_work_are_bounded(team, as_user):
	name = make_service(team, "Assigned")
	with as_user(team.assignee), pytest.raises(refusals.TextTooLongError):
		api.handle(name, "x" * 3001)
	name = make_service(team, "Handled")
	with as_user(team.creator), pytest.raises(refusals.TextTooLongError):
		api.feed_back(name, "x" * 501, 4)


@pytest.mark.parametrize(
	("state", "field", "value"),
	[("Assigned", "result", "Fine."), ("Handled", "handling", "More."), ("Handled", "summary", "Other"), ("Handled", "request", "Other")],
)
def test_each_part_is_written_in_its_own_state(team, as_user, state, field, value):
	name = make_service(team, state)
	with as_user(team.assignee), pytest.raises(refusals.FieldFrozenError):
		frappe.call("frappe.client.set_value", doctype="Service", name=name, fieldname=field, value=value)


def test_the_customer_stays_once_somebody_works_on_it(team, as_user):
	name = make_service(team, "Assigned")
	other = make_serviced_customer(team.creator)
	with as_user(team.creator), pytest.raises(refusals.FieldFrozenError):
		frappe.call("frappe.client.set_value", doctype="Service", name=name, fieldname="customer", value=other)


@pytest.mark.parametrize("kind", ["disabled", "other role", "nobody"])
def test_the_assignee_is_an_enabled_customer_manager(team, as_user, kind):
	name = make_service(team)
	person = {
		"disabled": lambda: make_person(roles.CUSTOMER_MANAGER, enabled=False),
		"other role": lambda: team.supervisor,
		"nobody": lambda: "",
	}[kind]()
	error = refusals.AssigneeMissingError if kind == "nobody" else refusals.AssigneeNotEligibleError
	with as_user(team.supervisor), pytest.raises(error):
		api.assign(name, person)


def test_the_customer_must_be_readable_by_the_creator(team, as_user):
	frappe.get_single("CRM Settings").update({"visibility": "Own"}).save()
	with as_user(team.stranger), pytest.raises(refusals.CustomerNotReadableError):
		new_service(team.customer).insert()


def test_only_a_normal_customer_gets_a_new_service(team, as_user):
	frappe.db.set_value("Customer", team.customer, "status", "Lost")
	with as_user(team.creator), pytest.raises(refusals.CustomerNotNormalError):
		new_service(team.customer).insert()


def test_a_service_under_way_goes_on_when_its_customer_is_lost(team, as_user):
	name = make_service(team, "Assigned")
	frappe.db.set_value("Customer", team.customer, "status", "Lost")
	with as_user(team.assignee):
		assert api.handle(name, "Done.")["status"] == "Handled"


def test_the_contact_is_one_of_the_customer(team, as_user):
	contact = frappe.get_doc({"doctype": "Contact", "first_name": "Li"}).insert().name
	with as_user(team.creator), pytest.raises(refusals.ContactOfOtherCustomerError):
		new_service(team.customer, contact=contact).insert()


def test_a_service_is_not_due_before_it_exists(team, as_user):
	with as_user(team.creator):
		new_service(team.customer, due_by=now_datetime()).insert()
		with pytest.raises(refusals.DueBeforeCreationError):
			new_service(team.customer, due_by=add_days(now_datetime(), -1)).insert()


def test_amounts_are_not_negative_and_are_summed_by_the_server(team, as_user):
	part = {"part_name": "Seal", "quantity": 2, "unit_price": 30.5, "amount": 999}
	free = {"part_name": "Pump", "quantity": 1, "unit_price": 500, "is_under_warranty": 1}
	with as_user(team.creator):
		doc = new_service(team.customer, spare_parts=[part, free], service_charge=100, total_charge=1).insert()
		assert (float(doc.spare_parts_amount), float(doc.total_charge)) == (61, 161)
		with pytest.raises(refusals.NegativeAmountError):
			new_service(team.customer, service_charge=-1).insert()


def test_markup_in_a_summary_is_dropped(team, as_user):
	with as_user(team.creator):
		assert new_service(team.customer, summary="<img src=x onerror=alert(1)>Press").insert().summary == "Press"


def test_many_are_assigned_one_by_one_with_a_reason_for_each_refusal(team, as_user):
	fresh, busy = make_service(team), make_service(team, "Handled")
	with as_user(team.supervisor):
		rows = api.assign_many(frappe.as_json([fresh, busy, fresh, "SRV-NONE"]), team.assignee)
	assert [(row["name"], row["ok"]) for row in rows] == [(fresh, True), (busy, False), ("SRV-NONE", False)]
	assert all(row["message"] for row in rows)
	assert frappe.db.get_value("Service", busy, "status") == "Handled"


def test_many_are_handled_reassigned_and_answered_likewise(team, as_user):
	names = [make_service(team, "Assigned") for _ in range(2)]
	with as_user(team.supervisor):
		assert all(row["ok"] for row in api.reassign_many(names, team.colleague))
	with as_user(team.colleague):
		assert all(row["ok"] for row in api.handle_many(names, "Price list sent."))
	with as_user(team.creator):
		assert [row["message"] for row in api.feed_back_many(names, "Thanks.", 5)] == ["Archived", "Archived"]


@pytest.mark.parametrize("method", [api.assign_many, api.reassign_many, api.handle_many])
def test_actions_on_many_are_for_people_who_write_services(team, as_user, method):
	with as_user(team.executive), pytest.raises(frappe.PermissionError):
		method([make_service(team)], "x")


def test_feedback_on_many_is_for_people_who_write_services(team, as_user):
	with as_user(team.executive), pytest.raises(frappe.PermissionError):
		api.feed_back_many([], "x", 5)


def test_there_is_a_limit_to_many(team, as_user):
	with as_user(team.supervisor), pytest.raises(TooManyRecordsError):
		api.assign_many([str(number) for number in range(MOST_RECORDS + 1)], team.assignee)
