"""The list of likely duplicates: found over the whole base, decided once, seen by who leads both customers (R-049)."""

from __future__ import annotations

import frappe
import pytest
from frappe.client import get_list

from crm_custom.background import run_job
from crm_custom.customer_management.duplicates import api, pairs, scan
from crm_custom.customer_management.duplicates.refusals import DuplicateDecisionError, DuplicateScanRoleError, PairDecidedError
from crm_custom.tests import factories
from crm_custom.tests import factories_customer as make
from crm_custom.tests.site_fixtures import count_queries


def twins(**values) -> tuple[str, str]:
	"""Two customers of one name, and no pair on the list yet."""
	name = frappe.generate_hash(length=12)
	one = make.make_customer(customer_name=f"{name} Co., Ltd.", **values).name
	other = make.make_customer(customer_name=f"上海{name}有限公司", **values).name
	frappe.db.delete("Duplicate Pair", {"customer": ["in", [one, other]]})
	return one, other


def pair_of(one: str, other: str) -> str | None:
	return frappe.db.get_value("Duplicate Pair", {"customer": min(one, other), "other_customer": max(one, other)})


class Run:
	"""What the runner gives to the work, for a test that wants to look."""

	arguments: dict = {}

	def __init__(self, resume_point=None, dies_after=None):
		self.resume_point, self.dies_after, self.states, self.new = resume_point, dies_after, [], 0

	def saw(self, rows):
		pass

	def changed(self, rows):
		self.new += rows

	def progress(self, done, total):
		pass

	def checkpoint(self, state):
		self.states.append(state)
		if self.dies_after and len(self.states) >= self.dies_after:
			raise KeyboardInterrupt


def test_the_whole_base_is_searched_and_a_second_search_finds_nothing_new():
	one, other = twins()
	run = frappe.get_doc("CRM Job Run", run_job(scan.SCAN.code, by_hand=True))
	assert run.state == "Finished" and run.changed >= 1
	pair = frappe.get_doc("Duplicate Pair", pair_of(one, other))
	assert (pair.state, pair.reasons, pair.entered_by) == ("Undecided", "Same name but for the place", None)
	again = Run()
	scan.scan(again)
	assert again.new == 0


def test_a_search_that_was_killed_continues_where_it_was(monkeypatch: pytest.MonkeyPatch):
	monkeypatch.setattr(scan, "ROWS", 50)
	one, other = twins()
	first = Run(dies_after=3)
	with pytest.raises(KeyboardInterrupt):
		scan.scan(first)
	second = Run(resume_point=list(first.states[-1]))
	scan.scan(second)
	whole = Run()
	scan.scan(whole)
	assert pair_of(one, other) and whole.new == 0
	assert len(second.states) == len(whole.states) - 3


def test_a_batch_takes_as_many_statements_for_many_customers_as_for_few(monkeypatch: pytest.MonkeyPatch):
	monkeypatch.setattr(scan, "KINDS", ("Name",))
	twins()
	with count_queries() as few:
		scan.scan(Run())
	for _time in range(5):
		twins()
	with count_queries() as many:
		scan.scan(Run())
	assert len(few) == len(many)


def test_a_name_that_a_crowd_has_says_nothing(monkeypatch: pytest.MonkeyPatch):
	monkeypatch.setattr(scan, "MOST_WITH_ONE_KEY", 1)
	one, other = twins()
	scan.scan(Run())
	assert pair_of(one, other) is None


def test_not_a_duplicate_is_remembered_whatever_happens_to_the_customers():
	one, other = twins()
	scan.scan(Run())
	api.not_a_duplicate(pair_of(one, other), "two owners")
	scan.scan(Run())
	customer = frappe.get_doc("Customer", one)
	customer.short_name = "Something"
	customer.save()
	pair = frappe.get_doc("Duplicate Pair", pair_of(one, other))
	assert (pair.state, pair.remark, pair.decided_by) == ("Not a duplicate", "two owners", "Administrator")
	api.reopen(pair.name)
	assert frappe.db.get_value("Duplicate Pair", pair.name, ["state", "decided_by"]) == ("Undecided", None)


def test_a_pair_leaves_the_list_when_its_reason_is_gone():
	one, other = twins()
	scan.scan(Run())
	customer = frappe.get_doc("Customer", other)
	customer.customer_name = f"Another {frappe.generate_hash(length=8)}"
	customer.save()
	assert pair_of(one, other) is None


def test_a_merged_pair_is_not_decided_again():
	one, other = twins()
	scan.scan(Run())
	frappe.db.set_value("Duplicate Pair", pair_of(one, other), "state", "Merged")
	with pytest.raises(PairDecidedError):
		api.not_a_duplicate(pair_of(one, other))


def test_several_are_decided_at_once_each_with_its_result():
	first, second = twins(), twins()
	scan.scan(Run())
	names = [pair_of(*first), pair_of(*second)]
	frappe.db.set_value("Duplicate Pair", names[1], "state", "Merged")
	rows = api.not_duplicates(names, "checked")
	assert [row["ok"] for row in rows] == [True, False]


def test_only_who_leads_both_sees_and_decides(as_user):
	ours, theirs = factories.make_department(), factories.make_department()
	wang = make.make_supervisor(ours)
	inside = twins(customer_manager=make.make_manager(ours))
	name = frappe.generate_hash(length=12)
	across = [make.make_customer(customer_name=name, customer_manager=make.make_manager(place)).name for place in (ours, theirs)]
	scan.scan(Run())
	with as_user(wang):
		seen = {row["name"] for row in get_list("Duplicate Pair", limit_page_length=0)}
		assert pair_of(*inside) in seen and pair_of(*across) not in seen
		api.not_a_duplicate(pair_of(*inside))
		with pytest.raises(DuplicateDecisionError):
			api.not_a_duplicate(pair_of(*across))
		with pytest.raises(DuplicateScanRoleError):
			api.scan_all()
	manager = frappe.db.get_value("Customer", inside[0], "customer_manager")
	with as_user(manager):
		with pytest.raises(DuplicateDecisionError):
			api.reopen(pair_of(*inside))
		with pytest.raises(frappe.PermissionError):
			get_list("Duplicate Pair")
		assert not frappe.has_permission("Customer Key", "read")


def test_nobody_writes_the_list_by_hand(as_user):
	one, other = twins()
	with as_user(make.make_supervisor(factories.make_department())), pytest.raises(frappe.PermissionError):
		frappe.get_doc({"doctype": "Duplicate Pair", "customer": one, "other_customer": other}).insert()


def test_the_same_pair_put_on_the_list_by_two_at_once_is_there_once():
	one, other = twins()
	found = {pairs._pair(one, other): scan.Likeness(90, ("Same name",))}
	pairs.record(found)
	# the second one has looked before the first one wrote
	pairs._insert(found, None, set())
	assert frappe.db.count("Duplicate Pair", {"customer": min(one, other), "other_customer": max(one, other)}) == 1
