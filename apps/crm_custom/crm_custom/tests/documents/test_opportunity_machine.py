"""Every state × action × person on a real site: allowed exactly as the table says, through the services and through REST alike."""

import frappe
import pytest
from frappe import client

from crm_custom.exceptions import CRMError, IllegalTransitionError, TransitionConditionError, TransitionRoleError
from crm_custom.marketing import services
from crm_custom.marketing.rules.opportunity_machine import MACHINE
from crm_custom.tests.factories_marketing import close_reason, make_in_state, make_team, opportunity_values, undone

#: (state, action): who may
ALLOWED = {
	("Unassigned", "Assign"): {"supervisor", "administrator"},
	("Assigned", "Reassign"): {"supervisor", "administrator"},
	("Developing", "Reassign"): {"supervisor", "administrator"},
	("Developing", "Develop success"): {"manager"},
	("Assigned", "Stop"): {"manager", "supervisor", "administrator"},
	("Developing", "Stop"): {"manager", "supervisor", "administrator"},
	("Succeeded", "Archive"): {"supervisor", "administrator"},
	("Failed", "Archive"): {"supervisor", "administrator"},
}
PEOPLE = ("manager", "colleague", "supervisor", "other_supervisor", "executive", "administrator")


def by_service(name: str, action: str, colleague: str) -> None:
	{
		"Assign": lambda: services.assign(name, colleague),
		"Reassign": lambda: services.reassign(name, colleague),
		"Develop success": lambda: services.develop_success(name, services.CustomerFacts()),
		"Stop": lambda: services.stop(name, close_reason()),
		"Archive": lambda: services.archive(name),
	}[action]()


def by_rest(name: str, action: str, colleague: str) -> None:
	values = {
		"Assign": {"status": "Assigned", "assigned_to": colleague},
		"Reassign": {"status": "Assigned", "assigned_to": colleague},
		"Develop success": {"status": "Succeeded"},
		"Stop": {"status": "Failed", "close_reason": close_reason()},
		"Archive": {"status": "Archived"},
	}[action]
	client.set_value("Sales Opportunity", name, values)


def has_moved(door, name: str, action: str, colleague: str) -> bool:
	before = frappe.db.get_value("Sales Opportunity", name, ["status", "assigned_to"])
	try:
		door(name, action, colleague)
	except (CRMError, frappe.PermissionError, frappe.ValidationError):
		return False
	return frappe.db.get_value("Sales Opportunity", name, ["status", "assigned_to"]) != before


@pytest.mark.parametrize("door", [by_service, by_rest])
@pytest.mark.parametrize("state", MACHINE.state_names)
def test_a_person_makes_exactly_the_moves_of_the_table(state: str, door, as_user):
	team = make_team()
	name, colleague = make_in_state(team, state), team.colleague
	wrong = []
	for who in PEOPLE:
		user = "Administrator" if who == "administrator" else getattr(team, who)
		for action in ("Assign", "Reassign", "Develop success", "Stop", "Archive"):
			with undone(), as_user(user):
				moved = has_moved(door, name, action, colleague)
			expected = who in ALLOWED.get((state, action), set())
			if door is by_rest and action in ("Assign", "Reassign"):
				expected = who in ALLOWED.get((state, "Assign"), set()) | (
					ALLOWED.get((state, "Reassign"), set()) if state == "Developing" else set()
				)
			if moved != expected:
				wrong.append((who, action, moved))
	assert wrong == []


def test_a_move_that_does_not_exist_is_refused(as_user):
	team = make_team()
	name = make_in_state(team, "Unassigned")
	with as_user(team.supervisor), pytest.raises(IllegalTransitionError):
		client.set_value("Sales Opportunity", name, "status", "Archived")


def test_a_state_that_does_not_exist_is_refused(as_user):
	team = make_team()
	name = make_in_state(team, "Assigned")
	with as_user(team.manager), pytest.raises(frappe.ValidationError):
		client.set_value("Sales Opportunity", name, "status", "Whatever")


def test_a_customer_manager_cannot_assign(as_user):
	team = make_team()
	name = make_in_state(team, "Unassigned")
	with as_user(team.manager), pytest.raises(TransitionRoleError):
		client.set_value("Sales Opportunity", name, {"status": "Assigned", "assigned_to": team.manager})


def test_the_shipped_workflow_lets_only_the_assignee_succeed(as_user):
	team = make_team()
	name = make_in_state(team, "Developing")
	with pytest.raises(TransitionConditionError):
		client.set_value("Sales Opportunity", name, "status", "Succeeded")


@pytest.mark.parametrize("state", ["Assigned", "Developing", "Succeeded", "Failed", "Archived"])
def test_an_opportunity_does_not_begin_in_a_later_state(state: str, as_user):
	team = make_team()
	with as_user(team.supervisor), pytest.raises(IllegalTransitionError):
		client.insert(opportunity_values(status=state))
