"""The states of an opportunity and who moves it, exactly as the model's table says; without a site."""

import itertools

import pytest

from crm_custom.lifecycle.machine import allowed_for
from crm_custom.marketing.rules import opportunity_machine as opportunity
from crm_custom.marketing.rules import plan_machine as plan
from crm_custom.permissions import roles

MACHINE = opportunity.MACHINE
LEADERS = {roles.SALES_SUPERVISOR, roles.SYSTEM_MANAGER}

#: (from, action): (to, roles)
TABLE = {
	("Unassigned", "Assign"): ("Assigned", LEADERS),
	("Assigned", "Reassign"): ("Assigned", LEADERS),
	("Developing", "Reassign"): ("Assigned", LEADERS),
	("Developing", "Develop success"): ("Succeeded", {roles.CUSTOMER_MANAGER}),
	("Assigned", "Stop"): ("Failed", LEADERS | {roles.CUSTOMER_MANAGER}),
	("Developing", "Stop"): ("Failed", LEADERS | {roles.CUSTOMER_MANAGER}),
	("Succeeded", "Archive"): ("Archived", LEADERS),
	("Failed", "Archive"): ("Archived", LEADERS),
}
ACTIONS = ("Assign", "Reassign", "Develop success", "Stop", "Archive")
ROLES = (*roles.CORE_ROLES, *roles.OPTIONAL_ROLES, roles.SYSTEM_MANAGER, "All", "Guest")


@pytest.mark.parametrize(("state", "action", "role"), list(itertools.product(MACHINE.state_names, ACTIONS, ROLES)))
def test_a_role_has_exactly_the_moves_of_the_table(state: str, action: str, role: str):
	mine = {move.target for move in allowed_for(MACHINE.transitions, {role}) if (move.source, move.action) == (state, action)}
	target, allowed = TABLE.get((state, action), (None, set()))
	assert mine == ({target} if role in allowed else set())


def test_every_move_is_in_the_table():
	assert {(move.source, move.action) for move in MACHINE.transitions} == set(TABLE)


def test_an_opportunity_begins_unassigned_and_nothing_leaves_the_archive():
	assert MACHINE.initial == "Unassigned"
	assert not [move for move in MACHINE.transitions if move.source == "Archived"]


def test_no_person_brings_an_opportunity_to_developing():
	assert not [move for move in MACHINE.transitions if move.target == "Developing"]


def test_a_customer_manager_ends_only_what_is_assigned_to_them():
	by_manager = [move for move in MACHINE.transitions if move.roles == {roles.CUSTOMER_MANAGER}]
	assert by_manager
	assert all(move.condition == "doc.assigned_to == frappe.session.user" for move in by_manager)


def test_after_the_end_no_working_role_edits():
	for state in opportunity.ENDED:
		assert MACHINE.editors_of(state) == {roles.SYSTEM_MANAGER}


def test_no_person_moves_a_plan():
	assert plan.MACHINE.transitions == ()


@pytest.mark.parametrize("state", plan.MACHINE.state_names)
def test_a_plan_is_executed_from_its_first_step_on(state: str):
	assert plan.state_while_open(state, has_steps=True) == ("Executing" if state == "Draft" else state)
	assert plan.state_while_open(state, has_steps=False) == state


def test_a_plan_ends_as_its_opportunity_ends():
	assert plan.FOLLOWS == {"Succeeded": "Completed", "Failed": "Aborted"}


@pytest.mark.parametrize("state", ["Completed", "Aborted"])
def test_nobody_edits_an_ended_plan(state: str):
	assert plan.MACHINE.editors_of(state) == frozenset()
