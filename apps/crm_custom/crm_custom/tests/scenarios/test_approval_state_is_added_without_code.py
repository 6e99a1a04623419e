"""An administrator puts an approval between Developing and Succeeded, in the Workflow alone (D-14)."""

import frappe
import pytest
from frappe import client
from frappe.model.workflow import apply_workflow, get_transitions

from crm_custom.exceptions import IllegalTransitionError, TransitionRoleError
from crm_custom.marketing import api
from crm_custom.tests.factories_marketing import make_developing, make_team, status_of

WAITING = "Waiting for approval"


def add_approval_state() -> None:
	"""What the administrator does in the Workflow Builder."""
	frappe.get_doc({"doctype": "Workflow State", "workflow_state_name": WAITING, "style": "Info"}).insert()
	for action in ("Approve opportunity", "Send back"):
		frappe.get_doc({"doctype": "Workflow Action Master", "workflow_action_name": action}).insert()
	workflow = frappe.get_doc("Workflow", "Sales Opportunity")
	workflow.append("states", {"state": WAITING, "doc_status": "0", "allow_edit": "Sales Supervisor"})
	for move in workflow.transitions:
		if (move.state, move.next_state) == ("Developing", "Succeeded"):
			move.next_state = WAITING
	for action, target in (("Approve opportunity", "Succeeded"), ("Send back", "Developing")):
		workflow.append(
			"transitions",
			{"state": WAITING, "action": action, "next_state": target, "allowed": "Sales Supervisor", "allow_self_approval": 1},
		)
	workflow.save()


@pytest.fixture(autouse=True)
def forget_the_workflow():
	"""The workflow is kept in the cache, which no rollback reaches."""
	yield
	frappe.db.rollback()
	frappe.clear_cache(doctype="Sales Opportunity")
	frappe.clear_document_cache("Workflow", "Sales Opportunity")


def test_an_approval_state_is_added_without_code(as_user):
	team = make_team()
	opportunity = make_developing(team, is_ready=True, customer_name="Approval Ltd")
	add_approval_state()

	with as_user(team.manager):
		with pytest.raises(IllegalTransitionError):
			api.develop_success(opportunity)
		client.set_value("Sales Opportunity", opportunity, {"customer_address": "Approval Road 1"})
		apply_workflow(frappe.get_doc("Sales Opportunity", opportunity), "Develop success")
	assert status_of(opportunity) == WAITING
	assert not frappe.db.exists("Customer", {"customer_name": "Approval Ltd"})

	with as_user(team.manager), pytest.raises(TransitionRoleError):
		client.set_value("Sales Opportunity", opportunity, "status", "Succeeded")

	with as_user(team.supervisor):
		apply_workflow(frappe.get_doc("Sales Opportunity", opportunity), "Send back")
	assert status_of(opportunity) == "Developing"

	with as_user(team.manager):
		apply_workflow(frappe.get_doc("Sales Opportunity", opportunity), "Develop success")

	with as_user(team.supervisor):
		doc = frappe.get_doc("Sales Opportunity", opportunity)
		assert {move["action"] for move in get_transitions(doc)} == {"Approve opportunity", "Send back"}
		answer = api.develop_success(opportunity)

	assert status_of(opportunity) == "Succeeded"
	customer = frappe.get_doc("Customer", answer["customer"])
	assert (customer.customer_name, customer.customer_manager, customer.address) == ("Approval Ltd", team.manager, "Approval Road 1")
	assert frappe.db.get_value("Development Plan", {"opportunity": opportunity}, "status") == "Completed"


def test_the_approver_presses_the_bare_button_too(as_user):
	team = make_team()
	opportunity = make_developing(team, is_ready=True)
	add_approval_state()
	with as_user(team.manager):
		apply_workflow(frappe.get_doc("Sales Opportunity", opportunity), "Develop success")
	with as_user(team.supervisor):
		apply_workflow(frappe.get_doc("Sales Opportunity", opportunity), "Approve opportunity")
	doc = frappe.get_doc("Sales Opportunity", opportunity)
	assert doc.status == "Succeeded"
	assert frappe.db.exists("Customer", doc.result_customer)
