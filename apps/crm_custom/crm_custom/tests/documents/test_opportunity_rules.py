"""What an opportunity asks for and keeps, by every door: the form (save), REST (client), the board, bulk approval."""

import json
import re

import frappe
import pytest
from frappe import client
from frappe.desk.doctype.kanban_board import kanban_board
from frappe.model.workflow import apply_workflow, bulk_workflow_approval
from frappe.utils import add_days, getdate, nowdate

from crm_custom.customer_management.services import NewCustomer, find_or_create_customer
from crm_custom.exceptions import StateNotEditableError, SystemFieldError, TooManyRecordsError, UseAssignActionError
from crm_custom.lifecycle import framework_doors
from crm_custom.lifecycle.many import MOST_RECORDS
from crm_custom.marketing import api, board, refusals, services
from crm_custom.tests.factories import make_department, make_user, unique
from crm_custom.tests.factories_marketing import (
	close_reason,
	make_assigned,
	make_developing,
	make_in_state,
	make_opportunity,
	make_team,
	opportunity_values,
	status_of,
)

OPPORTUNITY = "Sales Opportunity"


def stored(name: str, *fields: str):
	return frappe.db.get_value(OPPORTUNITY, name, list(fields) if len(fields) > 1 else fields[0])


@pytest.fixture
def team():
	return make_team()


# creation


def test_a_new_opportunity_has_a_number_its_creator_and_the_creators_department(team, as_user):
	elsewhere = make_department()
	with as_user(team.manager):
		doc = frappe.get_doc(client.insert(opportunity_values(owner=team.supervisor, department=elsewhere)))
	assert re.fullmatch(rf"OPP\.?{getdate().year}\.?\d{{6}}", doc.name)
	assert (doc.owner, doc.department, doc.status) == (team.manager, team.department, "Unassigned")


def test_the_creator_is_not_changed_afterwards(team, as_user):
	with as_user(team.manager):
		doc = frappe.get_doc(OPPORTUNITY, make_opportunity())
		doc.owner = team.supervisor
		with pytest.raises(frappe.ValidationError):
			doc.save()


def test_a_new_opportunity_takes_the_first_stage_and_its_probability(team, as_user):
	with as_user(team.manager):
		name = make_opportunity(success_probability=None)
	assert stored(name, "stage", "success_probability") == ("First contact", 10)


@pytest.mark.parametrize("field", ["customer_name", "summary", "description"])
def test_the_mandatory_fields_are_asked_for(field, team, as_user):
	with as_user(team.manager), pytest.raises(frappe.MandatoryError):
		make_opportunity(**{field: None})


def test_markup_is_taken_out_of_names_and_titles(team, as_user):
	with as_user(team.manager):
		name = make_opportunity(customer_name="<img src=x onerror=alert(1)>Acme", summary="<b>Big</b> order")
	assert stored(name, "customer_name", "summary") == ("Acme", "Big order")


def test_a_summary_of_more_than_200_characters_is_refused(team, as_user):
	with as_user(team.manager), pytest.raises(frappe.CharacterLengthExceededError):
		make_opportunity(summary="字" * 201)


def test_a_description_of_more_than_2000_characters_is_refused(team, as_user):
	with as_user(team.manager), pytest.raises(refusals.DescriptionTooLongError):
		make_opportunity(description="字" * 2001)


@pytest.mark.parametrize("probability", [-1, 101])
def test_a_probability_outside_0_to_100_is_refused(probability, team, as_user):
	with as_user(team.manager):
		name = make_opportunity()
		with pytest.raises(refusals.ProbabilityOutOfRangeError):
			client.set_value(OPPORTUNITY, name, "success_probability", probability)


# stage


def test_the_board_moves_the_stage_and_the_probability_follows(team, as_user):
	name = make_assigned(team, success_probability=None)
	kanban = frappe.get_doc(
		{
			"doctype": "Kanban Board",
			"kanban_board_name": "Opportunities by stage (test)",
			"reference_doctype": OPPORTUNITY,
			"field_name": "stage",
			"columns": [{"column_name": "First contact"}, {"column_name": "Proposal made"}, {"column_name": "Closed won"}],
		}
	).insert()
	with as_user(team.manager):
		kanban_board.update_order(kanban.name, json.dumps({"Proposal made": [name]}))
		assert stored(name, "stage", "success_probability") == ("Proposal made", 50)
		with pytest.raises(refusals.StageNeedsActionError):
			kanban_board.update_order(kanban.name, json.dumps({"Closed won": [name]}))


def test_a_probability_set_by_hand_stays_when_the_stage_moves(team, as_user):
	with as_user(team.manager):
		name = make_opportunity(success_probability=42)
		client.set_value(OPPORTUNITY, name, "stage", "Proposal made")
	assert stored(name, "success_probability") == 42


# value


def test_amounts_total_and_expected_revenue_are_computed_here(team, as_user):
	product = make_product()
	with as_user(team.manager):
		lines = [
			{"product": product, "quantity": 3, "unit_price": 19.99, "amount": 1},
			{"product": product, "quantity": 1, "unit_price": 0.03, "amount": 999},
		]
		doc = frappe.get_doc(client.insert(opportunity_values(products=lines, total_amount=5)))
	assert ([row.amount for row in doc.products], doc.total_amount, doc.expected_revenue) == ([59.97, 0.03], 60, 60)


@pytest.mark.parametrize("line", [{"quantity": 0, "unit_price": 1}, {"quantity": 1, "unit_price": -1}])
def test_an_impossible_line_is_refused(line, team, as_user):
	product = make_product()
	with as_user(team.manager), pytest.raises((refusals.ProductLineError, frappe.NonNegativeError)):
		make_opportunity(products=[{"product": product, **line}])


def make_product() -> str:
	"""A product without its sales system."""
	meta = frappe.get_meta("Product")
	doc = frappe.new_doc("Product")
	for field in meta.fields:
		if field.reqd and field.fieldtype in ("Data", "Small Text"):
			doc.set(field.fieldname, frappe.generate_hash(length=8))
	doc.name = frappe.generate_hash(length=8)
	doc.db_insert()
	return doc.name


# existing customers


def test_an_opportunity_for_an_existing_customer_needs_the_setting(team, as_user):
	customer = make_customer(team.manager)
	with as_user(team.manager):
		make_opportunity(customer=customer)
	frappe.db.set_single_value("CRM Settings", "allow_opportunities_for_customers", 0)
	frappe.clear_document_cache("CRM Settings", "CRM Settings")
	with as_user(team.manager), pytest.raises(refusals.ExistingCustomerNotAllowedError):
		make_opportunity(customer=customer)


def test_an_opportunity_for_a_customer_that_one_cannot_see_is_refused(team, as_user):
	customer = make_customer(team.colleague)
	frappe.db.set_single_value("CRM Settings", "visibility", "Own")
	frappe.clear_document_cache("CRM Settings", "CRM Settings")
	with as_user(team.manager), pytest.raises(refusals.CustomerNotReadableError):
		make_opportunity(customer=customer)


def make_customer(manager: str) -> str:
	"""A customer of the manager."""
	return find_or_create_customer(NewCustomer(customer_name=unique("Customer"), customer_manager=manager))[0]


# assignment


def test_assigning_records_who_whom_and_when_and_takes_the_assignees_department(team, as_user):
	with as_user(team.other_supervisor):
		name = make_opportunity()
		services.assign(name, team.manager)
	doc = frappe.get_doc(OPPORTUNITY, name)
	assert (doc.status, doc.assigned_to, doc.assigned_by, doc.department) == (
		"Assigned",
		team.manager,
		team.other_supervisor,
		team.department,
	)
	assert getdate(doc.assigned_at) == getdate()
	assert [(row.assigned_from, row.assigned_to, row.assigned_by) for row in doc.assignments] == [
		(None, team.manager, team.other_supervisor)
	]


def test_the_assignee_gets_a_task_and_a_notification(team):
	name = make_assigned(team)
	tasks = frappe.get_all("ToDo", {"reference_name": name, "status": "Open"}, pluck="allocated_to")
	notified = frappe.get_all("Notification Log", {"document_name": name}, pluck="for_user")
	assert (tasks, notified) == ([team.manager], [team.manager])


def test_a_reassignment_adds_a_row_passes_the_task_on_and_keeps_the_plan(team, as_user):
	name = make_developing(team)
	with as_user(team.supervisor):
		services.reassign(name, team.colleague)
	doc = frappe.get_doc(OPPORTUNITY, name)
	plan = frappe.get_doc("Development Plan", {"opportunity": name})
	assert (doc.status, doc.assigned_to, len(doc.assignments)) == ("Assigned", team.colleague, 2)
	assert (plan.status, plan.assigned_to, {row.step_owner for row in plan.steps}) == ("Executing", team.colleague, {team.colleague})
	assert frappe.get_all("ToDo", {"reference_name": name, "status": "Open"}, pluck="allocated_to") == [team.colleague]
	with as_user(team.manager), pytest.raises(frappe.PermissionError):
		frappe.get_doc(OPPORTUNITY, name).check_permission("read")


def test_an_assigned_opportunity_can_be_reassigned_before_development(team, as_user):
	name = make_assigned(team)
	with as_user(team.supervisor):
		api.reassign(name, team.colleague)
	assert stored(name, "status", "assigned_to") == ("Assigned", team.colleague)


def test_assigning_needs_somebody(team, as_user):
	with as_user(team.supervisor):
		name = make_opportunity()
		with pytest.raises(refusals.AssigneeMissingError):
			apply_workflow(frappe.get_doc(OPPORTUNITY, name), "Assign")
		with pytest.raises(refusals.AssigneeMissingError):
			client.set_value(OPPORTUNITY, name, "status", "Assigned")


def test_bulk_approval_cannot_assign_without_a_person(team, as_user):
	with as_user(team.supervisor):
		name = make_opportunity()
		bulk_workflow_approval(json.dumps([name]), OPPORTUNITY, "Assign")
	assert not frappe.db.exists(OPPORTUNITY, {"name": name, "status": "Assigned"})


@pytest.mark.parametrize("kind", ["supervisor", "disabled"])
def test_only_an_enabled_customer_manager_can_be_assigned(kind, team, as_user):
	candidate = team.other_supervisor if kind == "supervisor" else make_user("Customer Manager", enabled=False)
	with as_user(team.supervisor):
		name = make_opportunity()
		with pytest.raises(refusals.AssigneeNotEligibleError):
			client.set_value(OPPORTUNITY, name, {"status": "Assigned", "assigned_to": candidate})


def test_an_assigned_opportunity_is_not_assigned_again(team, as_user):
	name = make_assigned(team)
	with as_user(team.supervisor):
		with pytest.raises(refusals.AlreadyAssignedError):
			api.assign(name, team.colleague)
		with pytest.raises(refusals.AssigneeUnchangedError):
			api.reassign(name, team.manager)


@pytest.mark.parametrize("state", ["Unassigned", "Assigned", "Developing"])
def test_nobody_sets_the_assignee_without_the_action(state, team, as_user):
	name = make_in_state(team, state)
	with as_user(team.manager), pytest.raises(refusals.AssignmentByActionError):
		client.set_value(OPPORTUNITY, name, "assigned_to", team.colleague)


def test_a_new_opportunity_is_not_born_assigned(team, as_user):
	with as_user(team.supervisor), pytest.raises(refusals.AssignmentByActionError):
		client.insert(opportunity_values(assigned_to=team.manager))


@pytest.mark.parametrize("field", ["assigned_by", "result_customer"])
def test_what_the_system_keeps_is_not_set_by_hand(field, team, as_user):
	name = make_assigned(team)
	value = "Administrator" if field == "assigned_by" else make_customer(team.manager)
	with as_user(team.manager), pytest.raises(SystemFieldError):
		client.set_value(OPPORTUNITY, name, field, value)


def test_times_department_and_history_stay_whatever_is_sent(team, as_user):
	name = make_assigned(team)
	before = stored(name, "assigned_at", "closed_on", "department")
	with as_user(team.manager):
		client.set_value(OPPORTUNITY, name, {"assigned_at": "2001-01-01 00:00:00", "closed_on": "2001-01-01", "department": None})
		doc = frappe.get_doc(OPPORTUNITY, name)
		doc.assignments = []
		doc.append("assignments", {"assigned_to": team.colleague})
		doc.save()
	assert stored(name, "assigned_at", "closed_on", "department") == before
	assert [row.assigned_to for row in frappe.get_doc(OPPORTUNITY, name).assignments] == [team.manager]


def test_the_frameworks_own_assignment_does_not_go_around_the_rule(team, as_user):
	name = make_assigned(team)
	with as_user(team.supervisor):
		for call in (
			lambda: framework_doors.add({"doctype": OPPORTUNITY, "name": name, "assign_to": [team.colleague]}),
			lambda: framework_doors.add_multiple({"doctype": OPPORTUNITY, "name": json.dumps([name]), "assign_to": [team.colleague]}),
			lambda: framework_doors.remove(OPPORTUNITY, name, team.colleague),
		):
			with pytest.raises(UseAssignActionError):
				call()
	assert stored(name, "assigned_to") == team.manager


def test_the_frameworks_own_assignment_works_elsewhere(team, as_user):
	with as_user(team.supervisor):
		note = frappe.get_doc({"doctype": "Note", "title": frappe.generate_hash(), "public": 1}).insert()
		framework_doors.add({"doctype": "Note", "name": note.name, "assign_to": json.dumps([team.manager])})
		framework_doors.remove("Note", note.name, team.manager)
	assert frappe.get_all("ToDo", {"reference_name": note.name}, pluck="status") == ["Cancelled"]


# many at once


def test_several_are_assigned_with_a_line_of_result_for_each(team, as_user):
	taken = make_assigned(team)
	with as_user(team.supervisor):
		first, second = make_opportunity(), make_opportunity()
		rows = api.assign_many(json.dumps([first, taken, second, "OPP-NONE"]), team.colleague)
	assert [(row["name"], row["ok"]) for row in rows] == [(first, True), (taken, False), (second, True), ("OPP-NONE", False)]
	assert "already" in rows[1]["message"]
	assert (stored(first, "assigned_to"), stored(taken, "assigned_to")) == (team.colleague, team.manager)


def test_several_are_stopped_for_one_reason(team, as_user):
	first, second = make_assigned(team), make_developing(team)
	with as_user(team.manager):
		rows = api.stop_many([first, second], close_reason())
	assert [row["ok"] for row in rows] == [True, True]
	assert {status_of(first), status_of(second)} == {"Failed"}


# end


def test_success_needs_a_plan_with_settled_steps(team, as_user):
	name = make_developing(team)
	with as_user(team.manager):
		with pytest.raises(refusals.StepsOpenError, match="1, 2"):
			client.set_value(OPPORTUNITY, name, "status", "Succeeded")
		plan = frappe.get_doc("Development Plan", {"opportunity": name})
		plan.steps = []
		plan.save()
		with pytest.raises(refusals.PlanMissingError):
			apply_workflow(frappe.get_doc(OPPORTUNITY, name), "Develop success")


def test_success_by_the_bare_transition_creates_the_customer_too(team, as_user):
	name = make_developing(team, is_ready=True)
	with as_user(team.manager):
		apply_workflow(frappe.get_doc(OPPORTUNITY, name), "Develop success")
	doc = frappe.get_doc(OPPORTUNITY, name)
	customer = frappe.get_doc("Customer", doc.result_customer)
	assert (customer.customer_name, customer.customer_manager, doc.stage) == (doc.customer_name, team.manager, "Closed won")
	assert getdate(doc.closed_on) == getdate(nowdate())


def test_success_pressed_twice_gives_the_same_customer(team, as_user):
	name = make_developing(team, is_ready=True)
	with as_user(team.manager):
		first = api.develop_success(name, address="Nanjing Road 1")
		second = api.develop_success(name, address="Another address")
	assert first == second
	assert frappe.db.get_value("Customer", first["customer"], "address") == "Nanjing Road 1"


def test_success_links_the_existing_customer(team, as_user):
	customer = make_customer(team.manager)
	name = make_developing(team, is_ready=True, customer=customer)
	with as_user(team.manager):
		answer = api.develop_success(name)
	assert answer["customer"] == customer


def test_no_customer_stays_when_the_state_cannot_be_saved(team, as_user, monkeypatch):
	name = make_developing(team, is_ready=True)
	count = frappe.db.count("Customer")
	monkeypatch.setattr("crm_custom.marketing.tasks.follow_opportunity", lambda doc: 1 / 0)
	with as_user(team.manager):
		frappe.db.savepoint("request")
		with pytest.raises(ZeroDivisionError):
			api.develop_success(name)
		frappe.db.rollback(save_point="request")
	assert (status_of(name), frappe.db.count("Customer")) == ("Developing", count)


def test_stopping_needs_a_close_reason(team, as_user):
	name = make_assigned(team)
	with as_user(team.manager):
		with pytest.raises(refusals.CloseReasonMissingError):
			apply_workflow(frappe.get_doc(OPPORTUNITY, name), "Stop")
		with pytest.raises(refusals.CloseReasonMissingError):
			api.stop(name, "")


@pytest.mark.parametrize("state", ["Succeeded", "Failed", "Archived"])
def test_after_the_end_nothing_changes_any_more(state, team, as_user):
	name = make_in_state(team, state)
	with pytest.raises(refusals.OpportunityEndedError):
		client.set_value(OPPORTUNITY, name, "summary", "Changed afterwards")
	with as_user(team.supervisor), pytest.raises((refusals.OpportunityEndedError, StateNotEditableError)):
		client.set_value(OPPORTUNITY, name, "strategy_note", "Changed afterwards")


def test_archiving_cannot_smuggle_a_change_in(team, as_user):
	name = make_in_state(team, "Failed")
	with as_user(team.supervisor), pytest.raises(refusals.OpportunityEndedError):
		client.set_value(OPPORTUNITY, name, {"status": "Archived", "expected_revenue": 5})


def test_a_supervisor_edits_unassigned_opportunities_only(team, as_user):
	with as_user(team.manager):
		unassigned = make_opportunity()
	assigned = make_assigned(team)
	with as_user(team.supervisor):
		client.set_value(OPPORTUNITY, unassigned, "importance", "High")
		with pytest.raises(StateNotEditableError):
			client.set_value(OPPORTUNITY, assigned, "importance", "High")


# deletion


def test_the_creator_deletes_an_unassigned_opportunity(team, as_user):
	with as_user(team.manager):
		name = make_opportunity()
		frappe.delete_doc(OPPORTUNITY, name)
	assert not frappe.db.exists(OPPORTUNITY, name)


def test_nobody_else_deletes_it(team, as_user):
	with as_user(team.manager):
		name = make_opportunity()
	with as_user(team.supervisor), pytest.raises(refusals.NotCreatorError):
		client.delete(OPPORTUNITY, name)
	with as_user(team.colleague), pytest.raises(frappe.PermissionError):
		client.delete(OPPORTUNITY, name)


def test_an_assigned_opportunity_is_not_deleted(team, as_user):
	name = make_assigned(team)
	with as_user(team.supervisor), pytest.raises(refusals.NotDeletableError):
		client.delete(OPPORTUNITY, name)


# who sees what


def test_a_customer_manager_sees_own_and_own_created_ones_only(team, as_user):
	with as_user(team.manager):
		created = make_opportunity()
	with as_user(team.colleague):
		foreign = make_opportunity()
	assigned = make_assigned(team)
	with as_user(team.manager):
		seen = set(frappe.get_list(OPPORTUNITY, pluck="name", limit_page_length=0))
		assert {created, assigned} <= seen
		assert foreign not in seen
		with pytest.raises(frappe.PermissionError):
			client.get(OPPORTUNITY, foreign)


@pytest.mark.parametrize("endpoint", ["assign", "reassign", "stop"])
def test_endpoints_refuse_people_without_the_record(endpoint, team, as_user):
	name = make_assigned(team)
	outsider = make_user()
	for user in (team.executive, outsider, team.colleague):
		with as_user(user), pytest.raises(frappe.PermissionError):
			getattr(api, endpoint)(name, "x")


@pytest.mark.parametrize("endpoint", ["archive", "develop_success", "make_plan"])
def test_endpoints_without_arguments_refuse_them_too(endpoint, team, as_user):
	name = make_developing(team, is_ready=True)
	for user in (make_user(), team.colleague):
		with as_user(user), pytest.raises(frappe.PermissionError):
			getattr(api, endpoint)(name)


@pytest.mark.parametrize("endpoint", ["assign_many", "reassign_many", "stop_many"])
def test_list_endpoints_refuse_people_without_the_right(endpoint, team, as_user):
	with as_user(team.executive), pytest.raises(frappe.PermissionError):
		getattr(api, endpoint)([], "x")


def test_the_form_gets_its_first_values_from_here(team, as_user):
	with as_user(team.manager):
		assert api.get_first_values() == {"stage": "First contact", "success_probability": 10}
	with as_user(team.executive), pytest.raises(frappe.PermissionError):
		api.get_first_values()


def test_the_expected_close_date_becomes_the_end_of_the_plan(team, as_user):
	name = make_assigned(team, expected_close_date=add_days(nowdate(), 20))
	with as_user(team.manager):
		plan = api.make_plan(name)
		assert api.make_plan(name) == plan
	assert frappe.db.get_value("Development Plan", plan, "ends_on") == getdate(add_days(nowdate(), 20))


def test_the_board_has_a_column_per_stage_and_is_planted_once(team):
	frappe.delete_doc("Kanban Board", board.BOARD, ignore_missing=True, force=True)
	board.seed_stage_board()
	board.seed_stage_board()
	columns = [column.column_name for column in frappe.get_doc("Kanban Board", board.BOARD).columns]
	assert columns == frappe.get_all("Opportunity Stage", {"disabled": 0}, pluck="name", order_by="sort_order asc, name asc")


def test_more_records_than_one_action_takes_are_refused_before_anything_is_done(team, as_user):
	with as_user(team.supervisor):
		name = make_opportunity()
		with pytest.raises(TooManyRecordsError):
			api.assign_many([name, *map(str, range(MOST_RECORDS))], team.manager)
	assert status_of(name) == "Unassigned"
