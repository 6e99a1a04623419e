"""How long logs are kept, and versions taken apart."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crm_custom.records.rules import retention
from crm_custom.records.rules.differences import ADDED, CHANGED, REMOVED, Difference, differences, matches


@given(st.one_of(st.none(), st.integers(-(10**6), 10**6)))
def test_nobody_keeps_logs_for_less_than_half_a_year(days):
	assert retention.days_in_force(days) >= retention.SHORTEST_DAYS
	history = retention.history_days_in_force(days)
	assert history is None or history >= retention.SHORTEST_DAYS


def test_the_history_is_kept_for_ever_unless_a_time_is_set():
	assert retention.history_days_in_force(0) is None
	assert retention.history_days_in_force(None) is None
	assert retention.history_days_in_force(400) == 400


def test_the_cutoff_lies_so_many_days_back():
	now = datetime(2026, 3, 1, 1, 30)
	assert retention.cutoff(now, 180) == now - timedelta(days=180)


DATA = {
	"changed": [["phone", "1", "2"]],
	"row_changed": [["steps", 1, "abc", [["item", "call", "visit"]]]],
	"added": [["steps", {"doctype": "Step", "name": "x", "idx": 3, "item": "write", "result": None}]],
	"removed": [["steps", "y"]],
}


def test_a_version_is_taken_apart_line_by_line():
	assert list(differences(DATA)) == [
		Difference(CHANGED, "phone", "1", "2"),
		Difference(CHANGED, "item", "call", "visit", "steps", 2),
		Difference(ADDED, "item", None, "write", "steps", 3),
		Difference(REMOVED, "steps", "y", None, "steps"),
	]


def test_a_version_that_only_tells_the_origin_has_no_lines():
	assert list(differences({"creation": "2026-01-01", "updater_reference": {}})) == []


def test_differences_are_found_by_field_table_and_text_whatever_the_case():
	phone, item, *_rest = differences(DATA)
	assert matches(phone) and matches(phone, "phone") and not matches(phone, "steps")
	assert matches(item, "steps") and matches(item, "item", "VISIT") and matches(item, text="call")
	assert not matches(item, text="fax")
