"""The shape of state machines."""

from crm_custom.lifecycle.machine import Machine, State, Transition, allowed_for, to_roles

MACHINE = Machine(
	doctype="Thing",
	states=(State("New", to_roles("Maker")), State("Done", to_roles("Boss")), State("New", to_roles("Boss"))),
	transitions=(
		Transition("New", "Finish", "Done", to_roles("Maker")),
		Transition("New", "Force", "Done", to_roles("Boss")),
		Transition("Done", "Reopen", "New", to_roles("Boss")),
	),
)


def test_a_record_begins_in_the_first_state():
	assert MACHINE.initial == "New"


def test_a_state_listed_twice_is_one_state_with_the_editors_of_both_rows():
	assert MACHINE.state_names == ("New", "Done")
	assert MACHINE.editors_of("New") == {"Maker", "Boss"}


def test_an_unknown_state_has_no_editors():
	assert MACHINE.editors_of("Lost") == frozenset()


def test_moves_are_found_by_both_ends():
	assert [move.action for move in MACHINE.moves("New", "Done")] == ["Finish", "Force"]
	assert MACHINE.moves("Done", "Done") == ()


def test_a_move_is_allowed_for_its_roles_only():
	moves = MACHINE.moves("New", "Done")
	assert [move.action for move in allowed_for(moves, ["Maker", "Clerk"])] == ["Finish"]
	assert allowed_for(moves, ["Clerk"]) == ()
