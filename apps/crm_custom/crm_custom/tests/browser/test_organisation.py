"""Departments, a new user and a handover of work, as the administrator does them, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from crm_custom.tests.browser.desk import Desk, unique, unique_mobile

WORDS = {
	"en": {
		"set_up": "Set up a user",
		"draft": "Draft",
		"start": "Start handover",
		"undo": "Undo handover",
		"done": "Completed",
		"undone": "Undone",
		"base_data": "Base Data",
	},
	"zh": {
		"set_up": "新建用户",
		"draft": "待开始",
		"start": "开始移交",
		"undo": "撤销移交",
		"done": "已完成",
		"undone": "已撤销",
		"base_data": "基础数据",
	},
}


@pytest.fixture(params=["en", "zh"])
def admin(request: pytest.FixtureRequest, desk_of: Callable[..., Desk]) -> Desk:
	return desk_of("System Manager", request.param)


def name_of_first_department(desk: Desk) -> str:
	rows = desk.call("frappe.client.get_list", doctype="CRM Department", filters={"parent_crm_department": ["is", "not set"]})
	return rows[0]["name"]


def test_the_tree_shows_who_leads_and_takes_a_new_department(admin: Desk):
	admin.open("crm-department/view/tree")
	top = name_of_first_department(admin)
	node = admin.shown.locator(".tree-link", has_text=top).first
	expect(node).to_be_visible()
	expect(node.locator(".crm-department-facts")).to_contain_text({"en": "Customers", "zh": "客户"}[admin.language])
	admin.screenshot("organisation-tree")
	name = unique("Department")
	admin.shown.locator(".page-head .primary-action:visible").click()
	admin.fill("department_name", name, within=admin.dialog)
	admin.fill("parent_crm_department", top, within=admin.dialog)
	admin.confirm()
	added = admin.shown.locator(".tree-link", has_text=name)
	expect(added).to_be_visible()
	admin.call("frappe.client.delete", doctype="CRM Department", name=name)


@pytest.mark.parametrize("route", ["crm-settings", "region/view/tree", "crm-department/view/tree", "staff-profile"])
def test_the_way_back_from_base_data_leads_to_base_data(admin: Desk, route: str):
	admin.open(route)
	expect(admin.page.locator("#navbar-breadcrumbs li").first).to_have_text(WORDS[admin.language]["base_data"])


def test_a_department_is_moved_by_dragging(admin: Desk):
	names = [admin.insert("CRM Department", department_name=unique("Drag"))["name"] for _place in range(2)]
	try:
		admin.open("crm-department/view/tree")
		source, target = (admin.shown.locator(".tree-link", has_text=name) for name in names)
		expect(source).to_be_visible()
		source.drag_to(target)
		admin.confirm()
		expect(admin.shown.locator(f".tree-node .tree-children .tree-link:has-text('{names[0]}')").first).to_be_visible()
		assert admin.read("CRM Department", names[0])["parent_crm_department"] == names[1]
	finally:
		for name in names:
			admin.call("frappe.client.delete", doctype="CRM Department", name=name)


def test_a_user_is_set_up_in_one_dialog(admin: Desk):
	address = f"{unique('colleague').replace(' ', '-')}@example.com"
	admin.open("staff-profile/view/list")
	admin.button(WORDS[admin.language]["set_up"]).click()
	dialog = admin.dialog
	admin.settle()  # the dialog has drawn its defaults
	for field, text in (("full_name", "王芳"), ("email", address)):
		admin.fill(field, text, within=dialog)
		admin.settle()  # the dialog draws its fields again after each one
	admin.fill("role_profile", "CRM Customer Manager", within=dialog)
	admin.fill("department", name_of_first_department(admin), within=dialog)
	admin.fill("password", "Sichuan-2026-Ok", within=dialog)
	admin.screenshot("set-up-user")
	admin.confirm()
	admin.page.wait_for_function("user => cur_frm && cur_frm.doc.user === user", arg=address)
	admin.settle()
	assert admin.document()["employee_name"] == "王芳"
	admin.screenshot("staff-profile", full=True)


def test_a_handover_is_previewed_carried_out_and_undone(admin: Desk, login_of: Callable[..., dict]):
	words = WORDS[admin.language]
	giver, taker = login_of("Customer Manager", 2)["user"], login_of("Customer Manager", 3)["user"]
	customer = new_customer(admin, giver)
	with handover(admin, giver, taker) as name:
		admin.open(f"work-handover/{name}")
		expect(admin.shown.locator(".crm-handover table").first).to_be_visible()
		expect(admin.state).to_have_text(words["draft"])
		admin.screenshot("handover-preview", full=True)
		press_and_wait(admin, words["start"], "Completed")
		expect(admin.state).to_have_text(words["done"])
		assert admin.read("Customer", customer)["customer_manager"] == taker
		admin.screenshot("handover-result", full=True)
		press_and_wait(admin, words["undo"], "Undone")
		expect(admin.state).to_have_text(words["undone"])
		assert admin.read("Customer", customer)["customer_manager"] == giver
		admin.screenshot("handover-undone", full=True)
		expect(admin.shown.locator("button:visible", has_text=words["undo"])).to_have_count(0)


@contextmanager
def handover(desk: Desk, giver: str, taker: str) -> Iterator[str]:
	"""A handover of everything; whatever happens, the customers of the demo company are their managers' again afterwards."""
	values = {"from_user": giver, "to_user": taker, "reason": "Leaving", "way": "Everything to one person"}
	name = desk.insert("Work Handover", **values)["name"]
	try:
		yield name
	finally:
		if await_state(desk, name, "Draft", "Completed", "Undone") == "Completed":
			desk.call("crm_custom.base_data.api.undo_handover", name=name)
			await_state(desk, name, "Undone")


def await_state(desk: Desk, name: str, *states: str) -> str:
	asked = """async ([name, states]) => {
		const { status } = await frappe.xcall("crm_custom.base_data.api.handover_state", { name });
		return states.includes(status) && status;
	}"""
	return desk.page.wait_for_function(asked, arg=[name, list(states)], polling=500, timeout=60_000).json_value()


def press_and_wait(desk: Desk, label: str, state: str) -> None:
	desk.button(label).click()
	desk.confirm()
	desk.page.wait_for_function("state => cur_frm && cur_frm.doc.status === state", arg=state, timeout=60_000)
	desk.settle()


def new_customer(desk: Desk, manager: str) -> str:
	grade = desk.call("frappe.client.get_list", doctype="Customer Grade")[0]["name"]
	region = desk.call("frappe.client.get_list", doctype="Region", filters={"is_group": 0})[0]["name"]
	facts = {"grade": grade, "region": region, "mobile": unique_mobile(), "address": "1 Harbour Road"}
	return desk.insert("Customer", customer_name=unique("Handover"), customer_manager=manager, **facts)["name"]
