"""An administrator switches a module off and on again: menus and search of the others follow, their records stay. In both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import frappe
import pytest
from playwright.sync_api import expect

from crm_custom.tests.browser.backstage import Backstage
from crm_custom.tests.browser.desk import Desk

SWITCH = "is_service_management_on"
WORDS = {
	"en": {"tab": "Modules", "module": "Service Management", "search": "Service", "found": "Service List"},
	"zh": {"tab": "模块", "module": "服务管理", "search": "客户服务", "found": "客户服务列表"},
}


@pytest.fixture
def switched_on_afterwards(backstage: Backstage) -> Iterator[None]:
	"""However the test ends, the next one finds the module."""
	yield
	with backstage.at_work():
		settings = frappe.get_single("CRM Settings")
		if not settings.get(SWITCH):
			settings.set(SWITCH, 1)
			settings.save()


def switch(admin: Desk, is_on: bool) -> None:
	admin.open("crm-settings")
	admin.tab(WORDS[admin.language]["tab"])
	admin.field(SWITCH).locator("input[type=checkbox]:visible").set_checked(is_on)
	admin.screenshot(f"settings-modules-{'on' if is_on else 'off'}")
	admin.page.keyboard.press("Control+s")
	admin.page.wait_for_function("() => !cur_frm.is_dirty()")
	admin.settle()
	assert admin.read("CRM Settings", "CRM Settings")[SWITCH] == int(is_on)


def offers(manager: Desk) -> tuple[bool, bool]:
	"""Whether the sidebar and the search offer the module, after the page was loaded again."""
	words = WORDS[manager.language]
	manager.open("crm")
	labels = manager.page.locator(".desk-sidebar .sidebar-item-label:visible").all_text_contents()
	assert len(labels) > 1
	manager.page.locator("#navbar-search").fill(words["search"])
	# what the search itself offers for every text
	expect(manager.page.locator(".search-bar .awesomplete li:visible").first).to_be_visible()
	manager.settle()
	found = manager.page.locator(".search-bar .awesomplete li:visible").all_inner_texts()
	manager.screenshot("search-modules")
	manager.page.keyboard.press("Escape")
	is_in_sidebar = words["module"] in [label.strip() for label in labels]
	return is_in_sidebar, any(words["found"] in text for text in found)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_sidebar_and_search_follow_the_switch_of_a_module(desk_of: Callable[..., Desk], switched_on_afterwards: None, language: str):
	admin, manager = desk_of("System Manager", language), desk_of("Customer Manager", language)
	assert offers(manager) == (True, True)
	switch(admin, False)
	assert offers(manager) == (False, False)
	switch(admin, True)
	assert offers(manager) == (True, True)
