"""Printed records and lists (R-371, R-372): complete, readable in both languages, and only what the reader may see."""

from __future__ import annotations

import io
import json
import re

import frappe
import pytest
from frappe.translate import print_language
from pypdf import PdfReader

from crm_custom.exceptions import TooManyRecordsError
from crm_custom.printing import api, listing
from crm_custom.printing.sheet import crm_print_sheet
from crm_custom.setup import prints
from crm_custom.tests import factories, factories_customer, factories_marketing, factories_service

FORMATS = {
	"Customer": "Customer Sheet",
	"Contact": "Contact Sheet",
	"Sales Opportunity": "Opportunity with Plan",
	"Development Plan": "Development Plan Sheet",
	"Service": "Service Report",
	"Customer Order": "Order Sheet",
}
NAME = "福建省福州市茉莉花茶进出口贸易有限责任公司"


def record(doctype: str):
	"""A record of each kind, all its texts in Chinese."""
	customer = factories_customer.make_customer(
		customer_name=NAME + factories_customer.unique_mobile(), address="鼓楼区五四路一号", grade="Important", region="Shanghai"
	)
	if doctype == "Customer":
		return customer
	if doctype == "Contact":
		values = {"doctype": doctype, "first_name": "叶兰", "links": [{"link_doctype": "Customer", "link_name": customer.name}]}
		return frappe.get_doc(values).insert()
	if doctype == "Customer Order":
		product = frappe.get_doc(
			{"doctype": "Product", "product_code": factories_customer.unique_mobile(), "product_name": "包装机"}
		).insert(ignore_permissions=True)
		items = [{"product": product.name, "quantity": 2, "unit_price": 10, "amount": 20} for _number in range(60)]
		values = {
			"doctype": doctype,
			"order_number": factories_customer.unique_mobile(),
			"customer": customer.name,
			"ordered_on": "2026-03-02",
		}
		return frappe.get_doc({**values, "status": "Open", "currency": "CNY", "items": items}).insert(ignore_permissions=True)
	if doctype == "Service":
		service = factories_service.make_service(factories_service.make_team(), summary="封口漏气", request="请派人")
		return frappe.get_doc("Service", service)
	raise AssertionError(doctype)


def pdf_text(doctype: str, name: str, language: str) -> str:
	with print_language(language):
		content = frappe.get_print(doctype, name, FORMATS[doctype], as_pdf=True)
	return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@pytest.mark.parametrize("doctype", FORMATS)
def test_each_kind_of_record_has_a_format_of_its_own_by_default(doctype):
	assert frappe.db.get_value("Print Format", FORMATS[doctype], ["standard", "doc_type"]) == ("Yes", doctype)
	if doctype == "Contact":
		prints.choose_print_formats()
	assert frappe.get_meta(doctype).default_print_format == FORMATS[doctype]


def test_an_administrators_choice_of_the_format_stays(monkeypatch):
	monkeypatch.setattr(prints, "make_property_setter", lambda *args, **kwargs: pytest.fail("the choice was changed"))
	meta = frappe.get_meta("Contact")
	monkeypatch.setattr(meta, "default_print_format", "Mine", raising=False)
	monkeypatch.setattr(prints.frappe, "get_meta", lambda doctype: meta)
	prints.choose_print_formats()


@pytest.mark.parametrize("doctype", ["Customer", "Contact", "Service", "Customer Order"])
def test_a_chinese_print_has_no_english_and_no_missing_sign(doctype):
	doc = record(doctype)
	frappe.db.set_value("User", {"name": ["!=", ""]}, "full_name", "管理员")
	text = pdf_text(doctype, doc.name, "zh")
	for word in (
		doc.name,
		frappe.db.get_value("User", doc.get("customer_manager") or "", "full_name") or "",
		doc.get("customer_manager") or "",
	):
		text = text.replace(word, "")
	words = set(re.findall(r"[A-Za-z]{3,}", text)) - {"CNY", "Administrator"}
	values = json.dumps(doc.as_dict(), default=str, ensure_ascii=False)
	assert {word for word in words if word not in values} == set()
	assert "\ufffd" not in text and "第" in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_sheet_has_labels_state_and_values_in_the_language_of_the_print(language):
	customer = record("Customer")
	text = pdf_text("Customer", customer.name, language).replace("\n", "")
	for word in {"en": ("Normal", "Grade", "Important", "Page 1 of"), "zh": ("正常", "等级", "重要", "第 1 页")}[language]:
		assert word in text
	assert NAME[:12] in text and customer.mobile in text


def test_empty_fields_are_left_out_and_tables_have_totals_and_a_head_on_each_page():
	order = record("Customer Order")
	sheet = crm_print_sheet(order)
	labels = [entry.label for group in sheet.groups for entry in group.entries]
	assert "Customer" in labels and "Remark" not in labels
	assert sheet.grids[0].totals and "1,200" in "".join(sheet.grids[0].totals)
	pages = PdfReader(io.BytesIO(frappe.get_print("Customer Order", order.name, "Order Sheet", as_pdf=True))).pages
	assert len(pages) > 1 and all("Quantity" in page.extract_text() for page in pages)


def test_an_opportunity_is_printed_with_its_plan_and_a_customer_with_its_contacts():
	customer = record("Customer")
	frappe.get_doc(
		{"doctype": "Contact", "first_name": "叶兰", "links": [{"link_doctype": "Customer", "link_name": customer.name}]}
	).insert()
	grids = {grid.heading: grid for grid in crm_print_sheet(customer).grids}
	assert grids["Contacts"].rows[0][0] == "叶兰"
	team = factories_marketing.make_team()
	opportunity = factories_marketing.make_assigned(team)
	factories_marketing.make_plan(team, opportunity, steps=3)
	grids = {grid.heading: grid for grid in crm_print_sheet(frappe.get_doc("Sales Opportunity", opportunity)).grids}
	assert len(grids["Development Plan"].rows) == 3


def test_text_of_users_is_never_html():
	customer = factories_customer.make_customer(needs="<b>x</b> & <i>y")
	frappe.db.set_value("Customer", customer.name, "short_name", "<script>alert(1)</script>")
	html = frappe.get_print("Customer", customer.name, "Customer Sheet")
	assert "<script>alert(1)" not in html and "&lt;script&gt;alert(1)" in html


def test_fields_of_a_level_are_printed_for_those_only_who_may_read_them(as_user):
	customer = factories_customer.make_customer(bank_account="6222 0001", customer_name="Level Ltd " + factories_customer.unique_mobile())
	assert "6222 0001" in frappe.get_print("Customer", customer.name, "Customer Sheet")
	with as_user(factories.make_user("Executive")):
		assert "6222 0001" not in frappe.get_print("Customer", customer.name, "Customer Sheet")
		assert "6222 0001" not in api.preview_list("Customer", [customer.name], ["name", "bank_account"])


def test_records_outside_the_scope_are_not_printed(as_user):
	mine = factories_customer.make_customer()
	other = factories_customer.make_customer()
	with factories_customer.setting(visibility="Own"), as_user(mine.customer_manager):
		with pytest.raises(frappe.PermissionError):
			api.download_multi_pdf("Customer", json.dumps([mine.name, other.name]))
		page = listing.build_list("Customer", [mine.name, other.name], ["name"])
		assert page.grid.rows == [[mine.name]]


def test_chosen_records_are_one_file_in_the_language_of_the_reader():
	names = [factories_customer.make_customer().name for _number in range(4)]
	told = []
	api._tell, real = lambda done, total: told.append((done, total)), api._tell
	try:
		api.download_multi_pdf("Customer", json.dumps(names), language="zh")
	finally:
		api._tell = real
	reader = PdfReader(io.BytesIO(frappe.response["filecontent"]))
	assert len(reader.pages) == 4 and told[-1] == (4, 4)
	assert all(name in page.extract_text() for name, page in zip(names, reader.pages, strict=True))


def test_too_many_records_are_refused():
	with pytest.raises(TooManyRecordsError):
		api.download_multi_pdf("Customer", json.dumps([str(number) for number in range(api.MOST_DOCUMENTS + 1)]))
	with pytest.raises(TooManyRecordsError):
		listing.build_list("Customer", [str(number) for number in range(listing.MOST_RECORDS + 1)], ["name"])


def test_a_list_is_printed_with_the_chosen_columns_in_the_chosen_order():
	customers = [factories_customer.make_customer(customer_name=f"{letter} & Co <{factories_customer.unique_mobile()}") for letter in "ba"]
	html = api.preview_list(
		"Customer", [c.name for c in customers], json.dumps(["customer_name", "mobile", "grade", "nonsense", "phone_key"])
	)
	assert html.index(customers[0].mobile) < html.index(customers[1].mobile)
	assert "b &amp; Co &lt;" in html and "nonsense" not in html and html.count("<th ") == 4
	api.download_list_pdf("Customer", json.dumps([c.name for c in customers]), json.dumps(["name", "customer_name"]))
	assert customers[0].name in PdfReader(io.BytesIO(frappe.response["filecontent"])).pages[0].extract_text()


def test_nobody_without_the_right_prints_a_list(as_user):
	with as_user(factories.make_user()), pytest.raises(frappe.PermissionError):
		api.preview_list("Customer", ["x"], ["name"])
	with as_user(factories.make_user()), pytest.raises(frappe.PermissionError):
		api.download_list_pdf("Customer", ["x"], ["name"])


def test_the_company_stands_at_the_head_when_there_is_no_letter_head():
	with factories_customer.setting(company_name="恒达包装机械"):
		assert "恒达包装机械" in frappe.get_print("Customer", factories_customer.make_customer().name, "Customer Sheet", no_letterhead=1)
