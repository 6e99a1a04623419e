"""A call recorded from the list in two clicks, found among the call-backs of its day, and the promise given in it kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from crm_custom.tests.browser.desk import Desk, unique, unique_mobile


@dataclass(frozen=True)
class Words:
	"""What the screen says and what is typed, in one language."""

	language: str
	customer: str
	summary: str
	promise: str
	record: str
	tomorrow: str
	nobody: str


ENGLISH = Words("en", "Harbour Mill", "Wants an offer", "Send the offer", "Record", "Tomorrow", "Nobody is to be called back")
CHINESE = Words("zh", "海港面粉有限公司", "要求报价", "发送报价", "记录", "明天", "当日没有需要回访的客户")


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_a_call_is_recorded_from_the_list_and_found_among_the_call_backs(desk_of: Callable[..., Desk], words: Words):
	desk = desk_of("Customer Manager", words.language)
	name = unique(words.customer)
	customer = make_customer(desk, name)
	tomorrow = desk.page.evaluate("frappe.datetime.add_days(frappe.datetime.get_today(), 1)")

	# the row's button, what happened, Ctrl+Enter
	desk.open("customer")
	button = desk.row(name).locator(".list-actions button")
	expect(button).to_have_text(words.record)
	desk.screenshot("customer-list-record")
	button.click()
	desk.settle()
	desk.fill("summary", words.summary, desk.dialog)
	desk.dialog.locator(".crm-chip", has_text=words.tomorrow).click()
	desk.screenshot("interaction-dialog")
	desk.dialog.locator("[data-fieldname='summary'] textarea").press("Control+Enter")
	expect(desk.page.locator(".modal.show")).to_have_count(0)
	desk.settle()
	assert "customer" in desk.page.url and customer["name"] not in desk.page.url
	stored = desk.read("Customer", customer["name"])
	assert (stored["next_visit_on"], bool(stored["last_interaction_on"])) == (tomorrow, True)

	# a promise, noted on the interaction
	(interaction,) = desk.call("frappe.client.get_list", doctype="Interaction", filters={"customer": customer["name"]})
	desk.insert("Promise", customer=customer["name"], interaction=interaction["name"], promise=words.promise, due_on=tomorrow)

	# the next day's call-backs, by the keyboard
	desk.open("call-backs")
	desk.page.locator(".crm-call-backs [data-kind='day']").wait_for()
	desk.page.keyboard.press("ArrowRight")
	row = desk.page.locator(".crm-call-backs tr[data-place]", has_text=name)
	expect(row).to_contain_text(words.summary)
	desk.screenshot("call-backs")
	row.locator("[data-kept]").click()
	expect(row.locator("[data-kept]")).to_have_count(0)
	assert desk.call("frappe.client.get_value", doctype="Promise", filters={"customer": customer["name"]}, fieldname="status") == {
		"status": "Kept"
	}

	# put off by a week: it leaves this day's list
	row.locator("[data-do='postpone']").click()
	desk.dialog.locator(".crm-chip[data-days='7']").click()
	desk.screenshot("call-backs-postpone")
	desk.confirm()
	expect(row).to_have_count(0)
	in_a_week = desk.page.evaluate("frappe.datetime.add_days(frappe.datetime.get_today(), 7)")
	assert desk.read("Customer", customer["name"])["next_visit_on"] == in_a_week

	# the customer's form shows what was recorded
	desk.open(f"customer/{customer['name']}")
	expect(desk.shown.locator(".crm-panel")).to_contain_text(words.summary)
	desk.screenshot("customer-panel")


def make_customer(desk: Desk, name: str) -> dict:
	"""A complete customer of the person at the desk."""
	return desk.insert(
		"Customer",
		customer_name=name,
		grade="Ordinary",
		region="Shanghai",
		customer_manager=desk.user,
		mobile=unique_mobile(),
		address="1 Harbour Road",
	)
