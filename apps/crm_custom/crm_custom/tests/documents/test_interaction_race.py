"""Two people at the same moment, each with a connection of their own: nothing is lost, nobody is in the other's way (domain 3.7)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import frappe
import pytest
from frappe.utils import add_days, getdate, nowdate

from crm_custom.customer_management.interactions import services
from crm_custom.tests import factories_customer as make
from crm_custom.tests.factories_interactions import dates_of, days_from_now, interaction_values
from crm_custom.tests.site_fixtures import in_thread, with_own_connection


@pytest.fixture
def shared() -> Iterator[dict[str, Any]]:
	"""Two committed customers; erased afterwards with everything that was made of them."""

	def prepare() -> dict[str, Any]:
		values = {"customer_manager": make.make_manager(), "grade": make.make_grade(), "region": make.make_region()}
		return {**values, "customers": [make.make_customer(**values).name for _ in range(2)]}

	values = in_thread(prepare)
	yield values
	in_thread(lambda: erase(values))


def erase(values: dict[str, Any]) -> None:
	for doctype in ("Promise", "Interaction"):
		frappe.db.delete(doctype, {"customer": ["in", values["customers"]]})
	for name in values["customers"]:
		frappe.delete_doc("Customer", name, force=True)
	frappe.delete_doc("Customer Grade", values["grade"], force=True)
	frappe.delete_doc("Region", values["region"], force=True)
	frappe.delete_doc("User", values["customer_manager"], force=True, ignore_on_trash=True)


def together(*works: Callable[[], Any]) -> list[Any]:
	"""Do them at the same moment; the results, or what was raised."""
	begun = threading.Barrier(len(works))

	def side(work: Callable[[], Any]) -> Any:
		def begin() -> Any:
			frappe.set_user("Administrator")
			frappe.db.sql("select count(*) from tabCustomer")
			begun.wait(timeout=30)
			return work()

		return with_own_connection(begin)

	with ThreadPoolExecutor(len(works)) as pool:
		futures = [pool.submit(side, work) for work in works]
		return [future.exception() or future.result() for future in futures]


def record(customer: str, days_ago: float, next_in: float | None = None, token: str | None = None) -> str:
	return services.record(interaction_values(customer, days_ago, next_in), token)


@pytest.mark.parametrize("_time", range(3))
def test_several_people_record_about_one_customer_at_once_and_every_record_counts(shared: dict, _time: int):
	customer = shared["customers"][0]
	results = together(*(lambda days=days: record(customer, days, 10 - days) for days in (4, 3, 2, 1)))
	assert all(isinstance(result, str) for result in results), results
	dates = in_thread(lambda: dates_of(customer))
	assert dates[0] == dates[1] == getdate(add_days(nowdate(), -1))
	# one person's latest plan replaced the others
	assert dates[2] == getdate(add_days(nowdate(), 9))


def test_an_edit_and_a_new_record_at_once_do_not_wait_for_each_other(shared: dict):
	customer, other = shared["customers"]
	name = in_thread(lambda: record(customer, 5))

	def edit() -> None:
		doc = frappe.get_doc("Interaction", name)
		doc.update({"customer": other, "occurred_at": days_from_now(-2)}).save()

	results = together(edit, lambda: record(customer, 3), lambda: record(other, 7))
	assert not any(isinstance(result, Exception) for result in results), results
	assert [in_thread(lambda name=name: dates_of(name)[0]) for name in (customer, other)] == [
		getdate(add_days(nowdate(), -3)),
		getdate(add_days(nowdate(), -2)),
	]


def test_a_press_that_arrives_twice_at_once_records_once(shared: dict):
	customer = shared["customers"][0]
	first, second = together(*(lambda: record(customer, 1, token=f"press of {customer}") for _press in range(2)))
	assert first == second
	assert in_thread(lambda: frappe.db.count("Interaction", {"customer": customer})) == 1


def test_two_who_end_a_promise_differently_at_once_do_not_overwrite_each_other(shared: dict):
	customer = shared["customers"][0]
	values = {"doctype": "Promise", "customer": customer, "promise": "Sample", "due_on": nowdate()}
	name = in_thread(lambda: frappe.get_doc(values).insert().name)
	results = together(lambda: services.settle_promise(name, "Kept").status, lambda: services.settle_promise(name, "Broken").status)
	done = [result for result in results if isinstance(result, str)]
	assert len(done) == 1
	assert in_thread(lambda: frappe.db.get_value("Promise", name, "status")) == done[0]
