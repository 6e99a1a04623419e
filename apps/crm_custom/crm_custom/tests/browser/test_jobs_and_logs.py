"""An administrator runs a job and sees its bar move; finds in the logs who did what. In both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import frappe
import pytest
from frappe.utils import add_days, now_datetime
from playwright.sync_api import expect

from crm_custom.tests.browser.backstage import Backstage
from crm_custom.tests.browser.desk import Desk
from crm_custom.tests.browser.test_realtime import connect

#: enough that removing them takes several steps of the bar
OLD_ENTRIES = 30_000
JOB = "records.retention"
WATCH = """() => {
	window.crm_test_widths = [];
	const note = () => document.querySelectorAll('.crm-job-watch .progress-bar').forEach((bar) => {
		const width = parseInt(bar.style.width);
		if (width && crm_test_widths.at(-1) !== width) crm_test_widths.push(width);
	});
	new MutationObserver(note).observe(document.body, { subtree: true, childList: true, attributes: true });
}"""
WORDS = {
	"en": {
		"run": "Run now",
		"title": "Removal of old logs",
		"done": "Finished",
		"log": "Operation Log",
		"job": "Job",
		"often": "every 15 minutes",
	},
	"zh": {"run": "立即执行", "title": "清除过期日志", "done": "已完成", "log": "操作日志", "job": "任务", "often": "每 15 分钟"},
}


@pytest.fixture
def old_entries(backstage: Backstage) -> Iterator[None]:
	"""Entries older than any retention, so that the removal has something to do."""
	moment = add_days(now_datetime(), -4000)
	columns = ["name", "creation", "modified", "owner", "modified_by", "kind", "at", "person"]
	rows = [(f"old{number:06}", moment, moment, "x", "x", "Job", moment, "x") for number in range(OLD_ENTRIES)]
	with backstage.at_work():
		frappe.db.bulk_insert("CRM Operation Log", columns, rows, chunk_size=5000)
	yield
	with backstage.at_work():
		frappe.db.delete("CRM Operation Log", {"name": ["like", "old0%"]})


@pytest.mark.parametrize("language", ["en", "zh"])
def test_run_now_moves_a_bar_and_ends_with_a_result(desk_of: Callable[..., Desk], old_entries: None, language: str):
	desk, words = desk_of("System Manager", language), WORDS[language]
	desk.open("crm-job")
	connect(desk)
	expect(desk.row(words["often"])).to_be_visible()
	desk.screenshot("jobs")
	desk.page.evaluate(WATCH)
	desk.row(words["title"]).locator("button", has_text=words["run"]).click()
	expect(desk.dialog.locator(".indicator-pill", has_text=words["done"])).to_be_visible(timeout=60_000)
	widths = desk.page.evaluate("crm_test_widths")
	assert len(widths) >= 3 and widths == sorted(widths)
	desk.screenshot("job-result")

	desk.dialog.locator("a[href*='crm-job-run']").click()
	desk.settle()
	desk.expect_state(words["done"])
	assert int(desk.value("changed").replace(",", "")) >= OLD_ENTRIES
	desk.screenshot("job-run")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_operation_log_says_who_did_what(desk_of: Callable[..., Desk], language: str):
	desk, words = desk_of("System Manager", language), WORDS[language]
	desk.open("query-report/Operation Log")
	expect(desk.title).to_have_text(words["log"])
	expect(desk.shown.locator(".dt-row .dt-cell", has_text=desk.user).first).to_be_visible()
	desk.screenshot("operation-log")
	for report in ("Change Log", "Login Log"):
		desk.open(f"query-report/{report}")
		expect(desk.shown.locator(".dt-row").first).to_be_visible()
		desk.screenshot(report.lower().replace(" ", "-"))
	desk.open("logs")
	expect(desk.shown.locator(".shortcut-widget-box", has_text=words["log"])).to_be_visible()
	desk.screenshot("logs")


def test_an_entry_offers_neither_change_nor_deletion(desk_of: Callable[..., Desk]):
	desk = desk_of("System Manager")
	(entry,) = desk.call("frappe.client.get_list", doctype="CRM Operation Log", limit_page_length=1, order_by="at desc")
	desk.open(f"crm-operation-log/{entry['name']}")
	expect(desk.shown.locator(".primary-action:visible")).to_have_count(0)
	for method, path in (("PUT", "/api/resource/CRM Operation Log/"), ("DELETE", "/api/resource/CRM Operation Log/")):
		assert desk.rest(method, path + entry["name"], detail="x").status in {403, 417}
	desk.take_problems()
