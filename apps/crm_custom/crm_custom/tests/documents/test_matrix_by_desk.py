"""The permission matrix by the Desk's own functions: every role × record type × right and workflow action × state (R-340 to R-344, R-354)."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import frappe
import pytest
from frappe import client
from frappe.desk import reportview
from frappe.desk.form.load import getdoc
from frappe.desk.form.save import savedocs
from frappe.model.workflow import apply_workflow, bulk_workflow_approval
from frappe.www.printview import get_html_and_style

from crm_custom.marketing import api as marketing_api
from crm_custom.permissions import held_back
from crm_custom.permissions.why import api as why_api
from crm_custom.service_management import api as service_api
from crm_custom.tests import matrix_world as expected
from crm_custom.tests.factories_marketing import close_reason
from crm_custom.tests.matrix_world import HARMLESS, MACHINES, OPPORTUNITY, PLAYERS, RECORDS, SERVICE, World
from crm_custom.tests.site_fixtures import acting_as, forget_request

REFUSALS = (frappe.PermissionError, frappe.ValidationError)


@pytest.fixture(scope="module")
def world(site: str) -> Iterator[World]:
	"""Made once for the module in one transaction, which every test goes back to the beginning of."""
	frappe.set_user("Administrator")
	frappe.db.begin()
	commit, frappe.db.commit = frappe.db.commit, lambda *args, **kwargs: None
	rollback = frappe.db.rollback
	# doors that take back everything when one record is refused take back the attempt
	frappe.db.rollback = lambda *, save_point=None: rollback(save_point=save_point or "attempt")
	held_back.guard_queries()
	made = World()
	_ = made.records
	yield made
	frappe.db.commit, frappe.db.rollback = commit, rollback
	frappe.db.rollback()
	forget_request()
	frappe.set_user("Administrator")


@pytest.fixture(autouse=True)
def rollback() -> Iterator[None]:
	"""Instead of the folder's: the world stays."""
	frappe.db.savepoint("test")
	yield
	frappe.db.rollback(save_point="test")


@contextmanager
def attempt(user: str) -> Iterator[None]:
	"""As this user, and taken back."""
	frappe.db.savepoint("attempt")
	with acting_as(user):
		frappe.local.form_dict = frappe._dict()
		frappe.local.response = frappe._dict(docs=[])
		try:
			yield
		finally:
			frappe.db.rollback(save_point="attempt")
			frappe.clear_messages()


def can(user: str, door: Callable[[], Any]) -> bool:
	"""True when the door opens; a refusal has to be one, not a breakdown."""
	with attempt(user):
		try:
			door()
		except REFUSALS:
			return False
		return True


def differences(
	world: World, right: str, doors: dict[str, Callable[[str, str], Any]], wanted: Callable[[str, str, str], bool], records: Any = None
) -> list:
	"""(who, record type, state, door, what happened) wherever it is not what the matrix says."""
	wrong = []
	for (doctype, state), name in (records or world.records).items():
		for who, user in world.people.items():
			for door, go in doors.items():
				happened = can(user, lambda: go(doctype, name))  # noqa: B023 (called at once)
				if happened is not wanted(who, doctype, state):
					wrong.append((who, doctype, state, right, door, happened))
	return wrong


def listed(wrong: list) -> str:
	return "\n" + "\n".join(map(str, wrong))


def found(names: Any) -> None:
	if not names:
		raise frappe.PermissionError


def save_in_form(doctype: str, name: str) -> None:
	field, value = HARMLESS[doctype]
	doc = frappe.get_doc(doctype, name)
	doc.apply_fieldlevel_read_permissions()
	savedocs(json.dumps({**json.loads(doc.as_json()), field: value}), "Save")


def delete_in_list(doctype: str, name: str) -> None:
	frappe.local.form_dict = frappe._dict(doctype=doctype, items=json.dumps([name]))
	reportview.delete_items()
	if frappe.db.exists(doctype, name):
		raise frappe.PermissionError


def export_list(doctype: str, name: str) -> None:
	fields = json.dumps([f"`tab{doctype}`.`name`"])
	frappe.local.form_dict = frappe._dict(
		doctype=doctype, fields=fields, filters=json.dumps({"name": name}), file_format_type="CSV", title=doctype
	)
	reportview.export_query()
	found(name in str(frappe.response.get("result") or frappe.response))


def test_everybody_reads_what_the_matrix_says(world):
	in_any_state = {"list": lambda doctype, name: found(client.get_list(doctype, filters={"name": name}))}
	assert differences(world, "read", in_any_state, lambda who, doctype, state: expected.may(who, doctype, "read")) == []
	# the state says nothing about reading: one record of each type for the doors that cost more
	doors = {
		"form": getdoc,
		"record": client.get,
		"value": lambda doctype, name: found(client.get_value(doctype, "name", {"name": name})),
	}
	assert differences(world, "read", doors, lambda who, doctype, state: expected.may(who, doctype, "read"), one_of_each(world)) == []


def one_of_each(world: World) -> dict[tuple[str, str], str]:
	first = {doctype: (doctype, state) for doctype, state in reversed(RECORDS)}
	return {key: world.records[key] for key in first.values()}


def test_everybody_changes_what_the_matrix_says(world):
	doors = {
		"form": save_in_form,
		"value": lambda doctype, name: client.set_value(doctype, name, *HARMLESS[doctype]),
	}
	assert differences(world, "write", doors, lambda who, doctype, state: expected.may(who, doctype, "write", state)) == []


def test_everybody_deletes_what_the_matrix_says(world):
	def wanted(who: str, doctype: str, state: str) -> bool:
		return expected.may(who, doctype, "delete", state)

	wrong = differences(world, "delete", {"record": client.delete}, wanted)
	wrong += differences(world, "delete", {"list": delete_in_list}, wanted, one_of_each(world))
	assert not wrong, listed(wrong)


def test_everybody_has_the_other_rights_that_the_matrix_gives(world):
	wrong = []
	for (doctype, state), name in world.records.items():
		doc = frappe.get_doc(doctype, name)
		for who, user in world.people.items():
			with acting_as(user):
				for right in ("print", "email", "share", "report"):
					happened = frappe.has_permission(doctype, right, doc)
					if happened is not expected.may(who, doctype, right):
						wrong.append((who, doctype, state, right, happened))
	assert not wrong, listed(wrong)


def test_everybody_exports_and_imports_what_the_matrix_says(world):
	wrong = differences(world, "export", {"list": export_list}, lambda who, doctype, state: expected.may(who, doctype, "export"))
	assert not wrong, listed(wrong)
	doors = {"import": lambda doctype, name: frappe.has_permission(doctype, "import") or found(None)}
	importable = {doctype for doctype, _ in RECORDS if frappe.get_meta(doctype).allow_import}
	assert (
		differences(
			world, "import", doors, lambda who, doctype, state: doctype in importable and "import" in expected.rights_of(who, doctype)
		)
		== []
	)


@pytest.mark.parametrize("doctype", [expected.CUSTOMER, OPPORTUNITY])
def test_a_print_is_for_those_who_read_the_record(world, doctype: str):
	"""The framework prints for whoever may read or print: a print shows what the form shows."""
	name = next(name for (kind, _), name in world.records.items() if kind == doctype)
	wrong = []
	for who, user in world.people.items():
		happened = can(user, lambda: get_html_and_style(doctype, name))
		if happened is not expected.may(who, doctype, "read"):
			wrong.append((who, happened))
	assert not wrong, listed(wrong)


@pytest.mark.parametrize("doctype", sorted({doctype for doctype, _ in RECORDS}))
def test_everybody_enters_what_the_matrix_says(world, doctype: str):
	wrong = []
	for who, user in world.people.items():
		values = world.new(doctype, who)
		for door, go in {
			"form": lambda values: savedocs(json.dumps({**values, "__islocal": 1, "name": "new-1"}, default=str), "Save"),
			"record": lambda values: client.insert(dict(values)),
		}.items():
			happened = can(user, lambda: go(values))  # noqa: B023 (called at once)
			if happened is not expected.may_create(who, doctype):
				wrong.append((who, door, happened))
	assert not wrong, listed(wrong)


# --- workflow actions --------------------------------------------------------------------------------------------------------

#: what an action needs besides the button, as the forms ask for it
ENTRIES: dict[tuple[str, str], Callable[[World], dict[str, Any]]] = {
	(OPPORTUNITY, "Assign"): lambda world: {"assigned_to": world.people["colleague"]},
	(OPPORTUNITY, "Reassign"): lambda world: {"assigned_to": world.people["colleague"]},
	(OPPORTUNITY, "Stop"): lambda world: {"close_reason": close_reason()},
	(SERVICE, "Assign"): lambda world: {"assigned_to": world.people["colleague"]},
	(SERVICE, "Reassign"): lambda world: {"assigned_to": world.people["colleague"]},
	(SERVICE, "Handle"): lambda world: {"handling": "Sent."},
	(SERVICE, "Feedback"): lambda world: {"result": "Fine.", "satisfaction": 5, "is_below_threshold": 0},
}
BY_API: dict[tuple[str, str], Callable[[World, str], Any]] = {
	(OPPORTUNITY, "Assign"): lambda world, name: marketing_api.assign(name, world.people["colleague"]),
	(OPPORTUNITY, "Reassign"): lambda world, name: marketing_api.reassign(name, world.people["colleague"]),
	(OPPORTUNITY, "Develop success"): lambda world, name: marketing_api.develop_success(name),
	(OPPORTUNITY, "Stop"): lambda world, name: marketing_api.stop(name, close_reason()),
	(OPPORTUNITY, "Archive"): lambda world, name: marketing_api.archive(name),
	(SERVICE, "Assign"): lambda world, name: service_api.assign(name, world.people["colleague"]),
	(SERVICE, "Reassign"): lambda world, name: service_api.reassign(name, world.people["colleague"]),
	(SERVICE, "Handle"): lambda world, name: service_api.handle(name, "Sent."),
	(SERVICE, "Feedback"): lambda world, name: service_api.feed_back(name, "Fine.", 5),
}


def actions() -> list[tuple[str, str]]:
	return sorted({(doctype, move.action) for doctype, machine in MACHINES.items() for move in machine.transitions})


@pytest.mark.parametrize(("doctype", "action"), actions())
def test_everybody_takes_the_actions_that_the_matrix_says_in_each_state(world, doctype: str, action: str):
	wrong = []
	for state in MACHINES[doctype].state_names:
		name = world.records[(doctype, state)]
		for who, user in world.people.items():
			happened = can(user, lambda: moved(doctype, name, lambda: BY_API[(doctype, action)](world, name)))  # noqa: B023 (called at once)
			if happened is not expected.may_act(who, doctype, action, state):
				wrong.append((who, state, happened))
	assert not wrong, listed(wrong)


#: an action with fields of its own is taken in its dialog; the bare button saves what the form holds
BUTTONS = [(doctype, action) for doctype, action in actions() if (doctype, action) not in ENTRIES or action == "Stop"]


@pytest.mark.parametrize(("doctype", "action"), BUTTONS)
def test_the_workflow_button_and_the_list_obey_the_same(world, doctype: str, action: str):
	wrong = []
	for state in MACHINES[doctype].state_names:
		name = world.records[(doctype, state)]
		for who, user in world.people.items():
			wanted = expected.may_act(who, doctype, action, state)
			for door in (press, press_in_list) if wanted or who == "colleague" else (press,):
				frappe.db.savepoint("entries")
				for field, value in ENTRIES.get((doctype, action), lambda world: {})(world).items():
					frappe.db.set_value(doctype, name, field, value)
				happened = can(user, lambda: door(doctype, name, action))  # noqa: B023 (called at once)
				frappe.db.rollback(save_point="entries")
				if happened is not wanted:
					wrong.append((who, state, door.__name__, happened))
	assert not wrong, listed(wrong)


def moved(doctype: str, name: str, act: Callable[[], Any]) -> None:
	"""An action that leaves everything as it was did not happen."""
	before = frappe.db.get_value(doctype, name, ["status", "assigned_to"])
	act()
	if frappe.db.get_value(doctype, name, ["status", "assigned_to"]) == before:
		raise frappe.ValidationError("nothing moved")


def press(doctype: str, name: str, action: str) -> None:
	apply_workflow(frappe.get_doc(doctype, name).as_json(), action)


def press_in_list(doctype: str, name: str, action: str) -> None:
	before = frappe.db.get_value(doctype, name, "status")
	bulk_workflow_approval(json.dumps([name]), doctype, action)
	if frappe.db.get_value(doctype, name, "status") == before:
		raise frappe.PermissionError


def test_the_page_that_explains_rights_tells_what_the_matrix_says(world):
	wrong = []
	for (doctype, state), name in world.records.items():
		doc = frappe.get_doc(doctype, name)
		for who, user in world.people.items():
			verdicts = {one["code"]: one["is_allowed"] for one in why_api.explain_record(doc, user)["rights"]}
			# whether others refer to a record is not a question of rights
			for right in ("read", "export", "share", *(["delete"] if doctype in MACHINES else [])):
				if verdicts[right] is not expected.may(who, doctype, right, state):
					wrong.append((who, doctype, state, right, verdicts[right]))
		seen = {row["user"] for row in why_api.who_can_see(doc)}
		wrong += [
			(who, doctype, state, "is listed", user in seen)
			for who, user in world.people.items()
			if (user in seen) is not expected.may(who, doctype, "read")
		]
	assert not wrong, listed(wrong)


def test_the_players_cover_every_role_of_the_product():
	from crm_custom.permissions import roles

	assert {player.role for player in PLAYERS.values()} >= roles.CRM_ROLES
