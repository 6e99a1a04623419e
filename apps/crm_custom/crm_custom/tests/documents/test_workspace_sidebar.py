"""What people see when the Desk opens: the CRM first, and nothing that is none of theirs."""

import json

import frappe
import pytest
from frappe.cache_manager import clear_defaults_cache
from frappe.desk.desktop import get_desktop_page, get_workspace_sidebar_items

from crm_custom.permissions import roles
from crm_custom.setup.workspaces import FRAMEWORK_WORKSPACES, release_framework_workspaces, restrict_framework_workspaces
from crm_custom.tests.factories_service import make_person

MODULES = ["CRM", "Marketing", "Customer Management", "Service Management", "Sales Data"]


@pytest.fixture(autouse=True)
def restricted():
	"""Seeds are remembered in the cache, which a rollback does not reach."""
	clear_defaults_cache()
	restrict_framework_workspaces()
	yield
	clear_defaults_cache()


def sidebar() -> list[dict]:
	return [page for page in get_workspace_sidebar_items()["pages"] if page["public"]]


@pytest.mark.parametrize("role", [roles.CUSTOMER_MANAGER, roles.SALES_SUPERVISOR, roles.EXECUTIVE])
def test_people_of_the_crm_see_the_crm_only_and_land_on_its_first_page(as_user, role):
	with as_user(make_person(role)):
		assert [page["name"] for page in sidebar()] == MODULES


def test_an_administrator_sees_set_up_and_the_framework_too(as_user):
	with as_user(make_person(roles.SYSTEM_MANAGER)):
		names = [page["name"] for page in sidebar()]
	assert names[:6] == [*MODULES, "Base Data"]
	assert {"Users", "Settings"} <= set(names)


def test_every_link_of_a_workspace_leads_somewhere():
	for name in [*MODULES, "Base Data"]:
		doc = frappe.get_doc("Workspace", name)
		for link in doc.links:
			assert link.type == "Card Break" or frappe.db.exists(link.link_type, link.link_to), (name, link.link_to)
		for shortcut in doc.shortcuts:
			assert frappe.db.exists(shortcut.type, shortcut.link_to), (name, shortcut.link_to)


def test_every_block_of_a_workspace_exists():
	for name in [*MODULES, "Base Data"]:
		doc = frappe.get_doc("Workspace", name)
		blocks = json.loads(doc.content)
		assert {b["data"]["shortcut_name"] for b in blocks if b["type"] == "shortcut"} == {row.label for row in doc.shortcuts}
		assert {b["data"]["card_name"] for b in blocks if b["type"] == "card"} == {
			row.label for row in doc.links if row.type == "Card Break"
		}


def test_a_page_can_be_built_for_a_customer_manager(as_user):
	with as_user(make_person(roles.CUSTOMER_MANAGER)):
		page = get_desktop_page(json.dumps({"name": "CRM", "title": "CRM", "public": 1}))
	assert "My customers" in [row["label"] for row in page["shortcuts"]["items"]]


def test_an_administrator_who_opens_a_workspace_finds_it_open_after_the_next_migrate():
	frappe.db.delete("Has Role", {"parenttype": "Workspace", "parent": "Tools"})
	restrict_framework_workspaces()
	assert not frappe.db.exists("Has Role", {"parenttype": "Workspace", "parent": "Tools"})


def test_uninstalling_opens_the_frameworks_workspaces_again():
	release_framework_workspaces()
	assert not frappe.db.exists("Has Role", {"parenttype": "Workspace", "parent": ["in", FRAMEWORK_WORKSPACES]})


@pytest.mark.parametrize(("module", "first"), [("Base Data", "Base Data"), ("Customer Management", "Customer Management")])
def test_the_way_back_from_a_form_leads_to_the_workspace_of_its_module(module, first):
	"""The framework's breadcrumbs take a module's oldest workspace; two of the same age would come in any order."""
	ages = frappe.get_all("Workspace", {"module": module, "public": 1}, ["name", "creation"], order_by="creation")
	assert ages[0].name == first
	assert ages[0].creation < ages[1].creation
