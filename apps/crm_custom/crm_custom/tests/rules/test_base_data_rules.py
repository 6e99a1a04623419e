"""Settings, dictionary values, hierarchy and plain text: pure rules (R-039, R-088, R-330)."""

import re

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import geocoder

from crm_custom.base_data import seeds
from crm_custom.base_data.rules.dictionary_values import to_code_letter, to_dial_code, validate_probability
from crm_custom.base_data.rules.hierarchy import closes_a_cycle, people_led_by
from crm_custom.base_data.rules.module_needs import NEEDS, validate_needs
from crm_custom.base_data.rules.search import rank
from crm_custom.base_data.rules.setting_bounds import BOUNDS, validate_bounds
from crm_custom.base_data.rules.text import half_width, plain_text
from crm_custom.violation import Violation

PEOPLE = st.sampled_from("abcdefg")
SUPERIORS = st.dictionaries(PEOPLE, st.none() | PEOPLE)
IN_BOUNDS = {name: lowest for name, (lowest, _) in BOUNDS.items()}


def test_whoever_is_below_somebody_i_lead_is_led_by_me():
	assert people_led_by("a", {"b": "a", "c": "b", "d": "x", "a": None}) == {"b", "c"}


@given(PEOPLE, SUPERIORS)
def test_nobody_leads_himself_whatever_the_data(person: str, superiors: dict):
	assert person not in people_led_by(person, superiors)


@given(PEOPLE, PEOPLE, SUPERIORS)
def test_a_superior_who_closes_no_cycle_leaves_none(person: str, superior: str, superiors: dict):
	tree = {who: above for who, above in superiors.items() if not above or above > who}
	if closes_a_cycle(person, superior, tree):
		return
	after = {**tree, person: superior}
	seen, above = set(), person
	while above := after.get(above):
		assert above not in seen
		seen.add(above)
	assert person not in seen


def test_one_is_not_ones_own_superior():
	assert closes_a_cycle("a", "a", {})
	assert not closes_a_cycle("a", None, {})


@pytest.mark.parametrize(
	("typed", "stored"),
	[
		("<b>Acme</b> Ltd", "Acme Ltd"),
		("<script>alert(1)</script>", "alert(1)"),
		("<<b>script>x", "x"),
		("<img src=x onerror=alert(1) ", "img src=x onerror=alert(1)"),
		("A < B & C", "A < B & C"),
		("  北京　科技  ", "北京 科技"),
		(None, ""),
	],
)
def test_names_are_kept_without_markup(typed: str | None, stored: str):
	assert plain_text(typed) == stored


@given(st.text(alphabet="<>/!?ab =\"'", max_size=40))
def test_no_name_can_open_a_tag(typed: str):
	stored = plain_text(typed)
	assert not any(f"<{sign}" in stored for sign in "ab/!?")
	assert plain_text(stored) == stored


def test_full_width_signs_become_half_width():
	assert half_width("（０２１）－６２３４") == "(021)-6234"


@pytest.mark.parametrize("name", sorted(BOUNDS))
def test_a_setting_outside_its_bounds_is_refused(name: str):
	lowest, highest = BOUNDS[name]
	for value in (lowest - 1, highest + 1):
		with pytest.raises(Violation) as refused:
			validate_bounds({**IN_BOUNDS, name: value})
		assert refused.value.code == "setting_out_of_bounds"
		assert refused.value.facts["setting"] == name


def test_settings_at_their_bounds_are_accepted():
	validate_bounds(IN_BOUNDS)
	validate_bounds({name: highest for name, (_, highest) in BOUNDS.items()})


def test_the_smallest_discount_is_not_above_the_largest():
	with pytest.raises(Violation, match="discount_range"):
		validate_bounds({**IN_BOUNDS, "min_discount": 20, "max_discount": 10})


def test_a_code_letter_is_one_letter():
	assert [to_code_letter(value) for value in ("I", " n ", "", None)] == ["i", "n", "", ""]
	for wrong in ("1", "ii", "重"):
		with pytest.raises(Violation, match="code_letter"):
			to_code_letter(wrong)


def test_a_dial_code_is_kept_in_digits():
	assert [to_dial_code(value) for value in ("+86", "0086", "86", "")] == ["86", "86", "86", ""]
	for wrong in ("abc", "0", "12345"):
		with pytest.raises(Violation, match="dial_code"):
			to_dial_code(wrong)


def test_a_probability_lies_between_0_and_100():
	validate_probability(0)
	validate_probability(100)
	for wrong in (-1, 101):
		with pytest.raises(Violation, match="stage_probability"):
			validate_probability(wrong)


@pytest.mark.parametrize(
	("typed", "texts", "place"),
	[
		("hang", ["Hangzhou"], 0),
		("HANG", ["Hangzhou"], 0),
		("goods", ["Repair of daily goods"], 1),
		("zhou", ["Hangzhou"], 2),
		("luliang", ["Lüliang"], 0),
		("xian", ["Xi'an"], 0),
		("杭", ["Hangzhou", "杭州市"], 0),
		("", ["Hangzhou"], 0),
		("paris", ["Hangzhou", None, ""], None),
	],
)
def test_a_value_fits_by_its_beginning_a_word_or_its_inside(typed: str, texts: list, place: int | None):
	assert rank(typed, texts) == place


@given(st.text(max_size=10), st.lists(st.text(max_size=20) | st.none(), max_size=4))
def test_whatever_is_typed_either_fits_or_does_not(typed: str, texts: list):
	assert rank(typed, texts) in (0, 1, 2, None)


def test_the_shipped_regions_are_the_divisions_of_china_with_their_codes():
	assert len(seeds.PROVINCES) == 34
	assert len(seeds.CITIES) == 333
	provinces = {row["title"]: row for row in seeds.PROVINCES}
	for city in seeds.CITIES:
		assert re.fullmatch(r"0[1-9]\d|0[2-9]\d{2}", city["area_code"]), city["title"]
		assert city["code"][:2] == provinces[city["parent_region"]]["code"][:2]
	titles = [row["title"].casefold() for row in (seeds.CHINA, *seeds.PROVINCES, *seeds.CITIES)]
	assert len(titles) == len(set(titles))


def test_the_area_codes_agree_with_the_numbering_plan():
	"""The library of telephone numbers places a number of each city in its province."""
	wrong = []
	for city in seeds.CITIES:
		number = phonenumbers.parse(f"{city['area_code']}88888888"[:12], "CN")
		place = geocoder.description_for_number(number, "en")
		if place and city["parent_region"] not in place and place != "China":
			wrong.append((city["title"], city["area_code"], place))
	assert wrong == []


def test_the_shipped_industries_are_twenty_sections_and_ninety_seven_divisions():
	rows = next(seed.rows for seed in seeds.SEEDS if seed.doctype == "Industry")
	sections = [row for row in rows if row["is_group"]]
	divisions = [row for row in rows if not row["is_group"]]
	assert [row["code"] for row in sections] == list("ABCDEFGHIJKLMNOPQRST")
	assert [row["code"] for row in divisions] == [f"{number:02d}" for number in range(1, 98)]
	assert {row["parent_industry"] for row in divisions} == {row["title"] for row in sections}


def test_a_module_needs_the_one_that_it_reads():
	on = dict.fromkeys({*NEEDS, *(needed for others in NEEDS.values() for needed in others)}, True)
	validate_needs(on)
	validate_needs({**on, "Sales Data": False, "Statistics": False})
	with pytest.raises(Violation, match="module_needed") as refused:
		validate_needs({**on, "Sales Data": False})
	assert refused.value.facts == {"module": "Statistics", "needed": "Sales Data"}
