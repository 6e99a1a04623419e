"""What happens on the server appears in the browser by itself."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from crm_custom.tests.browser import jobs
from crm_custom.tests.browser.backstage import Backstage
from crm_custom.tests.browser.desk import Desk, unique
from crm_custom.tests.browser.test_refusals import make_opportunity

WATCH = """() => {
	window.crm_test_widths = [];
	const note = () => document.querySelectorAll('.modal .progress-bar').forEach((bar) => {
		const width = parseInt(bar.style.width);
		if (width && crm_test_widths.at(-1) !== width) crm_test_widths.push(width);
	});
	new MutationObserver(note).observe(document.body, { subtree: true, childList: true, attributes: true });
}"""


def test_the_progress_bar_of_a_background_job_moves(desk_of: Callable[..., Desk], backstage: Backstage):
	desk = desk_of("Customer Manager")
	connect(desk)
	desk.page.evaluate(WATCH)
	backstage.start_job(jobs.count_up, desk.user)
	expect(desk.page.locator(".modal .progress-bar").first).to_be_attached()
	desk.page.wait_for_function("last => crm_test_widths.at(-1) === last", arg=jobs.STEPS[-1])
	widths = desk.page.evaluate("crm_test_widths")
	assert len(widths) > 1
	assert widths == sorted(widths)


def test_the_progress_of_somebody_elses_job_is_not_shown(desk_of: Callable[..., Desk], backstage: Backstage):
	desk, other = desk_of("Customer Manager"), desk_of("Sales Supervisor")
	for one in (desk, other):
		connect(one)
		one.page.evaluate(WATCH)
	backstage.start_job(jobs.count_up, desk.user)
	desk.page.wait_for_function("last => crm_test_widths.at(-1) === last", arg=jobs.STEPS[-1])
	assert other.page.evaluate("crm_test_widths") == []


def test_a_list_follows_what_is_saved_in_another_tab(desk_of: Callable[..., Desk]):
	desk = desk_of("Customer Manager")
	name = make_opportunity(desk)
	desk.open("sales-opportunity")
	connect(desk)
	old = desk.read("Sales Opportunity", name)["customer_name"]
	expect(desk.row(old)).to_be_visible()

	tab = desk.other_tab()
	tab.open(f"sales-opportunity/{name}")
	new = unique("Plover Print")
	tab.fill("customer_name", new)
	tab.save()
	expect(desk.row(new)).to_be_visible()
	expect(desk.shown.locator(".list-row", has_text=old)).to_have_count(0)


def test_an_open_form_follows_what_somebody_else_does(desk_of: Callable[..., Desk]):
	supervisor, manager = desk_of("Sales Supervisor"), desk_of("Customer Manager")
	name = make_opportunity(manager)
	manager.open(f"sales-opportunity/{name}")
	connect(manager)
	manager.expect_state("Unassigned")
	supervisor.call("crm_custom.marketing.api.assign", name=name, assigned_to=manager.user)
	manager.expect_state("Assigned")


def connect(desk: Desk) -> None:
	"""Wait until the page listens."""
	desk.page.evaluate("frappe.realtime.socket.connected || frappe.realtime.connect?.() || frappe.realtime.socket.connect()")
	desk.page.wait_for_function("frappe.realtime.socket.connected")
