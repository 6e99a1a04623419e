"""From a lead to a customer as people do it: the supervisor assigns, the customer manager plans, carries out and succeeds."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from crm_custom.tests.browser.desk import Desk, unique, unique_mobile

SUPERVISOR, MANAGER = "Sales Supervisor", "Customer Manager"


@dataclass(frozen=True)
class Words:
	"""What the screen says and what is typed, in one language."""

	language: str
	assign: str
	success: str
	stop: str
	developing: str
	assigned: str
	succeeded: str
	unassigned: str
	to_plan: str
	to_customer: str
	prospect: str
	summary: str
	contact: str
	description: str
	steps: tuple[str, str]
	result: str
	effective: str
	region: str
	grade: str
	address: str
	contacts: str


ENGLISH = Words(
	"en", "Assign", "Develop success", "Stop", "Developing", "Assigned", "Succeeded", "Unassigned", "Development plan",
	"Open the customer", "Lotus Foods", "Wants a packing line", "Shen Yue", "Met at the fair in Shanghai",
	("Call the buyer", "Visit the plant"), "Went well", "Effective", "Jiangsu", "Important", "8 Lake Road, Suzhou", "Contacts",
)  # fmt: skip
CHINESE = Words(
	"zh", "指派", "开发成功", "终止开发", "开发中", "已指派", "开发成功", "未指派", "客户开发计划",
	"打开客户", "荷塘食品有限公司", "需要一条包装线", "沈月", "在上海展会上认识",
	("致电采购经理", "拜访工厂"), "进展顺利", "有效", "江苏", "重要", "苏州市湖滨路8号", "联系人",
)  # fmt: skip


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_an_opportunity_becomes_a_customer_in_the_forms(desk_of: Callable[..., Desk], login_of: Callable[..., dict], words: Words):
	supervisor = desk_of(SUPERVISOR, words.language)
	prospect, mobile = unique(words.prospect), unique_mobile()
	opportunity = create(supervisor, words, prospect, mobile)
	assign(supervisor, words, login_of(MANAGER)["user"])

	manager = desk_of(MANAGER, words.language)
	manager.open("sales-opportunity")
	manager.screenshot("opportunity-list")
	manager.row(prospect).locator(".list-subject a").first.click()
	manager.expect_state(words.assigned)
	make_plan(manager, words)
	carry_out_plan(manager, words)
	customer = succeed(manager, words, opportunity)
	check_customer(manager, words, customer, prospect, mobile)

	# whoever presses again, here through the other door, gets the same customer
	again = manager.call("crm_custom.marketing.api.develop_success", name=opportunity)
	assert again["customer"] == customer
	assert manager.call("frappe.client.get_count", doctype="Customer", filters={"customer_name": prospect}) == 1


def create(desk: Desk, words: Words, prospect: str, mobile: str) -> str:
	desk.open("sales-opportunity/new")
	desk.fill("customer_name", prospect)
	desk.fill("summary", words.summary)
	desk.fill("contact_name", words.contact)
	desk.fill("phone", mobile)
	desk.fill("description", words.description)
	desk.screenshot("opportunity-new", full=True)
	desk.save()
	desk.expect_state(words.unassigned)
	assert desk.actions() == [words.assign]
	return desk.document()["name"]


def assign(desk: Desk, words: Words, manager: str) -> None:
	desk.action(words.assign)
	desk.fill("assigned_to", manager, desk.dialog)
	desk.screenshot("opportunity-assign")
	desk.confirm()
	desk.expect_state(words.assigned)
	assert desk.document()["assigned_to"] == manager
	desk.screenshot("opportunity-assigned")


def make_plan(desk: Desk, words: Words) -> None:
	desk.screenshot("opportunity-manager")
	desk.button(words.to_plan).click()
	expect(desk.field("steps")).to_be_visible()
	desk.settle()
	for number, item in enumerate(words.steps):
		row = desk.add_row("steps")
		desk.fill_cell(row, "planned_on", str(date.today() + timedelta(days=number)))
		desk.fill_cell(row, "item", item)
	desk.screenshot("plan-new")
	desk.save()
	assert [row["item"] for row in desk.document()["steps"]] == list(words.steps)


def carry_out_plan(desk: Desk, words: Words) -> None:
	for number in range(len(words.steps)):
		row = desk.rows("steps").nth(number)
		desk.fill_cell(row, "result", words.result)
		desk.fill_cell(row, "outcome", words.effective)
	desk.save()
	assert desk.document()["progress"] == 100
	desk.screenshot("plan-done")


def succeed(desk: Desk, words: Words, opportunity: str) -> str:
	desk.open(f"sales-opportunity/{opportunity}")
	desk.expect_state(words.developing)
	assert desk.actions() == [words.success, words.stop]
	desk.action(words.success)
	desk.fill("region", words.region, desk.dialog)
	desk.fill("grade", words.grade, desk.dialog)
	desk.fill("address", words.address, desk.dialog)
	desk.screenshot("opportunity-success")
	desk.confirm()
	desk.expect_state(words.succeeded)
	desk.screenshot("opportunity-succeeded")
	return desk.document()["result_customer"]


def check_customer(desk: Desk, words: Words, customer: str, prospect: str, mobile: str) -> None:
	desk.button(words.to_customer).click()
	desk.page.wait_for_url(f"**/app/customer/{customer}")
	expect(desk.field("customer_manager")).to_be_visible()
	expect(desk.title).to_have_text(prospect)
	expect(desk.field("address").locator("textarea")).to_have_value(words.address)
	desk.settle()
	found = desk.read("Customer", customer)
	assert mobile in (found["mobile"], found["phone"])
	assert not found["is_incomplete"]
	desk.screenshot("customer", full=True)
	desk.tab(words.contacts)
	contact = desk.shown.locator(".address-box", has_text=words.contact).first
	expect(contact).to_contain_text(mobile)
	contact.locator("a").first.click()
	expect(desk.title).to_have_text(re.compile(words.contact))
	desk.screenshot("contact", full=True)
