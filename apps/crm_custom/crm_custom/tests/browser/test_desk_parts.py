"""Parts of the Desk that fail silently when they are broken: times with seconds, the timeline, templates, files, PDF, views."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from crm_custom.tests.browser.desk import Desk, unique
from crm_custom.tests.browser.test_refusals import make_developing, make_service
from crm_custom.tests.browser.test_service_to_archive import make_customer

SUPERVISOR, MANAGER, ADMIN = "Sales Supervisor", "Customer Manager", "System Manager"


def pdf_text(content: bytes) -> str:
	return "".join("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_seconds_typed_into_a_time_and_a_moment_are_kept(desk_of: Callable[..., Desk]):
	manager = desk_of(MANAGER)
	name = make_service(manager)
	manager.open(f"service/{name}")
	manager.fill("due_by", "2031-03-01 09:08:07")
	manager.save()
	manager.open(f"service/{name}")
	expect(manager.field("due_by").locator("input").first).to_have_value("2031-03-01 09:08:07")
	assert manager.read("Service", name)["due_by"] == "2031-03-01 09:08:07"

	admin = desk_of(ADMIN)
	before = admin.read("CRM Settings", "CRM Settings")["quiet_from"]
	try:
		admin.open("crm-settings")
		tab = admin.page.evaluate("cur_frm.get_field('quiet_from').tab?.label")
		if tab:
			admin.tab(tab)
		admin.fill("quiet_from", "21:07:05")
		admin.save()
		admin.open("crm-settings")
		assert admin.document()["quiet_from"] == "21:07:05"
	finally:
		admin.call("frappe.client.set_value", doctype="CRM Settings", name="CRM Settings", fieldname="quiet_from", value=before)


def test_the_tab_key_passes_over_a_table_that_cannot_be_seen(desk_of: Callable[..., Desk]):
	manager = desk_of(MANAGER)
	manager.open("sales-opportunity/new")
	expect(manager.shown.locator(".section-head.collapsed:visible", has_text="Products")).to_be_visible()
	manager.fill("description", "Called us")
	manager.settle()
	assert manager.document().get("products", []) == []
	expect(manager.field("customer_need")).to_be_visible()


def test_link_fields_speak_of_filters_that_a_person_needs_to_know(desk_of: Callable[..., Desk]):
	manager = desk_of(MANAGER)
	manager.open("sales-opportunity/new")
	manager.field("source").locator("input").click()
	choices = manager.field("source").locator(".awesomplete li:visible")
	expect(choices.first).to_be_visible()
	assert not [text for text in choices.all_text_contents() if "Filters applied" in text]


def test_a_comment_with_quotes_keeps_the_timeline(desk_of: Callable[..., Desk]):
	manager = desk_of(MANAGER)
	customer = make_customer(manager, unique("Heron Tools"))
	manager.open(f"customer/{customer}")
	text = """They said "it's fine" & <ok>; C:\\temp 'again'"""
	manager.page.locator(".comment-box:visible .ql-editor").first.fill(text)
	manager.page.locator(".comment-box:visible .btn-comment").first.click()
	comment = manager.shown.locator(".timeline-item[data-doctype='Comment']").first
	expect(comment).to_contain_text(text)
	manager.open(f"customer/{customer}")
	expect(manager.shown.locator(".timeline-item[data-doctype='Comment']").first).to_contain_text(text)
	expect(manager.shown.locator(".new-timeline .timeline-item").nth(1)).to_be_visible()
	manager.screenshot("customer-timeline")


def test_every_template_of_the_desk_compiles(desk_of: Callable[..., Desk]):
	desk = desk_of(MANAGER)
	desk.open("sales-opportunity")
	desk.go("List", "Service", "Report")
	desk.go("List", "Development Plan", "Calendar")
	count, broken = desk.page.evaluate(
		"""() => {
			const names = Object.keys(frappe.templates), broken = [];
			for (const name of names) {
				try {
					// compile() answers false and writes to the console when the text is no program
					delete frappe.template.compiled[name];
					if (!frappe.template.compile(frappe.templates[name], name)) broken.push(name);
				} catch (error) { broken.push(`${name}: ${error}`); }
			}
			return [names.length, broken];
		}"""
	)
	assert broken == []
	assert count > 30


def test_a_file_of_a_customer_comes_back_unchanged(desk_of: Callable[..., Desk], tmp_path: Path):
	manager = desk_of(MANAGER)
	customer = make_customer(manager, unique("鹭工具有限公司"))
	content = bytes(range(256)) * 20
	file = tmp_path / f"{unique('报价单')}.bin"
	file.write_bytes(content)
	manager.open(f"customer/{customer}")
	manager.shown.locator(".form-sidebar .add-attachment-btn").click()
	with manager.page.expect_file_chooser() as chooser:
		manager.dialog.locator(".btn-file-upload", has_text="My Device").first.click()
	chooser.value.set_files(file)
	expect(manager.dialog.locator(".file-preview, .file-name").first).to_be_visible()
	manager.screenshot("customer-upload")
	manager.dialog.locator(".btn-modal-primary:visible").click()
	link = manager.shown.locator(".form-sidebar .attachment-row a.attachment-file-label, .form-sidebar .attachment-row a").last
	expect(link).to_be_visible()
	manager.settle()
	[stored] = manager.call(
		"frappe.client.get_list",
		doctype="File",
		filters={"attached_to_doctype": "Customer", "attached_to_name": customer},
		fields=["file_url", "is_private", "file_name"],
	)
	assert stored["file_name"] == file.name
	assert stored["is_private"]
	answer = manager.context.request.get(f"{manager.url}{stored['file_url']}")
	assert answer.status == 200
	assert answer.body() == content


def test_a_private_file_is_not_for_strangers(desk_of: Callable[..., Desk], stranger: Callable[..., Desk]):
	manager, outside = desk_of(MANAGER), stranger()
	customer = make_customer(manager, unique("Heron Tools"))
	stored = manager.insert(
		"File", file_name="secret.txt", content="only for us", is_private=1, attached_to_doctype="Customer", attached_to_name=customer
	)
	assert manager.context.request.get(f"{manager.url}{stored['file_url']}").text() == "only for us"
	assert outside.context.request.get(f"{outside.url}{stored['file_url']}").status in (403, 404)


def test_the_pdf_of_a_customer_can_be_read_in_chinese(desk_of: Callable[..., Desk]):
	manager = desk_of(MANAGER, "zh")
	name = unique("鹭工具有限公司")
	customer = make_customer(manager, name)
	manager.open(f"customer/{customer}")
	manager.shown.locator("button[data-original-title='打印'], .page-icon-group button:has(use[href='#icon-printer'])").first.click()
	expect(manager.shown.locator(".print-preview-wrapper iframe, .print-format-container iframe").first).to_be_visible()
	manager.settle()
	manager.screenshot("customer-print")
	query = urlencode({"doctype": "Customer", "name": customer, "format": "Standard", "no_letterhead": 1, "_lang": "zh"})
	answer = manager.context.request.get(f"{manager.url}/api/method/frappe.utils.print_format.download_pdf?{query}")
	assert (answer.status, answer.body()[:5]) == (200, b"%PDF-")
	text = pdf_text(answer.body())
	assert "".join(name.split()) in text
	assert "客户" in text


def test_the_pdf_of_a_list_can_be_read_in_chinese(desk_of: Callable[..., Desk]):
	manager = desk_of(MANAGER, "zh")
	names = [unique("鹭工具有限公司"), unique("鸥纸业有限公司")]
	for name in names:
		make_customer(manager, name)
	manager.open("customer")
	for name in names:
		manager.row(name).locator(".list-row-checkbox").check()
	manager.shown.locator(".actions-btn-group button").first.click()
	manager.shown.locator(".actions-btn-group .dropdown-item:visible", has_text="打印").first.click()
	expect(manager.dialog).to_be_visible()
	manager.settle()
	manager.screenshot("customer-print-list")
	# the Desk opens the PDF in a window of its own, which a browser without a screen cannot show
	manager.page.evaluate("window.open = (url) => { window.crm_test_opened = url; return window; }")
	manager.press_primary()
	manager.page.wait_for_function("window.crm_test_opened")
	answer = manager.context.request.get(
		manager.url + manager.page.evaluate("new URL(crm_test_opened, location).pathname + new URL(crm_test_opened, location).search")
	)
	assert (answer.status, answer.body()[:5]) == (200, b"%PDF-")
	text = pdf_text(answer.body())
	for name in names:
		assert "".join(name.split()) in text


WORDS = {
	"en": {"weekday": re.compile("^(Sun|Mon)$", re.IGNORECASE), "month": re.compile("^[A-Z][a-z]+$")},
	"zh": {"weekday": re.compile("^周"), "month": re.compile("月$")},
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_boards_and_calendars_open(desk_of: Callable[..., Desk], language: str):
	words = WORDS[language]
	supervisor, manager = desk_of(SUPERVISOR, language), desk_of(MANAGER, language)
	name = make_developing(supervisor, manager)
	prospect = manager.read("Sales Opportunity", name)["customer_name"]
	manager.open("sales-opportunity/view/kanban/Opportunities by Stage")
	card = manager.shown.locator(".kanban-card", has_text=prospect).first
	expect(card).to_be_visible()
	expect(card.locator(".avatar-action")).not_to_be_visible()
	manager.screenshot("opportunity-board")
	manager.open("development-plan/view/calendar/default")
	expect(manager.shown.locator(".fc-event").first).to_be_visible()
	expect(manager.shown.locator(".fc-day-header").first).to_have_text(words["weekday"])
	manager.screenshot("plan-calendar")
	manager.open("development-plan/view/gantt")
	expect(manager.shown.locator(".gantt .bar-wrapper").first).to_be_visible()
	expect(manager.shown.locator(".gantt .upper-text").first).to_have_text(words["month"])
	manager.screenshot("plan-gantt")
	manager.open("service/view/calendar/default")
	expect(manager.shown.locator(".fc-view").first).to_be_visible()
	manager.screenshot("service-calendar")
