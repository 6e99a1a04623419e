"""What the product refuses: no action is offered to the wrong person, and a request past the forms is refused by its own reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from urllib.parse import quote

from playwright.sync_api import expect

from crm_custom.tests.browser.desk import Desk, unique, unique_mobile
from crm_custom.tests.browser.test_service_to_archive import make_customer

SUPERVISOR, MANAGER, EXECUTIVE = "Sales Supervisor", "Customer Manager", "Executive"
OPPORTUNITY, SERVICE = "Sales Opportunity", "Service"


def make_opportunity(desk: Desk) -> str:
	return desk.insert(
		OPPORTUNITY,
		customer_name=unique("Reed Paper"),
		summary="Wants a palletiser",
		success_probability=40,
		description="Called us",
		contact_name="Bao Ning",
		phone=unique_mobile(),
	)["name"]


def make_developing(supervisor: Desk, manager: Desk) -> str:
	"""An opportunity of the manager whose plan is carried out."""
	name = make_opportunity(supervisor)
	supervisor.call("crm_custom.marketing.api.assign", name=name, assigned_to=manager.user)
	plan = manager.read("Development Plan", manager.call("crm_custom.marketing.api.make_plan", name=name))
	plan["steps"] = [{"planned_on": str(date.today()), "item": "Call", "result": "Interested", "outcome": "Effective"}]
	manager.call("frappe.client.save", doc=plan)
	return name


def make_service(manager: Desk) -> str:
	customer = make_customer(manager, unique("Reed Paper"))
	values = {"summary": unique("Belt slips"), "service_type": "Consultation", "customer": customer, "request": "Please advise"}
	return manager.insert(SERVICE, **values)["name"]


def send_state(desk: Desk, doctype: str, name: str, **values: object) -> tuple[int, str]:
	"""Write into a record past the form; the HTTP status and the class of the refusal."""
	answer = desk.rest("PUT", f"/api/resource/{quote(doctype)}/{name}", **values)
	return answer.status, answer.json().get("exc_type", "")


def test_nobody_is_offered_an_action_that_is_not_theirs(desk_of: Callable[..., Desk]):
	supervisor, manager, executive = desk_of(SUPERVISOR), desk_of(MANAGER), desk_of(EXECUTIVE)
	own = make_opportunity(manager)
	manager.open(f"sales-opportunity/{own}")
	assert manager.actions() == []

	name = make_developing(supervisor, manager)
	supervisor.open(f"sales-opportunity/{name}")
	assert sorted(supervisor.actions()) == ["Reassign", "Stop"]
	executive.open(f"sales-opportunity/{name}")
	executive.expect_state("Developing")
	assert executive.actions() == []
	expect(executive.shown.locator(".primary-action:visible", has_text="Save")).to_have_count(0)
	executive.screenshot("opportunity-executive")


def test_an_opportunity_of_another_department_is_not_shown(desk_of: Callable[..., Desk]):
	manager, stranger = desk_of(MANAGER), desk_of(MANAGER, number=2)
	name = make_opportunity(manager)
	stranger.open(f"sales-opportunity/{name}")
	expect(stranger.page.get_by_text(re.compile("is not among the records that you may see")).first).to_be_visible()
	assert stranger.rest("GET", f"/api/resource/{quote(OPPORTUNITY)}/{name}").status == 403
	stranger.screenshot("opportunity-not-permitted")
	stranger.forget_problems("403|PermissionError|No permission|RecordOutOfSightError")


def test_a_state_sent_by_rest_is_refused_by_its_reason(desk_of: Callable[..., Desk]):
	supervisor, manager, executive = desk_of(SUPERVISOR), desk_of(MANAGER), desk_of(EXECUTIVE)
	own = make_opportunity(manager)
	role = send_state(manager, OPPORTUNITY, own, status="Assigned", assigned_to=manager.user)
	assert role == (403, "TransitionRoleError")
	assert send_state(executive, OPPORTUNITY, own, status="Assigned", assigned_to=manager.user)[0] == 403
	assert send_state(supervisor, OPPORTUNITY, own, status="Archived") == (417, "IllegalTransitionError")
	assert send_state(supervisor, OPPORTUNITY, own, status="Assigned") == (417, "AssigneeMissingError")
	assert manager.read(OPPORTUNITY, own)["status"] == "Unassigned"

	developing = make_developing(supervisor, manager)
	assert send_state(manager, OPPORTUNITY, developing, status="Failed") == (417, "CloseReasonMissingError")
	success = send_state(supervisor, OPPORTUNITY, developing, status="Succeeded")
	assert success[0] in (403, 417)
	assert success[1] in ("TransitionRoleError", "StateNotEditableError")
	assert send_state(manager, OPPORTUNITY, developing, assigned_to="") in ((417, "AssignmentByActionError"), (417, "SystemFieldError"))
	assert manager.read(OPPORTUNITY, developing)["status"] == "Developing"


def test_a_service_moved_by_rest_is_refused_by_its_reason(desk_of: Callable[..., Desk]):
	supervisor, manager, colleague = desk_of(SUPERVISOR), desk_of(MANAGER), desk_of(MANAGER, number=1)
	name = make_service(manager)
	assert send_state(manager, SERVICE, name, status="Assigned", assigned_to=manager.user) == (403, "TransitionRoleError")
	assert send_state(supervisor, SERVICE, name, status="Assigned") == (417, "AssigneeMissingError")
	assert send_state(supervisor, SERVICE, name, status="Archived") == (417, "IllegalTransitionError")
	supervisor.call("crm_custom.service_management.api.assign", name=name, assigned_to=manager.user)
	assert send_state(manager, SERVICE, name, status="Handled") == (417, "HandlingMissingError")
	by_another = send_state(colleague, SERVICE, name, status="Handled", handling="I did it")
	assert by_another[0] == 403
	assert send_state(manager, SERVICE, name, status="Handled", handling="Adjusted the belt")[0] == 200
	low = send_state(manager, SERVICE, name, status="Archived", result="No", satisfaction=1)
	assert low[0] == 417
	assert manager.read(SERVICE, name)["status"] == "Handled"


def test_an_action_called_by_a_reader_is_refused(desk_of: Callable[..., Desk]):
	manager, executive = desk_of(MANAGER), desk_of(EXECUTIVE)
	name = make_opportunity(manager)
	actions = {
		"assign": {"assigned_to": manager.user},
		"reassign": {"assigned_to": manager.user},
		"stop": {"close_reason": "Price"},
		"archive": {},
		"develop_success": {},
	}
	for method, values in actions.items():
		answer = executive.rest("POST", f"/api/method/crm_custom.marketing.api.{method}", name=name, **values)
		assert answer.status in (403, 417), method
	assert manager.read(OPPORTUNITY, name)["status"] == "Unassigned"


def test_success_pressed_in_two_windows_at_once_makes_one_customer(desk_of: Callable[..., Desk]):
	supervisor, manager = desk_of(SUPERVISOR), desk_of(MANAGER)
	name = make_developing(supervisor, manager)
	second = manager.other_tab()
	for desk in (manager, second):
		desk.page.bring_to_front()  # a browser draws a tab behind another one rarely
		desk.open(f"sales-opportunity/{name}")
		desk.action("Develop success")
		desk.fill("region", "Jiangsu", desk.dialog)
		desk.fill("address", "3 Reed Street", desk.dialog)
	# neither waits for the other's answer
	for desk in (manager, second):
		desk.page.evaluate("document.querySelector('.modal.show .btn-modal-primary').click()")
	for desk in (manager, second):
		expect(desk.page.locator(".modal.show")).to_have_count(0)
		desk.expect_state("Succeeded")
	found = manager.document()
	assert found["result_customer"] == second.document()["result_customer"]
	assert manager.call("frappe.client.get_count", doctype="Customer", filters={"customer_name": found["customer_name"]}) == 1
