"""Probability, amounts and revenue of an opportunity; without a site."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_custom.marketing.rules import opportunity_rules as rules
from crm_custom.violation import Violation

percent = st.floats(0, 100)
money = st.decimals(0, 10**9, places=2)


@given(percent)
def test_a_probability_from_0_to_100_is_accepted(probability: float):
	rules.check_probability(probability)


@pytest.mark.parametrize("probability", [-0.1, -50, 100.01, 1000])
def test_a_probability_outside_is_refused(probability: float):
	with pytest.raises(Violation) as refused:
		rules.check_probability(probability)
	assert refused.value.code == "opportunity_probability"


@given(percent, percent)
def test_the_probability_follows_the_stage_while_nobody_set_it(old: float, new: float):
	assert rules.probability_after_move(old, old, old, new) == new


@given(percent, percent, percent, percent)
def test_a_probability_set_in_the_same_save_stays(present: float, given_now: float, old: float, new: float):
	if given_now != present:
		assert rules.probability_after_move(present, given_now, old, new) == given_now


@given(percent, percent, percent)
def test_a_probability_set_earlier_stays(present: float, old: float, new: float):
	if present != old:
		assert rules.probability_after_move(present, present, old, new) == present


@given(st.decimals(0, 10**6, places=3), money)
def test_an_amount_is_rounded_half_up_and_never_off_by_more_than_half_a_cent(quantity: Decimal, price: Decimal):
	amount = rules.amount_of(quantity, price, 2)
	assert abs(amount - quantity * price) <= Decimal("0.005")


def test_half_a_cent_goes_up():
	assert rules.amount_of(Decimal("0.5"), Decimal("0.01"), 2) == Decimal("0.01")


@given(st.lists(money, max_size=20))
def test_the_total_is_the_sum_of_the_lines(amounts: list[Decimal]):
	assert rules.total_of(amounts, 2) == sum(amounts, Decimal(0))


@pytest.mark.parametrize(
	("present", "given_now", "old_total", "new_total", "expected"),
	[
		(0, 0, 0, 500, 500),  # empty follows
		(500, 500, 500, 700, 700),  # equal to the former total follows
		(900, 900, 500, 700, 900),  # set by hand earlier stays
		(500, 800, 500, 700, 800),  # set in this save stays
		(500, 500, 500, 0, 500),  # the last line goes, the expectation stays
		(0, 300, 0, 0, 300),
	],
)
def test_the_expected_revenue_follows_the_lines_until_somebody_sets_it(present, given_now, old_total, new_total, expected):
	values = (Decimal(value) for value in (present, given_now, old_total, new_total))
	assert rules.revenue_after_lines(*values) == Decimal(expected)


@pytest.mark.parametrize(("quantity", "price"), [(0, 1), (-1, 1), (1, -1)])
def test_a_line_without_quantity_or_below_zero_is_refused(quantity: int, price: int):
	with pytest.raises(Violation) as refused:
		rules.check_line(Decimal(quantity), Decimal(price), 3)
	assert (refused.value.code, refused.value.facts) == ("opportunity_line", {"line": 3})


def test_a_free_line_is_accepted():
	rules.check_line(Decimal(1), Decimal(0), 1)


def test_a_description_of_2000_characters_is_accepted_and_one_more_refused():
	rules.check_description("字" * 2000)
	with pytest.raises(Violation) as refused:
		rules.check_description("字" * 2001)
	assert refused.value.facts == {"length": 2001, "limit": 2000}
