"""Likely duplicates at entry: a hint that names the owner, never a refusal; found by keys, by everybody, within two statements (R-049, R-050, R-093)."""

from __future__ import annotations

from itertools import combinations

import frappe
import pytest
from frappe.desk.search import search_link

from crm_custom.customer_management import services
from crm_custom.customer_management.duplicates import api, candidates, follow, keys, pairs, search
from crm_custom.customer_management.duplicates.rules.keys import Facts
from crm_custom.customer_management.duplicates.rules.likeness import LIST, TELL
from crm_custom.customer_management.refusals import NotInTheCRMError
from crm_custom.tests import factories
from crm_custom.tests import factories_customer as make
from crm_custom.tests.site_fixtures import count_queries

#: rare characters, so that no other customer of the site is called so
SIGNS = "骉犇羴鱻淼焱垚晶磊鑫森"


@pytest.fixture
def trade_name() -> str:
	"""A trade name of three characters that nobody else has."""
	token = frappe.generate_hash(length=6)
	return "".join(SIGNS[int(sign, 16) % len(SIGNS)] for sign in token[:3]) + token[3:]


def shown(**entered: str) -> list[dict]:
	return api.likely_duplicates(**entered)


@pytest.mark.parametrize(
	"written", ["{0}有限公司", "上海{0}（集团）股份有限公司", "  {0} Co., Ltd. ", "{0}（上海）", "北京市{0}有限责任公司上海分公司"]
)
def test_the_same_name_in_other_words_is_shown_with_code_owner_and_state(written: str, trade_name: str):
	manager = make.make_manager()
	known = make.make_customer(customer_name=f"{trade_name}有限公司", customer_manager=manager)
	(found,) = [one for one in shown(customer_name=written.format(trade_name)) if one["customer"] == known.name]
	assert found["customer_name"] == known.customer_name
	assert found["manager_name"] == known.manager_name
	assert (found["status"], found["is_in_pool"], found["is_readable"]) == ("Normal", False, True)
	assert found["reasons"] and found["score"] >= LIST


@pytest.mark.parametrize(
	"field, known, entered",
	[
		("unified_social_credit_code", "91310000MA1FL0LX06", "91310000ma1fl0lx06"),
		("email", "info@{0}.com.cn", "INFO@{0}.com.cn"),
		("website", "https://www.{0}.com.cn/en", "http://{0}.com.cn"),
		("mobile", "13{1}", "+86 13{1}"),
	],
)
def test_code_mail_domain_and_number_are_strong_keys(field: str, known: str, entered: str):
	word, digits = frappe.generate_hash(length=8), make.unique_mobile()[2:]
	customer = make.make_customer(**{field: known.format(word, digits)})
	found = shown(customer_name="Somebody else entirely", **{field: entered.format(word, digits)})
	assert customer.name in {one["customer"] for one in found}


def test_of_a_customer_that_the_person_may_not_read_only_the_owner_is_told(as_user, trade_name: str):
	known = make.make_customer(customer_name=f"{trade_name}有限公司", email="secret@hidden.example.net")
	with make.setting(visibility="Own"), as_user(make.make_manager()):
		(found,) = shown(customer_name=trade_name)
	assert found["customer"] == known.name and not found["is_readable"]
	assert set(found) == {"customer", "customer_name", "manager_name", "status", "is_in_pool", "is_readable", "score", "reasons"}


def test_nobody_outside_the_crm_asks(as_user):
	with as_user(factories.make_user()):
		with pytest.raises(NotInTheCRMError):
			shown(customer_name="Anybody")
		with pytest.raises(NotInTheCRMError):
			api.find_customers("Anybody")


def test_a_customer_itself_a_deleted_one_and_one_with_another_code_are_not_shown(trade_name: str):
	known = make.make_customer(customer_name=f"{trade_name}有限公司")
	assert shown(customer_name=trade_name, name=known.name) == []
	services.delete_customer(known.name, "closed down")
	assert shown(customer_name=trade_name) == []
	services.restore_customer(known.name)
	assert len(shown(customer_name=trade_name)) == 1


def test_going_on_all_the_same_is_recorded_and_never_refused(as_user, trade_name: str):
	known = make.make_customer(customer_name=f"{trade_name}有限公司")
	manager = make.make_manager()
	values = make.customer_values(customer_name=f"上海{trade_name}公司", customer_manager=manager)
	with as_user(manager):
		new = frappe.get_doc({**values, "__duplicates_shown": [known.name]}).insert()
	pair = frappe.get_doc("Duplicate Pair", {"customer": min(known.name, new.name), "other_customer": max(known.name, new.name)})
	assert (pair.state, pair.entered_by, pair.was_warned) == ("Undecided", manager, 1)
	assert pair.reasons == "Same name but for the place"


def test_by_import_or_rest_it_is_a_hint_as_well(trade_name: str):
	known = make.make_customer(customer_name=f"{trade_name}有限公司")
	new = make.make_customer(customer_name=f"{trade_name}集团")
	pair = frappe.get_doc("Duplicate Pair", {"customer": min(known.name, new.name), "other_customer": max(known.name, new.name)})
	assert (pair.state, pair.was_warned) == ("Undecided", 0)


def pairs_of(*customers: str) -> set[tuple[str, str]]:
	either = {"customer": ["in", customers], "other_customer": ["in", customers]}
	return set(frappe.get_all("Duplicate Pair", either, ["customer", "other_customer"], as_list=True))


def test_those_entered_together_are_compared_with_everybody_and_with_each_other(trade_name: str):
	known = make.make_customer(customer_name=f"{trade_name}有限公司").name
	with follow.entered_together():
		new = [make.make_customer(customer_name=f"{trade_name}{form}").name for form in ("集团", "股份有限公司")]
		frappe.db.savepoint("taken_back")
		make.make_customer(customer_name=f"{trade_name}公司")
		frappe.db.rollback(save_point="taken_back")
		assert pairs_of(known, *new) == set()
		assert set(search.find_codes(trade_name)) == {known, *new}
	assert pairs_of(known, *new) == set(combinations(sorted([known, *new]), 2))
	assert frappe.db.count("Duplicate Pair", {"entered_by": frappe.session.user, "customer": ["in", [known, *new]]}) == 3


def test_when_entering_together_fails_the_next_one_is_compared_at_once(trade_name: str):
	with pytest.raises(frappe.QueryDeadlockError), follow.entered_together():
		raise frappe.QueryDeadlockError
	one, other = (make.make_customer(customer_name=f"{trade_name}{form}").name for form in ("集团", "公司"))
	assert pairs_of(one, other)


def test_many_entered_together_take_as_many_statements_as_few(trade_name: str):
	def statements(count: int) -> int:
		customers = [make.make_customer(customer_name=f"{trade_name}{frappe.generate_hash(length=8)}").name for _number in range(count)]
		with count_queries() as sent:
			pairs.follow_entered(customers)
		return len(sent)

	assert statements(2) == statements(20) <= 4


def test_keys_follow_every_change_of_a_customer(trade_name: str):
	customer = make.make_customer()
	customer.short_name = trade_name
	customer.save()
	assert search.find_codes(trade_name) == [customer.name]
	customer.short_name = None
	customer.save()
	assert search.find_codes(trade_name) == []


def test_keys_of_customers_that_were_there_before_are_made_in_batches(trade_name: str, monkeypatch: pytest.MonkeyPatch):
	customers = [make.make_customer(customer_name=f"{trade_name}{place}").name for place in ("甲", "乙", "丙")]
	frappe.db.delete("Customer Key", {"customer": ["in", customers]})
	frappe.db.set_global(keys._STATE, "")
	monkeypatch.setattr(keys, "BATCH", 2)
	states = []

	class Run:
		arguments, resume_point = {}, min(customers)
		saw = progress = staticmethod(lambda *_: None)
		checkpoint = staticmethod(states.append)

	keys.refill(Run())
	assert keys.is_complete() and states[-1] is None
	# the first one lies at the point of resumption and was done before
	assert set(search.find_codes(trade_name)) == set(customers) - {min(customers)}
	assert keys.refresh(customers[1:]) == 0


def test_a_look_up_takes_two_statements_and_both_use_an_index(trade_name: str, monkeypatch: pytest.MonkeyPatch):
	make.make_customer(customer_name=f"{trade_name}有限公司")
	facts = Facts(name=trade_name, short_name="某", email="a@b-c.cn")
	sent, real = [], frappe.db.sql
	monkeypatch.setattr(frappe.db, "sql", lambda query, values=(), **more: sent.append((query, values)) or real(query, values, **more))
	candidates.find_likely(facts, TELL)
	assert len(sent) == 2
	for statement, values in sent:
		plan = real(f"explain {statement}", values, as_dict=True)
		tables = [row for row in plan if row.table and not row.table.startswith("<")]
		assert tables and {row.key for row in tables} <= {"kind_value_customer", "PRIMARY"}, plan


@pytest.mark.parametrize("typed", ["huamaik", "HMKJ", "華邁科", "华迈", "shhmkj"])
def test_the_search_of_a_link_finds_by_pinyin_initials_script_and_short_name(typed: str):
	make.make_customer(customer_name="上海华迈科技有限公司", short_name="华迈")
	labels = [row.customer_name for row in (frappe.get_doc("Customer", name) for name in api.find_customers(typed))]
	assert "上海华迈科技有限公司" in labels
	answer = search_link("Customer", typed)
	rows = answer if answer is not None else frappe.response["results"]
	assert "上海华迈科技有限公司" in {row["label"] for row in rows}


@pytest.mark.parametrize("form", ["{0}", "{0:.7}", "+86 {0}", "0086{0}", "{1}", "{0:.3}-{0:.4}"])
def test_a_number_is_found_in_any_form_by_its_beginning_or_its_end(form: str):
	mobile = make.unique_mobile()
	customer = make.make_customer(mobile=mobile)
	text = f"{mobile[:3]}-{mobile[3:7]} {mobile[7:]}" if form == "{0:.3}-{0:.4}" else form.format(mobile, mobile[-6:])
	assert customer.name in search.find_codes(text)


def test_the_search_of_a_link_keeps_scope_and_filters(as_user, trade_name: str):
	mine, other = make.make_manager(), make.make_manager()
	own = make.make_customer(customer_name=f"{trade_name}甲", customer_manager=mine)
	make.make_customer(customer_name=f"{trade_name}乙", customer_manager=other)
	with make.setting(visibility="Own"), as_user(mine):
		assert [row[0] for row in search.customer_query("Customer", trade_name, "name", 0, 10, {"status": "Normal"})] == [own.name]
		assert search.customer_query("Customer", trade_name, "name", 0, 10, {"status": "Lost"}) == []
		assert api.find_customers(trade_name) == [own.name]


def test_a_word_in_the_middle_is_found_as_before(trade_name: str):
	customer = make.make_customer(customer_name=f"某某{trade_name}贸易")
	assert [row[0] for row in search.customer_query("Customer", trade_name, "name", 0, 10)] == [customer.name]


def test_erasing_a_customer_takes_its_keys_and_pairs(trade_name: str):
	known = make.make_customer(customer_name=f"{trade_name}有限公司")
	new = make.make_customer(customer_name=f"{trade_name}集团")
	assert frappe.db.count("Duplicate Pair", {"other_customer": new.name}) == 1
	frappe.delete_doc("Customer", new.name)
	assert frappe.db.count("Customer Key", {"customer": new.name}) == 0
	assert frappe.db.count("Duplicate Pair", {"other_customer": new.name}) == 0
	assert frappe.db.exists("Customer", known.name)
