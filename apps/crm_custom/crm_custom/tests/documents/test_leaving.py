"""Somebody stops working while still owning something: nothing is lost, the administrator is told (R-095)."""

import frappe
import pytest

from crm_custom.base_data.handover.owned import count_owned
from crm_custom.base_data.refusals import StillOwningError
from crm_custom.permissions import roles
from crm_custom.tests import factories
from crm_custom.tests import factories_customer as make

REPORT = "Records without an active owner"


@pytest.fixture
def owner() -> str:
	"""A customer manager with two customers."""
	user = make.make_manager(factories.make_department())
	for _ in range(2):
		make.make_customer(customer_manager=user)
	frappe.local.message_log = []
	return user


def messages() -> str:
	return " ".join(str(message) for message in frappe.local.message_log)


def report_rows(user: str | None = None) -> list[dict]:
	from frappe.desk.query_report import run

	return [row for row in run(REPORT, filters={"user": user} if user else {})["result"] if isinstance(row, dict)]


def test_who_disables_somebody_with_work_is_told_what_and_where_to_go(owner: str):
	frappe.get_doc("User", owner).update({"enabled": 0}).save()
	assert "Customers: 2" in messages()
	assert f"work-handover/new?from_user={owner.replace('@', '%40')}" in messages()


def test_who_takes_the_role_away_is_told_too(owner: str):
	doc = frappe.get_doc("User", owner)
	doc.roles = []
	doc.save()
	assert "Customers: 2" in messages()


def test_nothing_is_said_of_somebody_without_work():
	user = make.make_manager()
	frappe.local.message_log = []
	frappe.get_doc("User", user).update({"enabled": 0}).save()
	assert "handover" not in messages()


def test_the_other_administrators_are_told_in_their_language(owner: str):
	administrator = factories.make_user(roles.SYSTEM_MANAGER)
	frappe.db.set_value("User", administrator, "language", "zh")
	frappe.get_doc("User", owner).update({"enabled": 0}).save()
	subject = frappe.db.get_value("Notification Log", {"for_user": administrator, "document_name": owner}, "subject")
	assert "客户" in subject


def test_a_user_with_work_is_not_deleted_and_keeps_the_work(owner: str):
	with pytest.raises(StillOwningError) as refusal:
		frappe.delete_doc("User", owner)
	assert "Customers: 2" in str(refusal.value)
	assert count_owned(owner) == {"Customers": 2}


def test_the_report_shows_what_has_no_owner_at_work(owner: str):
	assert report_rows(owner) == []
	frappe.db.set_value("User", owner, "enabled", 0)
	rows = report_rows(owner)
	assert [(row["document_type"], row["why"]) for row in rows] == [("Customer", "Account disabled")] * 2
	frappe.db.set_value("User", owner, "enabled", 1)
	frappe.db.delete("Has Role", {"parent": owner})
	assert {row["why"] for row in report_rows(owner)} == {"Not a customer manager any more"}


def test_the_report_shows_a_supervisor_only_the_own_department(owner: str, as_user):
	frappe.db.set_value("User", owner, "enabled", 0)
	department = frappe.db.get_value("Staff Profile", {"user": owner}, "department")
	inside, outside = make.make_supervisor(department), make.make_supervisor(factories.make_department())
	with make.setting(visibility="Department"):
		for user, count in ((inside, 2), (outside, 0)):
			with as_user(user):
				assert len(report_rows(owner)) == count
	with as_user(make.make_manager()), pytest.raises(frappe.PermissionError):
		report_rows()
