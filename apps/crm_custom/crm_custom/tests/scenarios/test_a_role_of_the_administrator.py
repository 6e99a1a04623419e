"""An administrator makes a role, gives it rights, widens a shipped role and takes one away, in the Desk alone (R-343, R-344, R-354)."""

import frappe
import pytest
from frappe import client
from frappe.core.page.permission_manager import permission_manager
from frappe.permissions import get_doc_permissions

from crm_custom.permissions import roles
from crm_custom.permissions.why import api as why
from crm_custom.setup.install import ensure_everything
from crm_custom.tests import factories
from crm_custom.tests import factories_customer as make
from crm_custom.tests.site_fixtures import acting_as, forget_request

ASSISTANT = "Key Account Assistant"


@pytest.fixture(autouse=True)
def forget_the_rules():
	"""Rules are kept in the cache, which no rollback reaches."""
	yield
	frappe.db.rollback()
	frappe.clear_cache(doctype="Customer")


def make_role() -> None:
	frappe.get_doc({"doctype": "Role", "role_name": ASSISTANT, "desk_access": 1}).insert()


def allow(role: str, *rights: str) -> None:
	"""What the administrator does in the Role Permission Manager."""
	if not frappe.db.exists("Custom DocPerm", {"parent": "Customer", "role": role}):
		permission_manager.add("Customer", role, 0)
	for right in rights:
		permission_manager.update("Customer", role, 0, right, 1)
	frappe.clear_cache(doctype="Customer")


def sees(user: str, customer: str) -> bool:
	with acting_as(user):
		return bool(client.get_list("Customer", filters={"name": customer}))


def rename(user: str, customer: str) -> None:
	with acting_as(user):
		client.set_value("Customer", customer, "short_name", "Short")


def test_an_own_role_reads_by_the_visibility_and_changes_the_departments_customers():
	department = factories.make_department()
	customer = make.make_customer(customer_manager=make.make_manager(department), bank="Secretbank of Chengdu")
	foreign = make.make_customer(customer_manager=make.make_manager(factories.make_department()))
	make_role()
	assistant = factories.make_user(ASSISTANT, department=department)
	with acting_as(assistant), pytest.raises(frappe.PermissionError):
		client.get_list("Customer")

	allow(ASSISTANT, "read")
	assert sees(assistant, customer.name) and sees(assistant, foreign.name)
	for visibility in ("Department", "Own"):
		with make.setting(visibility=visibility):
			assert sees(assistant, customer.name) and not sees(assistant, foreign.name)
	with pytest.raises(frappe.PermissionError):
		rename(assistant, customer.name)

	allow(ASSISTANT, "write")
	rename(assistant, customer.name)
	with pytest.raises(frappe.PermissionError):
		rename(assistant, foreign.name)
	forget_request()
	(verdict,) = [one for one in why.explain("Customer", foreign.name, assistant)["rights"] if one["code"] == "write"]
	assert not verdict["is_allowed"]

	# bank data stays where it was
	with acting_as(assistant):
		assert "Secretbank" not in frappe.as_json(client.get("Customer", customer.name))


def test_the_first_changed_rule_keeps_all_the_shipped_ones():
	customer = make.make_customer()
	allow(roles.NEWS_EDITOR, "read")
	rows = frappe.get_all("Custom DocPerm", {"parent": "Customer", "permlevel": 0}, pluck="role")
	assert {roles.EXECUTIVE, roles.SALES_SUPERVISOR, roles.CUSTOMER_MANAGER, roles.NEWS_EDITOR} <= set(rows)
	rename(customer.customer_manager, customer.name)
	forget_request()
	assert why.explain("Customer", customer.name, factories.make_user(roles.EXECUTIVE))["rights"][0]["is_allowed"]


def test_a_shipped_role_that_is_widened_gets_what_it_was_given():
	department = factories.make_department()
	customer = make.make_customer(customer_manager=make.make_manager(department))
	finance = factories.make_user(roles.CRM_FINANCE, department=department)
	with pytest.raises(frappe.PermissionError):
		rename(finance, customer.name)
	allow(roles.CRM_FINANCE, "write")
	rename(finance, customer.name)


def test_a_right_that_is_taken_away_is_gone_at_once_and_a_removed_role_too():
	customer = make.make_customer()
	executive = factories.make_user(roles.EXECUTIVE)
	assert sees(executive, customer.name)
	allow(roles.EXECUTIVE)
	permission_manager.update("Customer", roles.EXECUTIVE, 0, "export", 0)
	frappe.clear_cache(doctype="Customer")
	with acting_as(executive):
		assert not get_doc_permissions(frappe.get_doc("Customer", customer.name)).get("export")
	permission_manager.remove("Customer", roles.EXECUTIVE, 0)
	frappe.clear_cache(doctype="Customer")
	with acting_as(executive), pytest.raises(frappe.PermissionError):
		client.get_list("Customer")

	frappe.db.delete("Has Role", {"parent": executive})
	frappe.clear_cache(user=executive)
	with acting_as(executive), pytest.raises(frappe.PermissionError):
		client.get("Customer", customer.name)


def test_a_role_profile_that_was_replaced_does_not_come_back():
	frappe.get_doc({"doctype": "Role Profile", "role_profile": "Board of directors", "roles": [{"role": roles.EXECUTIVE}]}).insert()
	frappe.delete_doc("Role Profile", "CRM Executive", force=True)
	ensure_everything()
	assert not frappe.db.exists("Role Profile", "CRM Executive")
	assert frappe.db.exists("Role Profile", "Board of directors")
