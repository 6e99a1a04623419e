"""A customer that is there already: seen while typing, entered all the same, merged by the supervisor, taken apart again (R-049, R-050)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from crm_custom.tests.browser.desk import Desk, unique_mobile

SUPERVISOR, MANAGER = "Sales Supervisor", "Customer Manager"
WORDS = {
	"en": {"anyway": "Create anyway", "merge": "Merge", "undo": "Undo the merge", "yes": "Yes", "undone": "Undone"},
	"zh": {"anyway": "仍然新建", "merge": "合并", "undo": "撤销合并", "yes": "是", "undone": "已撤销"},
}


def letters() -> str:
	"""A trade name without digits that no other customer has."""
	return "".join(chr(ord("a") + int(digit)) * 2 for digit in unique_mobile()[2:])


def make_customer(desk: Desk, name: str, **values: object) -> str:
	dictionaries = {
		"grade": desk.call("frappe.client.get_list", doctype="Customer Grade", filters={"disabled": 0})[0]["name"],
		"region": desk.call("frappe.client.get_list", doctype="Region", filters={"disabled": 0})[0]["name"],
	}
	address = "1 Long Street"
	return desk.insert("Customer", customer_name=name, mobile=unique_mobile(), address=address, **dictionaries, **values)["name"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_duplicate_is_seen_entered_all_the_same_merged_and_taken_apart(desk_of: Callable[..., Desk], language: str):
	words, trade_name = WORDS[language], letters()
	manager = desk_of(MANAGER, language)
	first = make_customer(manager, f"上海{trade_name}有限公司", needs="Tyres")
	second = enter_all_the_same(manager, trade_name, words)
	manager.call("frappe.client.set_value", doctype="Customer", name=second, fieldname="needs", value="Oil")

	# found by its number in any form, from the list
	mobile = manager.read("Customer", second)["mobile"]
	manager.open("customer/view/list")
	box = manager.shown.locator("[data-fieldname='crm_search'] input")
	box.fill(f"{mobile[:3]} {mobile[3:7]} {mobile[7:]}")
	box.press("Enter")
	expect(manager.row(f"{trade_name} Co., Ltd.")).to_be_visible()
	expect(manager.shown.locator(".list-row")).to_have_count(1)
	manager.screenshot("customer-found-by-number")

	supervisor = desk_of(SUPERVISOR, language)
	log = merge(supervisor, first, second, words)
	# the old address leads to the one that stays
	supervisor.open(f"customer/{second}")
	supervisor.page.wait_for_function("code => cur_frm && cur_frm.doc.name === code", arg=first)
	assert supervisor.document()["needs"].split("\n") == ["Tyres", "Oil"]

	supervisor.open(f"customer-merge/{log}")
	supervisor.screenshot("customer-merge", full=True)
	supervisor.button(words["undo"]).click()
	supervisor.confirm()
	supervisor.expect_state(words["undone"])
	assert supervisor.read("Customer", second)["status"] == "Normal"
	assert supervisor.read("Customer", first)["needs"] == "Tyres"


def enter_all_the_same(manager: Desk, trade_name: str, words: dict[str, str]) -> str:
	grade = manager.call("frappe.client.get_list", doctype="Customer Grade", filters={"disabled": 0})[0]["name"]
	region = manager.call("frappe.client.get_list", doctype="Region", filters={"disabled": 0})[0]["name"]
	manager.open("customer/new")
	manager.fill("customer_name", f"{trade_name} Co., Ltd.")
	hint = manager.field("customer_name").locator(".crm-duplicates")
	expect(hint).to_contain_text(trade_name)
	manager.screenshot("customer-likely-duplicate")
	mobile = unique_mobile()
	manager.page.evaluate(
		"values => cur_frm.set_value(values)", {"grade": grade, "region": region, "mobile": mobile, "address": "1 Long Street"}
	)
	manager.settle()
	manager.page.keyboard.press("Control+s")
	expect(manager.dialog).to_contain_text(trade_name)
	manager.screenshot("customer-create-anyway")
	expect(manager.dialog.locator(".btn-primary:visible")).to_have_text(re.compile(words["anyway"]))
	manager.press_primary()
	manager.page.wait_for_function("() => cur_frm && !cur_frm.is_new()")
	manager.settle()
	name = manager.document()["name"]
	# the offer to add a contact
	manager.page.keyboard.press("Escape")
	return name


def merge(supervisor: Desk, first: str, second: str, words: dict[str, str]) -> str:
	supervisor.open("duplicate-pair")
	supervisor.screenshot("duplicate-pairs")
	(pair,) = supervisor.call(
		"frappe.client.get_list", doctype="Duplicate Pair", filters={"customer": min(first, second), "other_customer": max(first, second)}
	)
	supervisor.open(f"duplicate-pair/{pair['name']}")
	supervisor.screenshot("duplicate-pair")
	supervisor.shown.locator(".standard-actions ~ * .btn-primary:visible, .custom-actions .btn-primary:visible").first.click()
	side = supervisor.dialog.locator(f".crm-merge-survivor[value='{first}']")
	expect(side).to_be_visible()
	if not side.is_checked():
		side.check()
		expect(supervisor.dialog.locator(f".crm-merge-survivor[value='{first}']")).to_be_checked()
		supervisor.settle()
	supervisor.dialog.locator("input[name='needs'][value='*']").check()
	supervisor.screenshot("merge-customers", full=True)
	supervisor.press_primary()
	supervisor.page.wait_for_function("code => cur_frm && cur_frm.doctype === 'Customer' && cur_frm.doc.name === code", arg=first)
	supervisor.settle()
	filters = {"survivor": first, "state": "Merged"}
	return supervisor.call("frappe.client.get_list", doctype="Customer Merge", filters=filters)[0]["name"]
