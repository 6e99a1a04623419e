"""The permission matrix over HTTP, with real logins: read, create, change, delete and move, per role × record type × state.

Each request is one of a program that knows the address and a password, nothing else. The records are really there while it runs.
"""

import json
import os
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
import requests
from frappe.utils.password import update_password

from crm_custom.exceptions import CRMError
from crm_custom.tests import matrix_world as expected
from crm_custom.tests.factories_marketing import close_reason
from crm_custom.tests.matrix_world import HARMLESS, MACHINES, OPPORTUNITY, RECORDS, SERVICE, World
from crm_custom.tests.site_fixtures import forget_request

URL = os.environ.get("CRM_TEST_URL", "")
pytestmark = pytest.mark.skipif(not URL, reason="CRM_TEST_URL does not name a served site")
PASSWORD = "Matrix-of-2026-for-tests"
#: made here, in an order in which nothing refers to what is already gone; what is left of their rows goes by the time of creation
MADE = ("Service", "Development Plan", "Sales Opportunity", "Contact", "Customer Order", "Customer", "Product", "Region", "Staff Profile")
TRACES = (
	"ToDo",
	"Version",
	"Comment",
	"Notification Log",
	"Workflow Action",
	"Deleted Document",
	"View Log",
	"Activity Log",
	"Notification Settings",
)
DOCTYPES = sorted({doctype for doctype, _ in RECORDS})


class Served:
	"""The committed world and one session per person."""

	def __init__(self) -> None:
		self.started = frappe.utils.now()
		self.world = World()
		for user in self.world.people.values():
			update_password(user, PASSWORD)
		_ = self.world.records
		frappe.db.commit()
		self.sessions = {who: self._log_in(user) for who, user in self.world.people.items()}

	def fresh(self, doctype: str, state: str) -> str:
		"""A record of its own, for a request that will change it."""
		name = self.world.make(doctype, state) if doctype != expected.CUSTOMER else self.world.customer
		frappe.db.commit()
		return name

	def ask(self, who: str, method: str, path: str, **values: Any) -> requests.Response:
		"""One request of this person."""
		return self.sessions[who].request(method, f"{URL}{path}", timeout=60, **values)

	def tidy(self) -> None:
		frappe.db.rollback()
		for doctype in MADE:
			names = frappe.get_all(doctype, {"creation": [">=", self.started]}, pluck="name")
			for table in (doctype, *(field.options for field in frappe.get_meta(doctype).get_table_fields())):
				frappe.db.delete(table, {"name" if table == doctype else "parent": ["in", names or [""]]})
		users = list(self.world.people.values())
		frappe.db.delete("Has Role", {"parenttype": "User", "parent": ["in", users]})
		frappe.db.delete("Sessions", {"user": ["in", users]})
		frappe.db.delete("__Auth", {"name": ["in", users]})
		frappe.db.delete("User", {"name": ["in", users]})
		frappe.db.delete("Dynamic Link", {"creation": [">=", self.started]})
		frappe.db.delete("CRM Department", {"creation": [">=", self.started]})
		for doctype in TRACES:
			frappe.db.delete(doctype, {"creation": [">=", self.started]})
		frappe.db.commit()

	@staticmethod
	def _log_in(user: str) -> requests.Session:
		session = requests.Session()
		session.headers["Accept"] = "application/json"
		answer = session.post(f"{URL}/api/method/login", data={"usr": user, "pwd": PASSWORD}, timeout=60)
		assert answer.status_code == 200, answer.text
		return session


@pytest.fixture(scope="module")
def served(site: str) -> Iterator[Served]:
	frappe.set_user("Administrator")
	frappe.db.rollback()
	made = Served()
	yield made
	forget_request()
	frappe.set_user("Administrator")
	made.tidy()


@pytest.fixture(autouse=True)
def rollback(served: Served) -> Iterator[None]:
	"""Instead of the folder's: what is made here is for other processes to see."""
	frappe.set_user("Administrator")
	frappe.db.rollback()
	yield


def what_happened(answer: requests.Response) -> bool:
	"""True when it was done. A refusal has to be one of ours or the framework's own, not a breakdown."""
	if answer.ok:
		return True
	kind = kind_of(answer)
	assert answer.status_code in (403, 417, 409), (answer.status_code, kind)
	refusals = {"PermissionError", "ValidationError", "LinkExistsError", *(error.__name__ for error in CRMError.registry.values())}
	assert kind in refusals, kind
	return False


def kind_of(answer: requests.Response) -> str:
	"""The class of a refusal: named by its message, else the last line of what the server says; a bare 403 is the framework's."""
	body = answer.json()
	named = body.get("exc_type") or body.get("exception", "").partition(":")[0].rpartition(".")[2]
	return named or ("PermissionError" if answer.status_code == 403 else "")


def is_refused_as_a_permission(answer: requests.Response) -> bool:
	known = {error.__name__: error for error in CRMError.registry.values()} | {"PermissionError": frappe.PermissionError}
	return answer.status_code == 403 and issubclass(known.get(kind_of(answer), Exception), frappe.PermissionError)


@pytest.mark.parametrize("doctype", DOCTYPES)
def test_everybody_reads_over_rest_what_the_matrix_says(served, doctype: str):
	name = next(name for (kind, _), name in served.world.records.items() if kind == doctype)
	wrong = []
	for who in served.sessions:
		wanted = expected.may(who, doctype, "read")
		one = served.ask(who, "GET", f"/api/resource/{doctype}/{name}")
		if what_happened(one) is not wanted or (not wanted and not is_refused_as_a_permission(one)):
			wrong.append((who, "one", one.status_code))
		many = served.ask(who, "GET", f"/api/resource/{doctype}", params={"filters": json.dumps([["name", "=", name]])})
		if (what_happened(many) and bool(many.json()["data"])) is not wanted:
			wrong.append((who, "list", many.text[:100]))
	assert not wrong, wrong


@pytest.mark.parametrize("doctype", DOCTYPES)
def test_everybody_enters_over_rest_what_the_matrix_says(served, doctype: str):
	wrong = []
	for who in served.sessions:
		values = json.loads(frappe.as_json(served.world.new(doctype, who)))
		if doctype == expected.PLAN:
			# one plan each: the person before may have made it
			values["opportunity"] = served.fresh(OPPORTUNITY, "Assigned")
		frappe.db.commit()
		answer = served.ask(who, "POST", f"/api/resource/{doctype}", json=values)
		wanted = expected.may_create(who, doctype)
		if what_happened(answer) is not wanted:
			wrong.append((who, answer.status_code, answer.text[-300:]))
	assert not wrong, wrong


def refused_or_done(served: Served, right: str, ask: Callable[[str, str, str], requests.Response]) -> list:
	"""(who, record type, state) wherever a request of everybody on every record did not do what the matrix says."""
	wrong = []
	first = dict(reversed(RECORDS))
	for (doctype, state), shared in served.world.records.items():
		for who in served.sessions:
			if right not in expected.rights_of(who, doctype) and state != first[doctype]:
				# without the right no state makes a difference
				continue
			wanted = expected.may(who, doctype, right, state)
			name = served.fresh(doctype, state) if wanted and right == "delete" else shared
			answer = ask(who, doctype, name)
			has_right = right in expected.rights_of(who, doctype) and expected.has_row(who, doctype, right)
			if what_happened(answer) is not wanted or (not has_right and not is_refused_as_a_permission(answer)):
				wrong.append((who, doctype, state, answer.status_code, answer.text[-200:]))
	return wrong


def test_everybody_changes_over_rest_what_the_matrix_says(served):
	def change(who: str, doctype: str, name: str) -> requests.Response:
		field, value = HARMLESS[doctype]
		return served.ask(who, "PUT", f"/api/resource/{doctype}/{name}", json={field: value})

	wrong = refused_or_done(served, "write", change)
	assert not wrong, wrong


def test_everybody_deletes_over_rest_what_the_matrix_says(served):
	wrong = refused_or_done(served, "delete", lambda who, doctype, name: served.ask(who, "DELETE", f"/api/resource/{doctype}/{name}"))
	assert not wrong, wrong


METHODS = {OPPORTUNITY: "/api/method/crm_custom.marketing.api.", SERVICE: "/api/method/crm_custom.service_management.api."}
#: action: the method of the feature's API, and what it wants
CALLS: dict[tuple[str, str], tuple[str, Callable[[World], dict[str, Any]]]] = {
	(OPPORTUNITY, "Assign"): ("assign", lambda world: {"assigned_to": world.people["colleague"]}),
	(OPPORTUNITY, "Reassign"): ("reassign", lambda world: {"assigned_to": world.people["colleague"]}),
	(OPPORTUNITY, "Develop success"): ("develop_success", lambda world: {}),
	(OPPORTUNITY, "Stop"): ("stop", lambda world: {"close_reason": close_reason()}),
	(OPPORTUNITY, "Archive"): ("archive", lambda world: {}),
	(SERVICE, "Assign"): ("assign", lambda world: {"assigned_to": world.people["colleague"]}),
	(SERVICE, "Reassign"): ("reassign", lambda world: {"assigned_to": world.people["colleague"]}),
	(SERVICE, "Handle"): ("handle", lambda world: {"handling": "Sent."}),
	(SERVICE, "Feedback"): ("feed_back", lambda world: {"result": "Fine.", "satisfaction": 5}),
}


@pytest.mark.parametrize(("doctype", "action"), sorted(CALLS))
def test_everybody_takes_over_rest_the_actions_that_the_matrix_says(served, doctype: str, action: str):
	method, wants = CALLS[(doctype, action)]
	values = wants(served.world)
	wrong = []
	for state in sorted({move.source for move in MACHINES[doctype].transitions if move.action == action}):
		for who in served.sessions:
			wanted = expected.may_act(who, doctype, action, state)
			name = served.fresh(doctype, state) if wanted else served.world.records[(doctype, state)]
			answer = served.ask(who, "POST", METHODS[doctype] + method, json={"name": name, **values})
			if what_happened(answer) is not wanted:
				wrong.append((who, state, answer.status_code, answer.text[-300:]))
	assert not wrong, wrong


def test_a_get_moves_nothing(served):
	name = served.world.records[(OPPORTUNITY, "Assigned")]
	answer = served.ask("supervisor", "GET", f"{METHODS[OPPORTUNITY]}stop", params={"name": name, "close_reason": close_reason()})
	assert answer.status_code == 403
	assert frappe.db.get_value(OPPORTUNITY, name, "status") == "Assigned"


def test_values_held_back_are_not_found_out_over_http(served):
	for path, parameters in (
		("/api/resource/Customer", {"filters": json.dumps([["bank_account", "like", "6%"]])}),
		("/api/resource/Customer", {"order_by": "credit_limit desc"}),
		("/api/method/frappe.client.get_count", {"doctype": "Customer", "filters": json.dumps({"bank": ["like", "A%"]})}),
		(
			"/api/method/frappe.desk.search.search_link",
			{"doctype": "Customer", "txt": "", "filters": json.dumps({"bank": "A"}), "ignore_user_permissions": 1},
		),
	):
		answer = served.ask("owner", "GET", path, params=parameters)
		assert (answer.status_code, kind_of(answer)) == (403, "HeldBackFieldError"), path
		assert served.ask("finance", "GET", path, params=parameters).ok, path
