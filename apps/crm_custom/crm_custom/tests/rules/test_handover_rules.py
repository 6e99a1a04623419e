"""Who takes what in a handover, and the tree of departments (R-094, R-329)."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_custom.base_data.rules.departments import Place, add_up
from crm_custom.base_data.rules.handover import EVENLY, ONE, ROWS, Distribution, Record, Row

CUSTOMER = Record("Customer", region="Jiangsu", grade="Important", department="East")


def test_everything_goes_to_one_person():
	distribution = Distribution(ONE, "li")
	assert [distribution.recipient_of(record, 0) for record in (CUSTOMER, Record("Service"))] == ["li", "li"]
	assert distribution.recipients == ("li",)


@pytest.mark.parametrize(
	("row", "fits"),
	[
		(Row("wang"), True),
		(Row("wang", kind="Customer"), True),
		(Row("wang", kind="Service"), False),
		(Row("wang", regions={"Jiangsu", "Nanjing"}), True),
		(Row("wang", regions={"Zhejiang"}), False),
		(Row("wang", grade="Important"), True),
		(Row("wang", grade="Ordinary"), False),
		(Row("wang", departments={"East"}), True),
		(Row("wang", departments={"South"}), False),
		(Row("wang", kind="Customer", regions={"Jiangsu"}, grade="Ordinary"), False),
	],
)
def test_a_row_fits_what_has_everything_that_it_asks_for(row: Row, fits: bool):
	assert row.fits(CUSTOMER) is fits
	assert Distribution(ROWS, "rest", [row]).recipient_of(CUSTOMER, 0) == ("wang" if fits else "rest")


def test_the_first_row_that_fits_decides_and_nobody_is_named_for_the_rest():
	rows = [Row("wang", regions={"Jiangsu"}), Row("zhao", kind="Customer")]
	distribution = Distribution(ROWS, None, rows)
	assert distribution.recipient_of(CUSTOMER, 0) == "wang"
	assert distribution.recipient_of(Record("Customer"), 0) == "zhao"
	assert distribution.recipient_of(Record("Service"), 0) is None
	assert distribution.recipients == ("wang", "zhao")


def test_what_has_no_region_fits_no_row_that_asks_for_one():
	assert not Row("wang", regions={"Jiangsu"}).fits(Record("Service"))


@given(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=8), st.integers(0, 200))
def test_an_even_split_differs_by_one_at_most(people: list[str], records: int):
	distribution = Distribution(EVENLY, rows=[Row(person) for person in people])
	given_to = Counter(distribution.recipient_of(CUSTOMER, position) for position in range(records))
	shares = [given_to[person] for person in distribution.recipients]
	assert sum(shares) == records
	assert max(shares) - min(shares) <= 1


def test_an_even_split_among_nobody_gives_nothing():
	assert Distribution(EVENLY).recipient_of(CUSTOMER, 0) is None
	assert Distribution(EVENLY, "rest").recipients == ()


trees = st.recursive(st.just([]), lambda below: st.lists(below, max_size=4), max_leaves=20)


def number(tree: list, places: list[Place], left: int = 1) -> int:
	"""Numbers a tree as a nested set does; answers the next free number."""
	here = left
	left += 1
	for below in tree:
		left = number(below, places, left)
	places.append(Place(f"D{here}", here, left))
	return left + 1


@given(st.lists(trees, max_size=4), st.data())
def test_totals_are_the_sums_of_everything_below(forest: list, data: st.DataObject):
	places: list[Place] = []
	left = 1
	for tree in forest:
		left = number(tree, places, left)
	counts = {place.name: data.draw(st.integers(0, 9)) for place in places}
	totals = add_up(places, counts)
	for top in places:
		inside = [place for place in places if top.left <= place.left and place.right <= top.right]
		assert totals[top.name] == sum(counts[place.name] for place in inside)
