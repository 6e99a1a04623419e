"""Handovers by several people and processes: REST as each role, two at once, a killed process, changes that others see at once.

What is committed here is taken away again.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import frappe
import pytest
from frappe.utils.password import set_encrypted_password

from crm_custom.background import run_job
from crm_custom.base_data.handover import jobs
from crm_custom.base_data.handover import services as handovers
from crm_custom.base_data.refusals import HandoverStartedError
from crm_custom.permissions import roles, scope
from crm_custom.tests import factories, factories_handover
from crm_custom.tests import factories_customer as make
from crm_custom.tests.documents.test_opportunity_requests import SECRET, method, refusal_of, request
from crm_custom.tests.site_fixtures import BENCH, SITE, acting_as, in_thread, with_own_connection

HANDOVER = "Work Handover"
CUSTOMERS = 7
#: the work of a handover in a process that is killed after the second batch
KILLED = """
import os, signal
import frappe
frappe.init(site={site!r}, sites_path=".")
frappe.connect()
frappe.set_user("Administrator")
frappe.flags.in_test = frappe.flags.mute_emails = True
from crm_custom.background.run import Run
from crm_custom.base_data.handover import services
services.BATCH = 2
done = 0
class Dying(Run):
	def checkpoint(self, state=None):
		global done
		frappe.db.commit()
		done += 1
		if done == 2:
			os.kill(os.getpid(), signal.SIGKILL)
	def progress(self, *_):
		pass
services.carry_out({handover!r}, Dying("none", {{}}))
"""


@pytest.fixture
def office(site: str) -> Iterator[SimpleNamespace]:
	office = in_thread(furnish)
	yield office
	in_thread(lambda: erase(office))


def furnish() -> SimpleNamespace:
	east, south = factories.make_department(), factories.make_department()
	leaver, heir = make.make_manager(east), make.make_manager(south)
	people = {
		"leaver": leaver,
		"heir": heir,
		"colleague": make.make_manager(east),
		"supervisor": make.make_supervisor(east),
		"stranger": make.make_supervisor(south),
		"executive": factories.make_user(roles.EXECUTIVE),
	}
	for user in people.values():
		frappe.db.set_value("User", user, "api_key", user)
		set_encrypted_password("User", user, SECRET, "api_secret")
	grade, region = make.make_grade(), make.make_region()
	names = [make.make_customer(customer_manager=leaver, grade=grade, region=region).name for _ in range(CUSTOMERS)]
	return SimpleNamespace(**people, people=list(people.values()), customers=names, grade=grade, region=region, east=east, south=south)


def erase(office: SimpleNamespace) -> None:
	drafts = frappe.get_all(HANDOVER, {"from_user": ["in", office.people]}, pluck="name")
	for doctype, condition in (
		("Work Handover Item", {"handover": ["in", drafts]}),
		("Work Handover Row", {"parent": ["in", drafts]}),
		(HANDOVER, {"name": ["in", drafts]}),
		("Customer Ownership Log", {"customer": ["in", office.customers]}),
		("Version", {"docname": ["in", [*office.customers, *drafts]]}),
		("Customer", {"name": ["in", office.customers]}),
		("Customer Grade", {"name": office.grade}),
		("Region", {"name": office.region}),
		("Staff Profile", {"user": ["in", office.people]}),
		("CRM Department", {"name": ["in", [office.east, office.south]]}),
		("Has Role", {"parent": ["in", office.people]}),
		("Notification Log", {"for_user": ["in", office.people]}),
		("Notification Settings", {"name": ["in", office.people]}),
		("CRM Job Run", {"job": jobs.CODE}),
		("User", {"name": ["in", office.people]}),
	):
		frappe.db.delete(doctype, condition)
	frappe.db.delete("__Auth", {"name": ["in", office.people]})


def draft(office: SimpleNamespace, user: str = "Administrator") -> str:
	def make_one() -> str:
		with acting_as(user):
			return factories_handover.make_handover(office.leaver, office.heir).name

	return in_thread(make_one)


def owners(office: SimpleNamespace) -> set[str]:
	return set(in_thread(lambda: frappe.get_all("Customer", {"name": ["in", office.customers]}, pluck="customer_manager")))


def api(name: str) -> str:
	return method(f"crm_custom.base_data.api.{name}")


def test_each_role_by_rest(office: SimpleNamespace):
	body = {"from_user": office.leaver, "to_user": office.heir, "reason": "Leaving", "way": "Everything to one person"}
	for user in (office.executive, office.heir, office.leaver):
		assert request(user, "POST", f"/api/resource/{HANDOVER}", body)[0] == 403
	assert refusal_of(request(office.stranger, "POST", f"/api/resource/{HANDOVER}", body)) == (403, "HandoverNotYoursError")
	status, answer = request(office.supervisor, "POST", f"/api/resource/{HANDOVER}", body)
	assert status == 200
	name = answer["data"]["name"]
	for user in (office.stranger, office.heir, office.colleague):
		assert request(user, "GET", f"/api/resource/{HANDOVER}/{name}")[0] == 403
		for action in ("preview_handover", "start_handover", "undo_handover", "resume_handover"):
			assert request(user, "POST", api(action), {"name": name})[0] == 403
	assert request(office.executive, "GET", f"/api/resource/{HANDOVER}/{name}")[0] == 200
	assert request(office.executive, "POST", api("start_handover"), {"name": name})[0] == 403
	assert request(office.supervisor, "GET", api("start_handover") + f"?name={name}")[0] in (403, 405)
	status, answer = request(office.supervisor, "POST", api("preview_handover"), {"name": name})
	assert [(row["kind"], row["records"]) for row in answer["message"]["summary"]] == [("Customer", CUSTOMERS)]
	assert owners(office) == {office.leaver}


def test_whoever_took_something_over_reads_that_and_nothing_else(office: SimpleNamespace):
	name = draft(office)
	in_thread(lambda: factories_handover.carry_out(frappe.get_doc(HANDOVER, name)))
	status, answer = request(office.heir, "GET", "/api/resource/Work Handover Item?limit_page_length=50")
	assert (status, len(answer["data"])) == (200, CUSTOMERS)
	assert request(office.heir, "GET", f"/api/resource/{HANDOVER}/{name}")[0] == 200
	status, answer = request(office.colleague, "GET", "/api/resource/Work Handover Item?limit_page_length=50")
	assert answer["data"] == []
	assert request(office.heir, "PUT", f"/api/resource/{HANDOVER}/{name}", {"remark": "x"})[0] == 403


def test_of_two_who_start_at_once_the_second_is_refused(office: SimpleNamespace):
	name, both = draft(office), threading.Barrier(2)

	def press() -> str:
		frappe.set_user("Administrator")
		frappe.db.get_value(HANDOVER, name, "status")
		both.wait(timeout=30)
		handovers.start(name)
		return "started"

	with ThreadPoolExecutor(2) as pool:
		futures = [pool.submit(with_own_connection, press) for _ in range(2)]
		outcomes: list[Any] = [future.exception() or future.result() for future in futures]
	assert sorted(type(outcome).__name__ for outcome in outcomes) == ["HandoverStartedError", "str"]
	assert any(isinstance(outcome, HandoverStartedError) for outcome in outcomes)


def test_a_killed_process_leaves_a_handover_that_the_clock_finishes(office: SimpleNamespace):
	name = draft(office)
	in_thread(lambda: handovers.start(name))
	code = KILLED.format(site=SITE, handover=name)
	dead = subprocess.run([sys.executable, "-c", code], cwd=BENCH / "sites", check=False, timeout=120)
	assert dead.returncode == -9
	assert owners(office) == {office.leaver, office.heir}
	assert in_thread(lambda: frappe.db.get_value(HANDOVER, name, "status")) == "Running"
	in_thread(lambda: run_job(jobs.CODE))
	assert owners(office) == {office.heir}
	assert in_thread(lambda: frappe.db.get_value(HANDOVER, name, ["status", "moved"])) == ("Completed", CUSTOMERS)
	logged = in_thread(lambda: frappe.get_all("Customer Ownership Log", {"handover": name}, pluck="customer"))
	assert sorted(logged) == sorted(office.customers)


def test_a_handover_that_fails_stops_no_other(office: SimpleNamespace, monkeypatch: pytest.MonkeyPatch):
	first, second = draft(office), draft(office)

	def start_both() -> None:
		frappe.db.set_value(HANDOVER, first, {"status": "Running", "started_by": "Administrator", "started_at": "2026-01-01"})
		handovers_started = frappe.get_doc(HANDOVER, second)
		frappe.db.set_value(HANDOVER, first, "status", "Draft")
		handovers.start(handovers_started.name)
		frappe.db.set_value(HANDOVER, first, "status", "Running")

	in_thread(start_both)
	real = handovers.carry_out

	def fail_on_first(name: str, run: Any) -> None:
		if name == first:
			raise ValueError("broken")
		real(name, run)

	monkeypatch.setitem(handovers.WORK, "Running", fail_on_first)
	in_thread(lambda: run_job(jobs.CODE))
	assert owners(office) == {office.heir}
	assert in_thread(lambda: frappe.db.get_value(HANDOVER, first, "status")) == "Running"


def test_a_change_of_department_counts_at_once_in_the_sessions_of_others(office: SimpleNamespace):
	"""A session that is under way in another connection: its next request sees the new scope, without logging in again."""
	customer = office.customers[0]
	asked, changed = threading.Event(), threading.Event()

	def watch() -> list[bool]:
		frappe.set_user(office.stranger)
		seen = [scope.includes("Customer", customer, scope.CHANGE)]
		asked.set()
		changed.wait(timeout=30)
		frappe.db.rollback()  # the request ends here; what follows is the next one
		frappe.local.crm_persons = {}
		return [*seen, scope.includes("Customer", customer, scope.CHANGE)]

	def move() -> None:
		frappe.set_user("Administrator")
		frappe.get_doc("Staff Profile", {"user": office.leaver}).update({"department": office.south}).save()

	with ThreadPoolExecutor(1) as pool:
		watching = pool.submit(with_own_connection, watch)
		asked.wait(timeout=30)
		in_thread(move)
		changed.set()
		assert watching.result() == [False, True]
	assert request(office.stranger, "PUT", f"/api/resource/Customer/{customer}", {"short_name": "Led now"})[0] == 200
	assert request(office.supervisor, "PUT", f"/api/resource/Customer/{customer}", {"short_name": "Not mine"})[0] == 403


def test_a_new_superior_leads_at_once(office: SimpleNamespace):
	customer = office.customers[0]
	assert request(office.stranger, "PUT", f"/api/resource/Customer/{customer}", {"short_name": "Not mine"})[0] == 403

	def follow() -> None:
		frappe.set_user("Administrator")
		frappe.get_doc("Staff Profile", {"user": office.leaver}).update({"superior": office.stranger}).save()

	in_thread(follow)
	assert request(office.stranger, "PUT", f"/api/resource/Customer/{customer}", {"short_name": "Led now"})[0] == 200


def test_everybody_finds_the_owner_also_when_everybody_sees_only_the_own(office: SimpleNamespace):
	def own(visibility: str) -> None:
		frappe.db.set_single_value("CRM Settings", "visibility", visibility)
		frappe.clear_document_cache("CRM Settings", "CRM Settings")

	name = in_thread(lambda: frappe.db.get_value("Customer", office.customers[0], "customer_name"))
	before = in_thread(lambda: frappe.db.get_single_value("CRM Settings", "visibility"))
	in_thread(lambda: own("Own"))
	try:
		path = method("crm_custom.customer_management.api.owner_of_customer")
		for user in (office.heir, office.supervisor, office.stranger, office.executive):
			status, answer = request(user, "POST", path, {"query": name})
			assert (status, [row["customer_manager"] for row in answer["message"]]) == (200, [office.leaver])
			assert set(answer["message"][0]) == {"customer_name", "customer_manager", "manager_name", "department"}
	finally:
		in_thread(lambda: own(before))


def test_two_people_who_move_departments_at_once_leave_a_sound_tree(office: SimpleNamespace):
	tops = in_thread(lambda: [factories.make_department() for _ in range(4)])
	both = threading.Barrier(2)

	def move(name: str, parent: str) -> None:
		frappe.set_user("Administrator")
		doc = frappe.get_doc("CRM Department", name)
		doc.parent_crm_department = parent
		both.wait(timeout=30)
		doc.save()

	try:
		with ThreadPoolExecutor(2) as pool:
			pairs = [(tops[1], tops[0]), (tops[3], tops[2])]
			futures = [pool.submit(with_own_connection, lambda pair=pair: move(*pair)) for pair in pairs]
			problems = [future.exception() for future in futures]
		assert problems == [None, None]
		rows = in_thread(lambda: frappe.get_all("CRM Department", fields=["name", "lft", "rgt"]))
		places = {row.name: (row.lft, row.rgt) for row in rows}
		numbers = [number for place in places.values() for number in place]
		assert len(numbers) == len(set(numbers))
		for below, top in ((tops[1], tops[0]), (tops[3], tops[2])):
			assert places[top][0] < places[below][0] < places[below][1] < places[top][1]
	finally:
		in_thread(lambda: [frappe.delete_doc("CRM Department", name, force=True) for name in (tops[1], tops[3], tops[0], tops[2])])
