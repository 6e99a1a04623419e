"""The states of a service: who moves it, and from where to where."""

import itertools

import pytest

from crm_custom.lifecycle.machine import allowed_for
from crm_custom.permissions.roles import CUSTOMER_MANAGER, EXECUTIVE, SALES_SUPERVISOR, SYSTEM_MANAGER
from crm_custom.service_management.rules.service_machine import ARCHIVED, ASSIGNED, CREATED, HANDLED, MACHINE

MOVES = {
	(CREATED, ASSIGNED): ("Assign", {SALES_SUPERVISOR, SYSTEM_MANAGER}),
	(ASSIGNED, ASSIGNED): ("Reassign", {SALES_SUPERVISOR, SYSTEM_MANAGER}),
	(ASSIGNED, HANDLED): ("Handle", {CUSTOMER_MANAGER, SYSTEM_MANAGER}),
	(HANDLED, ARCHIVED): ("Feedback", {CUSTOMER_MANAGER, SYSTEM_MANAGER}),
	(HANDLED, ASSIGNED): ("Feedback", {CUSTOMER_MANAGER, SYSTEM_MANAGER}),
}
ROLES = (EXECUTIVE, SALES_SUPERVISOR, CUSTOMER_MANAGER, SYSTEM_MANAGER)


def test_a_service_begins_as_created():
	assert MACHINE.initial == CREATED
	assert MACHINE.state_names == (CREATED, ASSIGNED, HANDLED, ARCHIVED)


@pytest.mark.parametrize(("source", "target", "role"), list(itertools.product(MACHINE.state_names, MACHINE.state_names, ROLES)))
def test_every_role_moves_a_service_only_where_the_model_says(source: str, target: str, role: str):
	action, roles = MOVES.get((source, target), ("", set()))
	actions = {move.action for move in allowed_for(MACHINE.moves(source, target), {role})}
	assert actions == ({action} if role in roles else set())


def test_feedback_has_two_ends_that_exclude_each_other():
	conditions = {move.target: move.condition for move in MACHINE.transitions if move.action == "Feedback"}
	assert conditions == {ARCHIVED: "not doc.is_below_threshold", ASSIGNED: "doc.is_below_threshold"}


def test_only_an_administrator_edits_an_archived_service():
	assert MACHINE.editors_of(ARCHIVED) == {SYSTEM_MANAGER}
