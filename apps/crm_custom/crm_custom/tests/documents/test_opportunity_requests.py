"""Opportunities through real requests (REST, RPC) and by two people at the same moment, each with a connection of their own."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import frappe
import pytest
from frappe.model.workflow import apply_workflow
from frappe.utils.password import set_encrypted_password

from crm_custom.marketing import api, services
from crm_custom.tests.factories_marketing import close_reason, make_assigned, make_developing, make_opportunity, make_team, unique
from crm_custom.tests.site_fixtures import SITE, acting_as, in_thread, with_own_connection

OPPORTUNITY = "Sales Opportunity"
SECRET = "a-secret-of-the-tests"
#: tables from which what was committed here is taken away again
TRACES = ("ToDo", "Comment", "Notification Log", "Version")


@dataclass(frozen=True)
class Story:
	"""Committed records that requests can see."""

	manager: str
	colleague: str
	supervisor: str
	customer_name: str
	unassigned: str
	assigned: str
	ready: str


@pytest.fixture
def story(site: str) -> Iterator[Story]:
	story = in_thread(tell)
	yield story
	in_thread(lambda: erase(story))


def tell() -> Story:
	team = make_team()
	customer_name = unique("Race")
	for user in (team.manager, team.colleague, team.supervisor):
		frappe.db.set_value("User", user, "api_key", user)
		set_encrypted_password("User", user, SECRET, "api_secret")
	with acting_as(team.supervisor):
		unassigned = make_opportunity()
	return Story(
		manager=team.manager,
		colleague=team.colleague,
		supervisor=team.supervisor,
		customer_name=customer_name,
		unassigned=unassigned,
		assigned=make_assigned(team),
		ready=make_developing(team, is_ready=True, customer_name=customer_name, contact_name="Wang Fang"),
	)


def erase(story: Story) -> None:
	"""Take away what was committed, past the rules that keep ended opportunities."""
	people = (story.manager, story.colleague, story.supervisor)
	names = frappe.get_all(OPPORTUNITY, {"owner": ["in", people]}, pluck="name")
	plans = frappe.get_all("Development Plan", {"opportunity": ["in", names]}, pluck="name")
	customers = frappe.get_all("Customer", {"customer_manager": ["in", people]}, pluck="name")
	contacts = frappe.get_all("Dynamic Link", {"link_name": ["in", [*customers, *names]], "parenttype": "Contact"}, pluck="parent")
	departments = frappe.get_all("Staff Profile", {"user": ["in", people]}, pluck="department")
	for doctype, records in (
		("Development Plan Step", {"parent": ["in", plans]}),
		("Development Plan", {"name": ["in", plans]}),
		("Opportunity Assignment", {"parent": ["in", names]}),
		(OPPORTUNITY, {"name": ["in", names]}),
		("Dynamic Link", {"parent": ["in", contacts]}),
		("Contact", {"name": ["in", contacts]}),
		("Customer Ownership Log", {"customer": ["in", customers]}),
		("Customer", {"name": ["in", customers]}),
		("Staff Profile", {"user": ["in", people]}),
		("CRM Department", {"name": ["in", departments]}),
		("Has Role", {"parent": ["in", people]}),
		("User", {"name": ["in", people]}),
		*((trace, {"owner": ["in", people]}) for trace in TRACES),
	):
		frappe.db.delete(doctype, records)
	frappe.db.delete("__Auth", {"name": ["in", people]})


# real requests


def request(user: str, method: str, path: str, body: dict | None = None) -> tuple[int, dict]:
	"""Status and answer of a request of this user to the application, as the web server makes it."""
	from frappe.app import application
	from werkzeug.test import Client

	def send() -> tuple[int, dict]:
		answer = Client(application).open(
			path,
			method=method,
			data=json.dumps(body or {}) if method != "GET" else None,
			content_type="application/json",
			headers={"X-Frappe-Site-Name": SITE, "Authorization": f"token {user}:{SECRET}", "Accept": "application/json"},
		)
		return answer.status_code, json.loads(answer.get_data(as_text=True) or "{}")

	with ThreadPoolExecutor(1) as pool:
		return pool.submit(send).result()


def refusal_of(answer: tuple[int, dict]) -> tuple[int, str]:
	status, content = answer
	return status, content.get("exc_type", "")


def resource(name: str = "") -> str:
	return f"/api/resource/{OPPORTUNITY}/{name}".rstrip("/")


def method(name: str) -> str:
	return f"/api/method/{name}"


def test_refusals_reach_a_program_with_their_own_name_and_status(story: Story):
	expected = {
		(417, "AssignmentByActionError"): request(story.manager, "PUT", resource(story.assigned), {"assigned_to": story.colleague}),
		(417, "SystemFieldError"): request(story.manager, "PUT", resource(story.assigned), {"assigned_by": story.colleague}),
		(417, "CloseReasonMissingError"): request(story.manager, "PUT", resource(story.assigned), {"status": "Failed"}),
		(417, "IllegalTransitionError"): request(story.manager, "PUT", resource(story.assigned), {"status": "Succeeded"}),
		(403, "TransitionRoleError"): request(story.supervisor, "PUT", resource(story.ready), {"status": "Succeeded"}),
		(403, "StateNotEditableError"): request(story.supervisor, "PUT", resource(story.assigned), {"importance": "High"}),
		(417, "NotDeletableError"): request(story.supervisor, "DELETE", resource(story.assigned)),
		(417, "AssigneeNotEligibleError"): request(
			story.supervisor, "POST", method("crm_custom.marketing.api.assign"), {"name": story.unassigned, "assigned_to": story.supervisor}
		),
		(417, "AlreadyAssignedError"): request(
			story.supervisor, "POST", method("crm_custom.marketing.api.assign"), {"name": story.assigned, "assigned_to": story.colleague}
		),
	}
	assert {reason: refusal_of(answer) for reason, answer in expected.items()} == {reason: reason for reason in expected}


def test_an_opportunity_of_somebody_else_is_not_there_for_a_program(story: Story):
	for verb, body in (("GET", None), ("PUT", {"importance": "High"}), ("DELETE", None)):
		assert request(story.colleague, verb, resource(story.assigned), body)[0] == 403


def test_the_frameworks_assignment_is_closed_for_programs_too(story: Story):
	add = request(
		story.supervisor,
		"POST",
		method("frappe.desk.form.assign_to.add"),
		{"doctype": OPPORTUNITY, "name": story.assigned, "assign_to": json.dumps([story.colleague])},
	)
	remove = request(
		story.supervisor,
		"POST",
		method("frappe.desk.form.assign_to.remove"),
		{"doctype": OPPORTUNITY, "name": story.assigned, "assign_to": story.colleague},
	)
	assert refusal_of(add) == refusal_of(remove) == (417, "UseAssignActionError")
	assert in_thread(lambda: frappe.db.get_value(OPPORTUNITY, story.assigned, "assigned_to")) == story.manager


def test_a_write_is_not_made_by_following_a_link(story: Story):
	status, _ = request(story.supervisor, "GET", method(f"crm_custom.marketing.api.archive?name={story.ready}"))
	assert status in (403, 405)


def test_a_program_brings_an_opportunity_to_its_end(story: Story):
	status, content = request(story.manager, "PUT", resource(story.ready), {"status": "Succeeded"})
	assert (status, content["data"]["status"]) == (200, "Succeeded")
	status, content = request(story.supervisor, "POST", method("crm_custom.marketing.api.archive"), {"name": story.ready})
	assert (status, content["message"]["status"]) == (200, "Archived")


# at the same moment


def race(*sides: Callable[[], Any]) -> list[Any]:
	"""Each side begins its transaction, and all go on at the same moment. Answers results or exceptions in the order of the sides."""
	barrier = threading.Barrier(len(sides))

	def run(side: Callable[[], Any]) -> Any:
		frappe.db.sql("select count(*) from `tabSales Opportunity`")
		barrier.wait(timeout=30)
		return side()

	with ThreadPoolExecutor(len(sides)) as pool:
		futures = [pool.submit(with_own_connection, lambda side=side: run(side)) for side in sides]
		return [future.exception() or future.result() for future in futures]


def as_person(user: str, work: Callable[[], Any]) -> Callable[[], Any]:
	def act() -> Any:
		frappe.set_user(user)
		return work()

	return act


def made(story: Story) -> tuple[int, int]:
	"""How many customers and contacts there are of the story."""
	customers = frappe.get_all("Customer", {"customer_name": story.customer_name}, pluck="name")
	return len(customers), frappe.db.count("Dynamic Link", {"parenttype": "Contact", "link_name": ["in", customers]})


def test_success_pressed_by_two_at_once_makes_one_customer_and_both_get_it(story: Story):
	press = as_person(story.manager, lambda: api.develop_success(story.ready)["customer"])
	first, second = race(press, press)
	assert isinstance(first, str)
	assert first == second
	assert in_thread(lambda: made(story)) == (1, 1)


def test_two_bare_transitions_at_once_make_one_customer_and_the_second_is_told(story: Story):
	press = as_person(story.manager, lambda: apply_workflow(frappe.get_doc(OPPORTUNITY, story.ready), "Develop success").status)
	outcomes = race(press, press)
	assert [outcome for outcome in outcomes if outcome == "Succeeded"] == ["Succeeded"]
	assert len([outcome for outcome in outcomes if isinstance(outcome, frappe.ValidationError)]) == 1
	assert in_thread(lambda: made(story)) == (1, 1)


def test_success_and_stop_at_once_end_in_one_of_the_two(story: Story):
	outcomes = race(
		as_person(story.manager, lambda: services.develop_success(story.ready, services.CustomerFacts()).status),
		as_person(story.supervisor, lambda: services.stop(story.ready, close_reason()).status),
	)
	ended = in_thread(lambda: frappe.db.get_value(OPPORTUNITY, story.ready, ["status", "result_customer"]))
	customers, _ = in_thread(lambda: made(story))
	assert ended[0] in outcomes
	assert len([outcome for outcome in outcomes if isinstance(outcome, Exception)]) == 1
	assert (customers, bool(ended[1])) == ((1, True) if ended[0] == "Succeeded" else (0, False))


def test_two_supervisors_who_assign_at_once_do_not_overwrite_each_other(story: Story):
	outcomes = race(
		as_person(story.supervisor, lambda: services.assign(story.unassigned, story.manager).assigned_to),
		as_person("Administrator", lambda: services.assign(story.unassigned, story.colleague).assigned_to),
	)
	history = in_thread(lambda: frappe.get_all("Opportunity Assignment", {"parent": story.unassigned}, pluck="assigned_to"))
	assert len([outcome for outcome in outcomes if isinstance(outcome, frappe.ValidationError)]) == 1
	assert history == [outcome for outcome in outcomes if isinstance(outcome, str)]
