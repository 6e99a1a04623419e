"""The rules of a service, with random data too."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_custom.service_management.rules import charges, fields, satisfaction
from crm_custom.service_management.rules.service_machine import ARCHIVED, ASSIGNED, CREATED, HANDLED
from crm_custom.violation import Violation

MONEY = st.decimals(min_value=0, max_value=10**9, places=2)


@pytest.mark.parametrize("value", [None, 0, 1, 2, 3, 4, 5])
def test_a_satisfaction_is_one_to_five_or_not_given(value: int | None):
	satisfaction.check_satisfaction(value)


@given(st.integers().filter(lambda value: value != 0 and not 1 <= value <= 5))
def test_any_other_satisfaction_is_refused(value: int):
	with pytest.raises(Violation) as refused:
		satisfaction.check_satisfaction(value)
	assert refused.value.code == "service_satisfaction_out_of_range"


@given(st.integers(1, 5), st.integers(1, 5))
def test_feedback_archives_from_the_threshold_on_and_sends_back_below_it(value: int, threshold: int):
	assert satisfaction.state_after_feedback(value, threshold) == (ARCHIVED if value >= threshold else ASSIGNED)


def test_no_satisfaction_is_not_below_any_threshold():
	assert not satisfaction.is_below(0, 5)
	assert not satisfaction.is_below(None, 5)


@pytest.mark.parametrize(("field", "longest"), sorted(fields.LONGEST.items()))
def test_a_text_may_fill_its_length_and_not_one_more(field: str, longest: int):
	fields.check_lengths({field: "字" * longest})
	with pytest.raises(Violation) as refused:
		fields.check_lengths({field: "字" * (longest + 1)})
	assert refused.value.facts == {"field": field, "length": longest + 1, "longest": longest}


@pytest.mark.parametrize(
	("field", "states"),
	[
		("customer", {CREATED}),
		("service_type", {CREATED, ASSIGNED}),
		("summary", {CREATED, ASSIGNED}),
		("request", {CREATED, ASSIGNED}),
		("handling", {ASSIGNED}),
		("result", {HANDLED}),
		("satisfaction", {HANDLED}),
	],
)
def test_each_part_is_written_in_its_own_states(field: str, states: set[str]):
	writable = {state for state in (CREATED, ASSIGNED, HANDLED, ARCHIVED) if fields.find_frozen_field({field}, state) is None}
	assert writable == states


def test_other_fields_are_never_frozen_by_a_state():
	assert fields.find_frozen_field({"due_by", "fact_description"}, HANDLED) is None


@given(st.lists(MONEY, max_size=20), MONEY)
def test_the_total_is_the_parts_and_the_work_to_the_cent(parts: list[Decimal], work: Decimal):
	assert charges.total_charge(parts, work) == sum(parts, work)


@given(MONEY, MONEY)
def test_a_part_under_warranty_costs_nothing(quantity: Decimal, price: Decimal):
	assert charges.line_amount(quantity, price, True) == 0


def test_a_part_costs_quantity_times_price_rounded_half_up():
	assert charges.line_amount(Decimal("1.5"), Decimal("0.03"), False) == Decimal("0.05")
	assert charges.line_amount(None, None, False) == 0
