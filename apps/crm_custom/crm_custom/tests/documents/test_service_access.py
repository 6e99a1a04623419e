"""Who may do what with a service, by every door: the actions, a save with a changed state, set_value, the workflow button, delete."""

import frappe
import pytest
from frappe.model.workflow import apply_workflow

from crm_custom.exceptions import IllegalTransitionError, StateNotEditableError, SystemFieldError, TransitionRoleError
from crm_custom.service_management import api, refusals
from crm_custom.tests.factories_service import make_service, make_team, new_service

STATES = ("Created", "Assigned", "Handled", "Archived")
#: person: (from, to) that this person may bring about
MAY = {
	"supervisor": {("Created", "Assigned")},
	"creator": {("Handled", "Archived")},
	"assignee": {("Assigned", "Handled"), ("Handled", "Archived")},
	"colleague": set(),
	"executive": set(),
	"stranger": set(),
}
REFUSED = (frappe.PermissionError, frappe.ValidationError)


@pytest.fixture
def team():
	return make_team()


def complete(doc, team, target: str) -> None:
	"""What a move needs besides the state."""
	if target == "Assigned" and not doc.assigned_to:
		doc.assigned_to = team.assignee
	if target == "Handled" and doc.status == "Assigned":
		doc.handling = "Done."
	if target == "Archived" and doc.status == "Handled":
		doc.result, doc.satisfaction = "Fine.", 4


@pytest.mark.parametrize("person", sorted(MAY))
def test_a_save_with_a_changed_state_moves_a_service_only_as_the_model_says(team, as_user, person):
	possible = set()
	for source in STATES:
		for target in set(STATES) - {source}:
			name = make_service(team, source)
			with as_user(getattr(team, person)):
				frappe.db.savepoint("attempt")
				doc = frappe.get_doc("Service", name)
				complete(doc, team, target)
				doc.status = target
				try:
					doc.save()
				except REFUSED:
					frappe.db.rollback(save_point="attempt")
			if frappe.db.get_value("Service", name, "status") == target:
				possible.add((source, target))
	assert possible == MAY[person]


@pytest.mark.parametrize(
	("person", "source", "target", "error"),
	[
		("creator", "Created", "Assigned", TransitionRoleError),
		("assignee", "Assigned", "Archived", IllegalTransitionError),
		("creator", "Created", "Archived", IllegalTransitionError),
		("assignee", "Handled", "Created", IllegalTransitionError),
		("creator", "Archived", "Handled", IllegalTransitionError),
	],
)
def test_set_value_is_no_way_around_the_states(team, as_user, person, source, target, error):
	name = make_service(team, source)
	with as_user(getattr(team, person)), pytest.raises(error):
		frappe.call("frappe.client.set_value", doctype="Service", name=name, fieldname="status", value=target)


@pytest.mark.parametrize(
	("method", "arguments", "person"),
	[
		(api.assign, ("assignee",), "creator"),
		(api.assign, ("assignee",), "stranger"),
		(api.assign, ("assignee",), "executive"),
		(api.reassign, ("colleague",), "assignee"),
		(api.handle, ("Done.",), "supervisor"),
		(api.handle, ("Done.",), "executive"),
		(api.feed_back, ("Fine.", 4), "stranger"),
		(api.feed_back, ("Fine.", 4), "supervisor"),
	],
)
def test_the_endpoints_refuse_whoever_is_not_meant(team, as_user, method, arguments, person):
	source = {api.assign: "Created", api.reassign: "Assigned", api.handle: "Assigned", api.feed_back: "Handled"}[method]
	name = make_service(team, source)
	values = [getattr(team, value, value) if isinstance(value, str) else value for value in arguments]
	with as_user(getattr(team, person)), pytest.raises(frappe.PermissionError):
		method(name, *values)
	assert frappe.db.get_value("Service", name, "status") == source


def test_the_workflow_button_asks_the_same_guards(team, as_user):
	name = make_service(team, "Created")
	with as_user(team.supervisor), pytest.raises(refusals.AssigneeMissingError):
		apply_workflow(frappe.get_doc("Service", name).as_json(), "Assign")
	name = make_service(team, "Assigned")
	with as_user(team.assignee), pytest.raises(refusals.HandlingMissingError):
		apply_workflow(frappe.get_doc("Service", name).as_json(), "Handle")
	name = make_service(team, "Handled")
	with as_user(team.creator), pytest.raises(refusals.FeedbackMissingError):
		apply_workflow(frappe.get_doc("Service", name).as_json(), "Feedback")


@pytest.mark.parametrize(("value", "state"), [(3, "Archived"), (2, "Assigned")])
def test_the_workflow_button_follows_a_stored_satisfaction(team, as_user, value, state):
	name = make_service(team, "Handled")
	with as_user(team.creator):
		doc = frappe.get_doc("Service", name)
		doc.result, doc.satisfaction = "Asked by phone.", value
		doc.save()
		assert apply_workflow(doc.as_json(), "Feedback").status == state


def test_another_customer_manager_cannot_handle_what_is_not_theirs(team, as_user):
	name = make_service(team, "Assigned")
	with as_user(team.creator), pytest.raises(refusals.NotAssigneeError):
		api.handle(name, "I did it.")
	with as_user(team.creator), pytest.raises(refusals.NotAssigneeError):
		frappe.call("frappe.client.set_value", doctype="Service", name=name, fieldname="handling", value="I did it.")
	with as_user(team.stranger), pytest.raises(frappe.PermissionError):
		api.handle(name, "I did it.")


def test_a_supervisor_gives_no_feedback_for_others(team, as_user):
	name = make_service(team, "Handled")
	with as_user(team.supervisor), pytest.raises(refusals.NotFeedbackGiverError):
		frappe.call("frappe.client.set_value", doctype="Service", name=name, fieldname="satisfaction", value=5)


def test_the_assignee_does_not_pass_the_service_on(team, as_user):
	name = make_service(team, "Assigned")
	with as_user(team.assignee), pytest.raises(refusals.AssignmentRoleError):
		frappe.call("frappe.client.set_value", doctype="Service", name=name, fieldname="assigned_to", value=team.colleague)


@pytest.mark.parametrize("state", ["Created", "Handled"])
def test_the_assignee_is_not_set_without_assigning(team, as_user, state):
	name = make_service(team, state)
	with as_user(team.supervisor), pytest.raises(refusals.AssigneeOutsideStateError):
		frappe.call("frappe.client.set_value", doctype="Service", name=name, fieldname="assigned_to", value=team.colleague)


def test_a_new_service_has_no_assignee_and_no_later_state(team, as_user):
	with as_user(team.creator):
		with pytest.raises(refusals.AssigneeOutsideStateError):
			new_service(team.customer, assigned_to=team.assignee).insert()
		with pytest.raises(IllegalTransitionError):
			new_service(team.customer, status="Archived").insert()


@pytest.mark.parametrize(
	("field", "value"),
	[
		("created_by", "Administrator"),
		("created_at", "2020-01-01 00:00:00"),
		("assigned_by", "Administrator"),
		("assigned_at", "2020-01-01 00:00:00"),
		("handler", "Administrator"),
		("handled_at", "2020-01-01 00:00:00"),
		("feedback_by", "Administrator"),
		("feedback_at", "2020-01-01 00:00:00"),
		("rework_count", 7),
		("is_below_threshold", 1),
		("department", ""),
		("rounds", [{"satisfaction": 1}]),
	],
)
def test_nobody_writes_what_the_system_keeps(team, as_user, field, value):
	name = make_service(team, "Handled")
	with as_user(team.assignee):
		doc = frappe.get_doc("Service", name)
		doc.set(field, value)
		with pytest.raises(SystemFieldError):
			doc.save()


def test_a_new_service_carries_only_what_the_system_knows(team, as_user):
	with as_user(team.creator):
		doc = new_service(
			team.customer, created_by="Administrator", handler=team.assignee, satisfaction=5, rework_count=3, rounds=[{"result": "x"}]
		).insert()
	assert (doc.created_by, doc.handler, doc.satisfaction or 0, doc.rework_count or 0, doc.rounds) == (team.creator, None, 0, 0, [])
	assert doc.department == team.department
	assert doc.created_at


def test_an_archived_service_is_read_only(team, as_user):
	name = make_service(team, "Archived")
	with as_user(team.creator), pytest.raises(StateNotEditableError):
		frappe.call("frappe.client.set_value", doctype="Service", name=name, fieldname="importance", value="High")


def test_only_the_creator_deletes_a_service_and_only_while_it_is_new(team, as_user):
	name = make_service(team, "Created")
	with as_user(team.supervisor), pytest.raises(frappe.PermissionError):
		frappe.delete_doc("Service", name)
	with pytest.raises(refusals.NotCreatorError):
		frappe.delete_doc("Service", name)
	with as_user(team.creator):
		frappe.delete_doc("Service", name)
	assert not frappe.db.exists("Service", name)


@pytest.mark.parametrize("state", ["Assigned", "Handled", "Archived"])
def test_a_service_under_way_is_never_deleted(team, as_user, state):
	name = make_service(team, state)
	with as_user(team.creator), pytest.raises(refusals.ServiceNotDeletableError):
		frappe.delete_doc("Service", name)


def test_an_executive_reads_services_and_changes_nothing(team, as_user):
	name = make_service(team, "Assigned")
	with as_user(team.executive):
		assert frappe.get_list("Service", {"name": name})
		with pytest.raises(frappe.PermissionError):
			frappe.call("frappe.client.set_value", doctype="Service", name=name, fieldname="importance", value="High")
		with pytest.raises(frappe.PermissionError):
			new_service(team.customer).insert()
