"""The demo company: complete, true, and gone without a trace when it is cleared."""

import frappe
import pytest
from frappe.utils import nowdate
from frappe.utils.password import check_password

from crm_custom.demo.commands import clear_company, create_company
from crm_custom.demo.story import DOMAIN, PEOPLE
from crm_custom.marketing.rules import opportunity_machine
from crm_custom.permissions import roles
from crm_custom.service_management.rules import service_machine

COUNTED = (
	"Customer",
	"Contact",
	"Sales Opportunity",
	"Development Plan",
	"Service",
	"Interaction",
	"Promise",
	"Product",
	"Customer Order",
	"User",
	"ToDo",
	"Comment",
	"Notification Log",
	"Staff Profile",
	"CRM Department",
	"Has Role",
)


def count() -> dict[str, int]:
	"""Remarks that something was deleted are left out: other tests leave some about records whose numbers the demo uses again."""
	counts = {doctype: frappe.db.count(doctype) for doctype in COUNTED if doctype != "Comment"}
	return counts | {"Comment": frappe.db.count("Comment", {"comment_type": ["!=", "Deleted"]})}


@pytest.fixture
def empty():
	clear_company()
	return count()


def test_the_story_shows_every_role_and_state_once_and_clearing_leaves_no_trace(as_user, empty):
	password = "A long demo password 1"
	users = create_company(password_of={f"exec@{DOMAIN}": password})
	assert {row["role"] for row in users} == {roles.SYSTEM_MANAGER, roles.EXECUTIVE, roles.SALES_SUPERVISOR, roles.CUSTOMER_MANAGER}
	assert len(users) == len(PEOPLE)
	assert check_password(f"exec@{DOMAIN}", password) == f"exec@{DOMAIN}"

	# every state is there, and a complaint that was handled twice
	assert set(frappe.get_all("Sales Opportunity", pluck="status")) >= set(opportunity_machine.MACHINE.state_names)
	assert set(frappe.get_all("Service", pluck="status")) >= set(service_machine.MACHINE.state_names)
	assert {row.side for row in frappe.get_all("Promise", fields=["side"])} == {"Ours", "Theirs"}
	assert frappe.db.exists("Customer", {"next_visit_on": nowdate()})
	assert frappe.db.exists("Service", {"status": "Archived", "rework_count": 1, "is_complaint": 1})

	# once more adds nothing, and neither creating nor clearing is for everybody
	made = count()
	assert create_company() == users
	assert count() == made
	for command in (create_company, clear_company):
		with as_user(f"li.na@{DOMAIN}"), pytest.raises(frappe.PermissionError):
			command()

	assert "kept" not in clear_company()
	assert count() == empty
	assert frappe.db.count("CRM Demo Record") == 0


def test_the_story_is_told_in_chinese_and_keeps_what_somebody_else_refers_to(empty):
	users = create_company("zh", today="2026-03-02")
	assert {row["language"] for row in users} == {"zh"}
	customer = frappe.db.get_value("Customer", {"customer_name": "苏州恒通食品有限公司"})
	assert frappe.db.exists("Customer Order", {"customer": customer, "ordered_on": "2026-02-18"})

	order = {"doctype": "Customer Order", "order_number": "OWN-1", "ordered_on": "2026-01-01", "customer": customer}
	own = frappe.get_doc(order).insert()
	assert clear_company()["kept"] >= 1
	assert frappe.db.exists("Customer", customer)
	own.delete()
	assert "kept" not in clear_company()
	assert not frappe.db.exists("Customer", customer)
