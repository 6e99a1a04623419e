"""The demo company: complete, true, and gone without a trace when it is cleared."""

import frappe
import pytest

from crm_custom.demo.commands import clear_company, create_company
from crm_custom.demo.story import DOMAIN, PEOPLE
from crm_custom.permissions import roles

COUNTED = ("Customer", "Contact", "Sales Opportunity", "Development Plan", "Service", "Product", "Customer Order", "User", "ToDo", "Comment", "Notification Log", "Staff Profile", "CRM Department", "Has Role")


def count() -> dict[str, int]:
	return {doctype: frappe.db.count(doctype) for doctype in COUNTED}


@pytest.fixture
def empty():
	clear_company()
	return count()


def test_every_role_has_a_user_who_can_log_in(empty):
	password = "A long demo password 1"
	users = create_company(password_of={f"exec@{DOMAIN}": password})
	assert {row["role"] for row in users} == {roles.SYSTEM_MANAGER, roles.EXECUTIVE, roles.SALES_SUPERVISOR, roles.CUSTOMER_MANAGER}
	assert len(users) == len(PEOPLE)
	assert frappe.utils.password.check_password(f"exec@{DOMAIN}", password) == f"exec@{DOMAIN}"


def test_the_story_shows_every_state_and_a_second_creation_adds_nothing(empty):
	create_company()
	assert set(frappe.get_all("Sales Opportunity", pluck="status")) >= {"Unassigned", "Assigned", "Developing", "Succeeded", "Failed", "Archived"}
	assert set(frappe.get_all("Service", pluck="status")) >= {"Created", "Assigned", "Handled", "Archived"}
	assert frappe.db.exists("Service", {"status": "Archived", "rework_count": 1, "is_complaint": 1})
	made = count()
	create_company()
	assert count() == made


def test_the_story_is_told_in_chinese_too(empty):
	users = create_company("zh", today="2026-03-02")
	assert {row["language"] for row in users} == {"zh"}
	assert frappe.db.exists("Customer", {"customer_name": "苏州恒通食品有限公司"})
	assert frappe.db.exists("Customer Order", {"ordered_on": "2026-02-25"})


def test_clearing_removes_exactly_the_story(empty):
	own = frappe.get_doc({"doctype": "Product", "product_code": "OWN-1", "product_name": "Our own"}).insert().name
	before = count()
	create_company()
	removed = clear_company()
	assert "kept" not in removed
	assert count() == before
	assert frappe.db.exists("Product", own)
	assert frappe.db.count("CRM Demo Record") == 0


def test_what_somebody_else_refers_to_is_kept(empty):
	create_company()
	order = {"doctype": "Customer Order", "order_number": "OWN-1", "ordered_on": "2026-01-01"}
	customer = frappe.db.get_value("Customer Order", {"order_number": "DEMO-0001"}, "customer")
	own = frappe.get_doc({**order, "customer": customer}).insert()
	assert clear_company()["kept"] >= 1
	assert frappe.db.exists("Customer", customer)
	own.delete()
	assert "kept" not in clear_company()
	assert not frappe.db.exists("Customer", customer)


def test_only_an_administrator_creates_and_clears(as_user, empty):
	create_company()
	with as_user(f"li.na@{DOMAIN}"):
		with pytest.raises(frappe.PermissionError):
			create_company()
		with pytest.raises(frappe.PermissionError):
			clear_company()
