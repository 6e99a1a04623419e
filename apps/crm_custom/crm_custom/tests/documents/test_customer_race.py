"""Two people at the same moment, each with a connection of their own: one customer (R-049, domain 3.3: pressing twice creates one)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import frappe
import pytest

from crm_custom.customer_management import services
from crm_custom.customer_management.refusals import CustomerJustEnteredError, DuplicateCustomerError
from crm_custom.tests import factories_customer as make
from crm_custom.tests.site_fixtures import in_thread, with_own_connection

#: long enough for the second one to arrive at the lock
HEAD_START = 0.5


@pytest.fixture
def shared() -> Iterator[dict[str, str]]:
	"""Committed records that both sides use; erased afterwards with everything that was made of them."""
	values = in_thread(
		lambda: {
			"customer_manager": make.make_manager(),
			"grade": make.make_grade(),
			"region": make.make_region(),
			"mobile": make.unique_mobile(),
			"customer_name": frappe.generate_hash(length=12),
		}
	)
	yield values
	in_thread(lambda: erase(values))


def erase(values: dict[str, str]) -> None:
	names = frappe.get_all("Customer", {"customer_manager": values["customer_manager"]}, pluck="name")
	contacts = frappe.get_all("Dynamic Link", {"parenttype": "Contact", "link_name": ["in", names]}, pluck="parent")
	for contact in contacts:
		frappe.delete_doc("Contact", contact, force=True)
	for name in names:
		frappe.delete_doc("Customer", name, force=True)
	frappe.delete_doc("Customer Grade", values["grade"], force=True)
	frappe.delete_doc("Region", values["region"], force=True)
	for contact in frappe.get_all("Contact", {"user": values["customer_manager"]}, pluck="name"):
		frappe.delete_doc("Contact", contact, force=True)
	frappe.delete_doc("User", values["customer_manager"], force=True, ignore_on_trash=True)


def race(work: Callable[[], Any], user: str = "Administrator") -> list[Any]:
	"""Two transactions of a user that have both begun; the second works while the first has done so and not committed."""
	both_have_begun, first_is_done = threading.Barrier(2), threading.Event()

	def begin() -> None:
		frappe.set_user(user)
		frappe.db.sql("select count(*) from tabCustomer")
		both_have_begun.wait(timeout=30)

	def first() -> Any:
		begin()
		result = work()
		first_is_done.set()
		time.sleep(HEAD_START)
		return result

	def second() -> Any:
		begin()
		first_is_done.wait(timeout=30)
		return work()

	with ThreadPoolExecutor(2) as pool:
		futures = [pool.submit(with_own_connection, side) for side in (first, second)]
		return [future.exception() or future.result() for future in futures]


def test_of_two_people_who_enter_the_same_customer_at_once_the_second_is_told_the_owner(shared: dict[str, str]):
	first, second = race(lambda: make.make_customer(**{**shared, "customer_name": "Race"}).name, shared["customer_manager"])
	assert isinstance(first, str)
	assert isinstance(second, DuplicateCustomerError)


def test_mobile_of_one_and_phone_of_the_other_are_the_same_number_also_at_once(shared: dict[str, str]):
	fields = iter(("mobile", "phone"))

	def enter() -> str:
		values = {**shared, "customer_name": "Race", "mobile": ""}
		return make.make_customer(**{**values, next(fields): shared["mobile"]}).name

	first, second = race(enter, shared["customer_manager"])
	assert isinstance(first, str)
	assert isinstance(second, DuplicateCustomerError)


@pytest.mark.parametrize("is_number_known", [True, False])
def test_an_opportunity_that_two_people_finish_at_once_makes_one_customer_with_one_contact(shared: dict[str, str], is_number_known: bool):
	known = services.NewCustomer(
		customer_name=shared["customer_name"],
		customer_manager=shared["customer_manager"],
		contact_name="张三",
		mobile=shared["mobile"] if is_number_known else None,
	)
	first, second = race(lambda: services.find_or_create_customer(known))
	assert first[1]
	assert isinstance(second, CustomerJustEnteredError)
	assert in_thread(lambda: services.find_or_create_customer(known)) == (first[0], False)
	assert in_thread(lambda: len(frappe.get_all("Dynamic Link", {"parenttype": "Contact", "link_name": first[0]}))) == 1
