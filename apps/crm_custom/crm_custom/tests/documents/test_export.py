"""Export (R-373, R-374): what goes out comes in again unchanged, opens with readable Chinese, runs nothing, and is only what one may see."""

from __future__ import annotations

import json
import random

import frappe
import pytest

from crm_custom.exchange import export
from crm_custom.exchange.rules.spreadsheets import read_csv, write_csv, write_xlsx
from crm_custom.tests import factories, factories_customer, factories_exchange

PIECES = [
	"a,b",
	'say "hello"',
	"two\nlines",
	"😀 emoji",
	"007",
	"=1+1",
	"+cmd|x",
	"-3",
	"@here",
	"'quoted",
	"'=1",
	"重要",
	"；分号",
	"a < b",
	"\t tab",
	"1e5",
]
FIELDS = [
	"name",
	"customer_name",
	"short_name",
	"grade",
	"region",
	"customer_manager",
	"mobile",
	"address",
	"needs",
	"postcode",
	"is_prepaid",
]
FIELDS += ["settlement_method", "registered_capital", "satisfaction", "credit", "customer_kind", "discount", "currency"]


@pytest.fixture(autouse=True)
def _no_log_stays():
	yield
	frappe.db.delete("Data Import Log", {"data_import": ["like", "Import %"]})


def random_customer(chance: random.Random, manager: str) -> dict:
	text = lambda: " ".join(chance.choices(PIECES, k=3)).strip()
	return {
		"customer_name": factories.unique("Round") + text().replace("\n", " ").replace("\t", ""),
		"short_name": chance.choice(PIECES).replace("\n", " ").strip(),
		"customer_manager": manager,
		"grade": chance.choice(["Important", "Ordinary", "Potential"]),
		"region": chance.choice(["Shanghai", "Beijing"]),
		"address": text(),
		"needs": chance.choice([text(), ""]),
		"postcode": f"{chance.randrange(1_000_000):06d}",
		"is_prepaid": chance.randrange(2),
		"settlement_method": chance.choice(["", "Bank transfer", "Cash"]),
		"registered_capital": chance.choice([0, 1234.5, 99999999.99]),
		"discount": chance.choice([0, 12.5]),
	}


def stored(codes: list[str]) -> list[dict]:
	"""An empty text and no text are the same."""
	rows = frappe.get_all("Customer", {"name": ["in", codes]}, FIELDS, order_by="name")
	return [{field: "" if value is None else value for field, value in row.items()} for row in rows]


def download(**options) -> tuple[str, bytes]:
	return factories_exchange.download_file(export.download_list, **options)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", ["CSV", "Excel"])
def test_customers_that_are_exported_and_imported_are_the_same(kind, language, monkeypatch):
	chance, manager = random.Random(f"{kind}{language}"), factories_customer.make_manager()
	codes = [factories_customer.make_customer(**random_customer(chance, manager)).name for _number in range(25)]
	before = stored(codes)
	monkeypatch.setattr(frappe.local, "lang", language)
	name, content = download(
		doctype="Customer", export_fields=json.dumps({"Customer": FIELDS}), export_filters={"name": ["in", codes]}, file_type=kind
	)
	monkeypatch.setattr(frappe.local, "lang", "zh" if language == "en" else "en")
	frappe.db.delete("Customer", {"name": ["in", codes]})
	doc = factories_exchange.import_of_file("Customer", factories_exchange.attach(content, name.rsplit(".", 1)[1]))
	doc.start_import()
	failures = frappe.get_all("Data Import Log", {"data_import": doc.name, "success": 0}, pluck="exception")
	assert failures == []
	assert stored(codes) == before


@pytest.mark.parametrize("kind", ["CSV", "Excel"])
def test_orders_keep_their_lines_and_dates(kind):
	products = [
		frappe.get_doc({"doctype": "Product", "product_code": factories.unique("0P"), "product_name": "=1+1"})
		.insert(ignore_permissions=True)
		.name
		for _number in range(2)
	]
	order = frappe.get_doc(
		{
			"doctype": "Customer Order",
			"order_number": factories.unique("0042"),
			"customer": factories_customer.make_customer().name,
			"ordered_on": "2026-03-02",
			"status": "Delivered",
			"currency": "CNY",
			"remark": 'a\nb, "c" =x',
			"items": [{"product": product, "quantity": 2.5, "unit_price": 9.99} for product in products],
		}
	).insert(ignore_permissions=True)
	fields = {
		"Customer Order": ["order_number", "customer", "ordered_on", "status", "currency", "remark"],
		"items": ["product", "quantity", "unit_price"],
	}
	name, content = download(
		doctype="Customer Order", export_fields=json.dumps(fields), export_filters={"name": order.name}, file_type=kind
	)
	order.delete(ignore_permissions=True)
	doc = factories_exchange.import_of_file("Customer Order", factories_exchange.attach(content, name.rsplit(".", 1)[1]))
	doc.start_import()
	again = frappe.get_doc("Customer Order", order.name)
	assert {field: str(again.get(field)) for field in fields["Customer Order"]} == {
		field: str(order.get(field)) for field in fields["Customer Order"]
	}
	assert [(line.product, line.quantity, line.unit_price) for line in again.items] == [(p, 2.5, 9.99) for p in products]


def test_a_chinese_export_is_chinese_and_opens_in_excel(monkeypatch):
	customer = factories_customer.make_customer(grade="Important", region="Shanghai")
	monkeypatch.setattr(frappe.local, "lang", "zh")
	_name, content = download(
		doctype="Customer",
		export_fields=json.dumps({"Customer": ["grade", "region", "customer_kind"]}),
		export_filters={"name": customer.name},
	)
	assert content.startswith(b"\xef\xbb\xbf")
	assert read_csv(content) == [["等级", "地区", "客户性质"], ["重要", "上海", "单位"]]


@pytest.mark.parametrize("kind", ["CSV", "Excel"])
def test_no_export_of_the_framework_runs_anything(kind, monkeypatch):
	customer = factories_customer.make_customer(short_name="=1+1")
	form = {
		"doctype": "Customer",
		"fields": json.dumps(["`tabCustomer`.`name`", "`tabCustomer`.`short_name`"]),
		"filters": json.dumps([["Customer", "name", "=", customer.name]]),
		"file_format_type": kind,
		"view": "Report",
		"title": "Customer",
	}
	monkeypatch.setattr(frappe.local, "form_dict", frappe._dict(form))
	rows = factories_exchange.download(export.export_list_report)
	assert rows[1][2] == "'=1+1"


def test_a_report_and_the_data_export_run_nothing_either(monkeypatch):
	monkeypatch.setattr(export.query_report, "export_query", lambda: _answer("x.xlsx", write_xlsx([("x", [["a"], ["=1+1"]])])))
	assert factories_exchange.download(export.export_report) == [["a"], ["'=1+1"]]
	monkeypatch.setattr(export.query_report, "export_query", lambda: _answer("x.csv", b"a\r\n=1+1\r\n"))
	assert factories_exchange.download(export.export_report) == [["a"], ["'=1+1"]]
	customer = factories_customer.make_customer(short_name="=1+1")
	rows = factories_exchange.download(
		export.export_data,
		"Customer",
		with_data=True,
		select_columns=json.dumps({"Customer": ["short_name"]}),
		filters={"name": customer.name},
	)
	assert "'=1+1" in rows[-1]


def _answer(name: str, content: bytes) -> None:
	frappe.response.update({"type": "binary", "filename": name, "filecontent": content})


def test_only_rows_of_the_scope_are_exported(as_user):
	department = factories.make_department()
	mine = factories_customer.make_customer(customer_manager=factories_customer.make_manager(department))
	other = factories_customer.make_customer()
	supervisor = factories_customer.make_supervisor(department)
	with factories_customer.setting(visibility="Department"), as_user(supervisor):
		rows = factories_exchange.download(
			export.download_list,
			doctype="Customer",
			export_fields=json.dumps({"Customer": ["name"]}),
			export_filters={"name": ["in", [mine.name, other.name]]},
		)
	assert [row[0] for row in rows[1:]] == [mine.name]


def test_a_level_that_one_may_not_read_is_not_exported(as_user):
	customer = factories_customer.make_customer(bank_account="6222 0000")
	with as_user(factories.make_user("Executive")):
		rows = factories_exchange.download(
			export.download_list,
			doctype="Customer",
			export_fields=json.dumps({"Customer": ["name", "bank_account"]}),
			export_filters={"name": customer.name},
		)
	assert "6222 0000" not in json.dumps(rows)


@pytest.mark.parametrize("doctype", ["Customer", "Sales Opportunity", "Service", "Customer Order", "Product", "Region"])
def test_who_has_no_export_right_exports_nothing(doctype, as_user):
	with as_user(factories_customer.make_manager()), pytest.raises(frappe.PermissionError):
		export.download_list(doctype, json.dumps({doctype: ["name"]}), "all", None, "CSV")


def test_every_list_export_is_in_the_access_log():
	before = frappe.db.count("Access Log")
	download(doctype="Region", export_fields=json.dumps({"Region": ["title"]}), export_records="all")
	assert frappe.db.count("Access Log") == before + 1


def test_a_template_of_chosen_columns_is_empty_and_known(monkeypatch):
	name, content = download(
		doctype="Customer", export_fields=json.dumps({"Customer": FIELDS}), export_records="blank_template", file_type="CSV"
	)
	assert name.endswith(".csv") and len(read_csv(content)) == 1


def test_lists_of_other_doctypes_are_exported_by_the_framework():
	todo = frappe.get_doc({"doctype": "ToDo", "description": "=1+1"}).insert()
	rows = factories_exchange.download(
		export.download_list, doctype="ToDo", export_fields=json.dumps({"ToDo": ["description"]}), export_filters={"name": todo.name}
	)
	assert "'=1+1" in json.dumps(rows) or "=1+1" not in json.dumps(rows)


def test_csv_of_the_framework_gets_the_mark_of_utf_8():
	_answer("x.csv", "客户\r\n".encode())
	from crm_custom.exchange.answer import make_answer_harmless

	make_answer_harmless()
	assert frappe.response["filecontent"] == write_csv([["客户"]]).encode()
