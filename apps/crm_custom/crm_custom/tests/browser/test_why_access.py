"""The administrator finds out who sees a record and why (R-340, R-344)."""

import re

from playwright.sync_api import expect


def address_of(desk, person: str) -> str:
	desk.open("why-access")
	opportunity = desk.page.evaluate(
		"frappe.db.get_list('Sales Opportunity', {filters: {status: 'Developing'}, order_by: 'name', limit: 1}).then((rows) => rows[0].name)"
	)
	return f"why-access/Sales Opportunity/{opportunity}/{person}"


def test_a_verdict_opens_with_its_questions_by_keyboard_and_everybody_is_listed(desk_of, login_of):
	executive = login_of("Executive")["user"]
	desk = desk_of("System Manager")
	desk.open(address_of(desk, executive))
	page = desk.page
	expect(page.locator(".why-head")).to_be_visible()
	reading, writing = page.locator("details[data-code=read]"), page.locator("details[data-code=write]")
	expect(reading.locator("summary")).to_contain_text("Executives read every record.")
	expect(writing.locator("summary .why-no")).to_be_visible()

	writing.locator("summary").focus()
	page.keyboard.press("Enter")
	expect(writing).to_have_attribute("open", "")
	expect(writing).to_contain_text("What would change it")

	page.get_by_role("button", name="Show everybody").click()
	rows = page.locator(".why-viewers tbody tr")
	expect(rows.filter(has_text="Executives read every record.")).to_be_visible()
	page.locator(".why-viewers input").fill("nobody of this name")
	expect(page.locator(".why-count")).to_have_text("0 people")
	page.locator(".why-viewers input").fill("")

	rows.filter(has_text="System Manager").locator("a").first.click()
	expect(reading.locator("summary")).to_contain_text("Administrators have every record.")
	expect(page.locator("details[data-code=Reassign] summary .why-yes")).to_be_visible()


def test_the_page_speaks_the_readers_language(desk_of, login_of):
	desk = desk_of("System Manager", language="zh")
	desk.open("why-access")
	expect(desk.page.get_by_text("为什么某人能或不能看到某条记录？")).to_be_visible()
	desk.open(address_of(desk, login_of("Executive")["user"]))
	expect(desk.page.locator("details[data-code=read] summary")).to_contain_text("高管可查看全部记录。")
	assert not re.search("[A-Za-z]{4}", desk.page.locator("details[data-code=write]").inner_text())
