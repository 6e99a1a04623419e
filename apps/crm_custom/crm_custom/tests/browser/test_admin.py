"""What an administrator works with opens in the Desk without an error."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from crm_custom.tests.browser.desk import Desk

DICTIONARIES = (
	"Close Reason",
	"Contact Direction",
	"Contact Method",
	"Customer Category",
	"Customer Grade",
	"Customer Source",
	"Customer Status",
	"Customer Type",
	"Expense Category",
	"Industry",
	"Opportunity Stage",
	"Position",
	"Service Type",
)


@pytest.fixture
def admin(desk_of: Callable[..., Desk]) -> Desk:
	return desk_of("System Manager")


@pytest.mark.parametrize("workflow", ["Sales Opportunity", "Service"])
def test_the_workflow_builder_shows_the_states(admin: Desk, workflow: str):
	admin.open(f"workflow-builder/{workflow}")
	state = {"Sales Opportunity": "Developing", "Service": "Handled"}[workflow]
	expect(admin.page.locator(".vue-flow__node", has_text=state).first).to_be_visible()
	admin.screenshot(f"workflow-{workflow}")


def test_the_permission_manager_shows_the_roles(admin: Desk):
	admin.open("permission-manager/Sales Opportunity")
	for role in ("Customer Manager", "Sales Supervisor", "Executive"):
		expect(admin.shown.locator("td, .perm-rule, a", has_text=role).first).to_be_visible()
	admin.screenshot("permission-manager")


def test_the_settings_explain_themselves(admin: Desk):
	admin.open("crm-settings")
	expect(admin.title).to_have_text("CRM Settings")
	expect(admin.shown.locator(".form-layout .help-box:visible").first).to_be_visible()
	admin.screenshot("crm-settings", full=True)


def test_each_dictionary_has_its_values(admin: Desk):
	for doctype in DICTIONARIES:
		admin.go("List", doctype)
		expect(admin.shown.locator(".list-row").first).to_be_visible()


@pytest.mark.parametrize(("route", "first"), [("crm-department/view/tree", "Huadong Precision Machinery"), ("region/view/tree", "China")])
def test_trees_unfold(admin: Desk, route: str, first: str):
	admin.open(route)
	root = admin.shown.locator(".tree-link", has_text=first).first
	expect(root).to_be_visible()
	admin.screenshot(route.split("/")[0])
