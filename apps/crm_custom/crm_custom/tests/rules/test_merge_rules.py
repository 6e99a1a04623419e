"""What is proposed when customers become one."""

from __future__ import annotations

from datetime import date

import pytest

from crm_custom.customer_management.merge.rules import proposal
from crm_custom.customer_management.merge.rules.proposal import Side


def sides(field: str, *values) -> list[Side]:
	return [Side(f"KH.{place}", place, {field: value}) for place, value in enumerate(values)]


@pytest.mark.parametrize(
	"fieldtype, values, source, reason",
	[
		("Data", ("a", "a"), "KH.0", proposal.SAME),
		("Data", ("", "b", None), "KH.1", proposal.ONLY_ONE),
		("Data", ("a", "b", "c"), "KH.2", proposal.NEWER),
		("Check", (0, 1), "KH.1", proposal.ONLY_ONE),
		("Currency", (5.0, 0.0), "KH.0", proposal.ONLY_ONE),
		("Small Text", ("likes tea", "likes coffee"), proposal.ALL_TEXTS, proposal.ALL),
		("Small Text", ("likes tea", " likes tea "), "KH.0", proposal.SAME),
	],
)
def test_what_is_proposed_and_why(fieldtype: str, values: tuple, source: str, reason: str):
	assert proposal.propose("field", fieldtype, sides("field", *values)) == proposal.Proposal(source, reason)


def test_the_longer_name_says_more_and_empty_fields_are_left_out():
	assert proposal.propose("customer_name", "Data", sides("customer_name", "华迈科技有限公司", "Huamai Co., Ltd.")).source == "KH.0"
	assert proposal.propose("fax", "Data", sides("fax", None, "  ", "")) is None


def test_the_manager_is_that_of_the_customer_that_stays():
	assert proposal.propose("customer_manager", "Link", sides("customer_manager", "chen", "li")) == proposal.Proposal("KH.0", proposal.KEPT)


def test_texts_are_put_one_below_the_other_each_once():
	assert proposal.resolve("needs", proposal.ALL_TEXTS, sides("needs", "tyres", "", "oil", "tyres ")) == "tyres\noil"
	assert proposal.resolve("needs", "KH.2", sides("needs", "tyres", "", "oil")) == "oil"


def test_what_the_system_keeps_is_that_of_all_together():
	assert proposal.together("last_order_on", sides("last_order_on", date(2026, 1, 1), None, date(2026, 3, 1))) == date(2026, 3, 1)
	assert proposal.together("next_visit_on", sides("next_visit_on", date(2026, 5, 1), date(2026, 4, 1))) == date(2026, 4, 1)
	assert proposal.together("debt", sides("debt", 10, 0, 5)) == 15
	assert proposal.together("debt", sides("debt", 0, None)) is None


def test_a_normal_customer_stays_then_the_one_with_more_records_then_the_older():
	def side(code: str, status: str = "Normal") -> Side:
		return Side(code, 0, {"status": status})

	assert proposal.propose_survivor([side("A", "Lost"), side("B")], {"A": 9}) == "B"
	assert proposal.propose_survivor([side("A"), side("B")], {"B": 1}) == "B"
	assert proposal.propose_survivor([side("B"), side("A")], {}) == "A"
