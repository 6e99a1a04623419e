"""An optional module that is switched off is gone by every door, its data stay, and switching it on brings everything back."""

from contextlib import contextmanager

import frappe
import pytest
from frappe import client
from frappe.desk.desktop import get_desktop_page
from frappe.desk.form.load import getdoc
from frappe.desk.reportview import get_count
from frappe.desk.search import search_link
from frappe.utils.user import UserPermissions

from crm_custom.base_data import module_access, refusals
from crm_custom.base_data.modules import SWITCHES, is_doctype_on, is_module_on, modules_off
from crm_custom.permissions.roles import CUSTOMER_MANAGER, EXECUTIVE, SALES_SUPERVISOR, SYSTEM_MANAGER
from crm_custom.tests import factories
from crm_custom.tests import factories_customer as make
from crm_custom.tests.factories_service import new_service
from crm_custom.tests.site_fixtures import forget_request

SERVICE = "Service Management"


@pytest.fixture(autouse=True)
def fresh_cache():
	"""What the framework remembers of menus is not rolled back."""
	yield
	frappe.db.rollback()
	frappe.clear_cache()


def switch(**switches: int) -> None:
	"""As the administrator does it in the settings."""
	frappe.get_single("CRM Settings").update(switches).save()
	forget_request()


@contextmanager
def switched_off(module: str):
	"""Off for the block, with what needs it, then on again."""
	off = {SWITCHES[module]: 0, "is_statistics_on": 0}
	switch(**off)
	try:
		yield
	finally:
		switch(**dict.fromkeys(off, 1))


def workspaces() -> set[str]:
	return {page["name"] for page in module_access.get_workspace_sidebar_items()["pages"]}


def permissions_of_menu() -> UserPermissions:
	permissions = UserPermissions(frappe.session.user)
	permissions.build_permissions()
	return permissions


def links_of_start_page() -> set[str]:
	page = get_desktop_page('{"name": "CRM", "title": "CRM", "public": 1}')
	cards = [link["link_to"] for card in page["cards"]["items"] for link in card["links"]]
	return {*cards, *(shortcut["link_to"] for shortcut in page["shortcuts"]["items"])}


def found_in_links(name: str) -> list[str]:
	frappe.response.pop("results", None)
	search_link("Service", name)
	return [row["value"] for row in frappe.response["results"]]


def test_every_module_but_two_can_be_switched_off():
	modules = {line for line in frappe.get_file_items(frappe.get_app_path("crm_custom", "modules.txt")) if line}
	assert modules - set(SWITCHES) == {"Customer Management", "Base Data"}
	for module in SWITCHES:
		with switched_off(module):
			assert not is_module_on(module)
			assert module in modules_off()
	assert modules_off() == frozenset()


@pytest.mark.parametrize("role", [CUSTOMER_MANAGER, SALES_SUPERVISOR, EXECUTIVE, SYSTEM_MANAGER])
def test_menus_search_and_shortcuts_follow_for_everybody_and_come_back(as_user, role: str):
	user = factories.make_user(role)

	def seen() -> dict[str, bool]:
		with as_user(user):
			may = permissions_of_menu()
			return {
				"workspace": SERVICE in workspaces(),
				"read": "Service" in may.can_read,
				"search": "Service" in may.can_search,
				"module": SERVICE in may.allow_modules,
				"link": "Service" in links_of_start_page(),
			}

	before = seen()
	with switched_off(SERVICE):
		assert not any(seen().values()), seen()
	assert seen() == before
	assert before["workspace"] and before["read"]


def test_the_frameworks_own_administrator_loses_the_workspace_too():
	with switched_off(SERVICE):
		assert SERVICE not in workspaces()
		boot = frappe._dict(user=frappe._dict(all_reports={}), allowed_workspaces=[{"module": SERVICE}, {"module": "Base Data"}])
		module_access.prune_boot(boot)
		assert boot.allowed_workspaces == [{"module": "Base Data"}]


def test_records_of_a_module_that_is_off_are_read_by_no_door_and_are_there_again_afterwards(as_user):
	manager = make.make_manager()
	customer = make.make_customer(customer_manager=manager)
	with as_user(manager):
		name = new_service(customer.name).insert().name

	def answers() -> dict[str, bool]:
		frappe.local.form_dict = frappe._dict(doctype="Service", filters={"name": name}, fields=[])
		return {
			"list": bool(frappe.get_list("Service", {"name": name})),
			"rest": bool(client.get_list("Service", filters={"name": name})),
			"count": bool(get_count()),
			"link": name in found_in_links(name),
			"record": frappe.get_doc("Service", name).has_permission("read"),
		}

	with as_user(manager):
		assert set(answers().values()) == {True}
	with switched_off(SERVICE):
		with as_user(manager):
			assert set(answers().values()) == {False}
			with pytest.raises(frappe.PermissionError):
				getdoc("Service", name)
		assert frappe.get_doc("Service", name).has_permission("read")
		assert frappe.db.exists("Service", name)
	with as_user(manager):
		assert set(answers().values()) == {True}


def test_nothing_is_created_changed_renamed_or_deleted_in_a_module_that_is_off(as_user):
	manager = make.make_manager()
	customer = make.make_customer(customer_manager=manager)
	with as_user(manager):
		name = new_service(customer.name).insert().name
	with switched_off(SERVICE):
		for user in (manager, "Administrator"):
			with as_user(user):
				with pytest.raises(refusals.ModuleOffError):
					client.insert({"doctype": "Service", "customer": customer.name, "summary": "x"})
				with pytest.raises(refusals.ModuleOffError):
					client.set_value("Service", name, "summary", "changed")
		with as_user(manager), pytest.raises(refusals.ModuleOffError):
			frappe.delete_doc("Service", name)
	assert refusals.ModuleOffError.http_status_code == 403


def test_a_customer_with_services_opens_and_saves_while_services_are_off(as_user):
	manager = make.make_manager()
	customer = make.make_customer(customer_manager=manager)
	with as_user(manager):
		new_service(customer.name).insert()
	with switched_off(SERVICE), as_user(manager):
		frappe.response.docs = []
		getdoc("Customer", customer.name)
		frappe.get_doc("Customer", customer.name).update({"short_name": "Still works"}).save()


def test_a_module_that_another_one_needs_is_not_switched_off_alone():
	with pytest.raises(refusals.ModuleNeededError, match="Statistics needs Sales Data"):
		switch(is_sales_data_on=0)
	switch(is_sales_data_on=0, is_statistics_on=0)
	assert not is_doctype_on("Product")
	switch(is_sales_data_on=1, is_statistics_on=1)


def test_products_are_gone_with_the_sales_data(as_user):
	manager = make.make_manager()
	frappe.get_doc({"doctype": "Product", "product_code": factories.unique("P"), "product_name": "Pump"}).insert()
	with switched_off("Sales Data"), as_user(manager):
		assert frappe.get_list("Product") == []
	with as_user(manager):
		assert frappe.get_list("Product")


def make_report() -> str:
	values = {"report_type": "Report Builder", "ref_doctype": "Service", "is_standard": "No", "module": "Base Data"}
	return frappe.get_doc({"doctype": "Report", "report_name": factories.unique("Report"), **values}).insert().name


def test_reports_on_a_module_that_is_off_are_not_run_opened_or_exported():
	report = make_report()
	with switched_off(SERVICE):
		for door in (module_access.run_report, module_access.get_report_script, module_access.check_report):
			with pytest.raises(refusals.ModuleOffError):
				door(report)
		boot = frappe._dict(user=frappe._dict(all_reports={report: {"ref_doctype": "Service"}, "Other": {"ref_doctype": "User"}}))
		module_access.prune_boot(boot)
		assert set(boot.user.all_reports) == {"Other"}


def test_number_cards_on_a_module_that_is_off_are_not_shown():
	card = frappe.get_doc({"doctype": "Number Card", "label": factories.unique("Card"), "document_type": "Service", "function": "Count"})
	assert module_access.is_offered(card) is None
	with switched_off(SERVICE):
		assert module_access.is_offered(card) is False


def test_following_the_switches_twice_changes_nothing():
	with switched_off(SERVICE):
		before = frappe.get_all("DocType", {"module": SERVICE}, ["name", "restrict_to_domain", "modified"])
		module_access.follow_switches()
		assert frappe.get_all("DocType", {"module": SERVICE}, ["name", "restrict_to_domain", "modified"]) == before
		assert {row.restrict_to_domain for row in before} == {module_access.OFF}
	assert not frappe.get_all("DocType", {"restrict_to_domain": module_access.OFF})


def test_uninstalling_leaves_no_restriction_behind():
	with switched_off(SERVICE):
		module_access.release_all()
		assert not frappe.get_all("Workspace", {"restrict_to_domain": module_access.OFF})
		assert not frappe.db.exists("Domain", module_access.OFF)


def test_an_update_puts_the_restriction_back_that_a_new_file_of_a_doctype_has_lost():
	with switched_off(SERVICE):
		frappe.db.set_value("DocType", "Service", "restrict_to_domain", None)
		module_access.follow_switches()
		assert frappe.db.get_value("DocType", "Service", "restrict_to_domain") == module_access.OFF
