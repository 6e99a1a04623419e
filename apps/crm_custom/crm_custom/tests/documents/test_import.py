"""Import of files (R-370, S15.2): both languages, each cell checked, the good rows in, the bad ones told, nothing twice."""

from __future__ import annotations

import json

import frappe
import pytest

from crm_custom.customer_management.services import delete_customer
from crm_custom.exchange import refusals, run
from crm_custom.exchange.api import download_template, import_summary
from crm_custom.exchange.registry import is_ours
from crm_custom.exchange.table import Table
from crm_custom.permissions.roles import CRM_DATA_SYNC, SYSTEM_MANAGER
from crm_custom.tests import factories, factories_customer, factories_exchange
from crm_custom.tests.site_fixtures import count_queries

ENGLISH = ["Customer Name *", "Customer Manager *", "Grade *", "Region *", "Mobile", "Address *"]
CHINESE = ["客户名称 *", "客户经理 *", "等级 *", "地区 *", "手机", "地址 *"]


@pytest.fixture(autouse=True)
def _no_log_stays():
	"""The table of the log knows no transactions."""
	yield
	frappe.db.delete("Data Import Log", {"data_import": ["like", "Import %"]})


@pytest.fixture
def manager() -> str:
	return factories_customer.make_manager()


def row(user: str, **cells) -> list:
	values = {
		"name": factories.unique("Import Ltd"),
		"manager": user,
		"grade": "Important",
		"region": "Shanghai",
		"mobile": factories_customer.unique_mobile(),
		"address": "1 Long Street",
	}
	return list({**values, **cells}.values())


def reasons(doc) -> str:
	return "\n".join(frappe.get_all("Data Import Log", {"data_import": doc.name, "success": 0}, pluck="exception", order_by="log_index"))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("heads", [ENGLISH, CHINESE])
def test_headings_of_both_languages_are_known_whatever_language_the_user_has(heads, language, manager, monkeypatch):
	monkeypatch.setattr(frappe.local, "lang", language)
	counts, _doc = factories_exchange.run_import("Customer", [heads, row(manager)])
	assert counts == {"Created": 1}


def test_chinese_values_people_dates_and_numbers_are_understood(manager):
	full_name = factories.unique("张三")
	frappe.db.set_value("User", manager, "full_name", full_name)
	heads = [*CHINESE, "客户性质", "结算方式", "注册资本", "预付", "员工数"]
	mobile = factories_customer.unique_mobile()
	cells = row(full_name, grade="重要", region="上海", mobile=float(mobile))
	counts, doc = factories_exchange.run_import("Customer", [heads, [*cells, "单位", "银行转账", "￥1,200,000.50", "是", "１２０"]])
	assert counts == {"Created": 1}, reasons(doc)
	customer = frappe.get_last_doc("Customer", {"customer_name": cells[0]})
	assert (customer.grade, customer.region, customer.customer_manager) == ("Important", "Shanghai", manager)
	assert (customer.mobile, customer.settlement_method, customer.registered_capital) == (mobile, "Bank transfer", 1200000.5)
	assert (customer.is_prepaid, customer.employees) == (1, 120)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_csv_is_read_in_the_encodings_of_chinese_spreadsheets(encoding, manager):
	name = factories.unique("北京进出口")
	counts, _doc = factories_exchange.run_import(
		"Customer", [CHINESE, row(manager, name=name, region="北京")], kind="csv", encoding=encoding
	)
	assert counts == {"Created": 1}
	assert frappe.db.exists("Customer", {"customer_name": name})


BAD = {
	"address": ("", "缺|Missing|mandatory"),
	"region": ("Atlantis", refusals.LinkUnknownError),
	"mobile": ("12ab", "telephone"),
	"manager": ("Administrator", "customer manager"),
	"name": ('=HYPERLINK("http://x")', refusals.CellFormulaError),
	"grade": ("nothing", refusals.LinkUnknownError),
}


def test_the_good_rows_are_in_and_the_bad_ones_told_with_field_and_reason(manager):
	rows = [ENGLISH, row(manager)]
	rows += [row(manager, **{field: cell}) for field, (cell, _reason) in BAD.items()]
	rows.append(row(manager, name="<b>Bold</b>"))
	rows.append(row(manager, name="x" * 150))
	counts, doc = factories_exchange.run_import("Customer", rows)
	assert counts == {"Created": 1, "Failed": len(BAD) + 2}
	assert doc.status == "Partial Success"
	told = reasons(doc)
	assert "Row 3, Address: " + refusals.CellMissingError.message in told
	assert "“Atlantis” is not found among Region." in told
	assert "would run as a formula" in told and "contains HTML" in told and "at most" in told
	assert "is not a telephone number" in told and "cannot look after customers" in told


def test_a_number_that_stands_in_the_file_twice_or_is_taken_is_told(manager):
	known = factories_customer.make_customer()
	mobile = factories_customer.unique_mobile()
	counts, doc = factories_exchange.run_import(
		"Customer", [ENGLISH, row(manager, mobile=mobile), row(manager, mobile=mobile), row(manager, mobile=known.mobile)]
	)
	assert counts == {"Created": 1, "Failed": 2}
	assert reasons(doc).count("already belongs to") == 2


def test_reasons_are_in_the_language_of_the_user(manager, monkeypatch):
	user = factories.make_user(SYSTEM_MANAGER)
	frappe.db.set_value("User", user, "language", "zh")
	frappe.set_user(user)
	_counts, doc = factories_exchange.run_import("Customer", [CHINESE, row(manager, region="亚特兰蒂斯"), row(manager, address="")])
	assert "“亚特兰蒂斯”" in reasons(doc)
	assert "not found" not in reasons(doc) and "mandatory" not in reasons(doc)


def test_failed_rows_are_downloaded_corrected_and_imported(manager):
	_counts, doc = factories_exchange.run_import("Customer", [ENGLISH, row(manager), row(manager, region="Atlantis")])
	failed = factories_exchange.failed_rows_of(doc)
	assert len(failed) == 2 and failed[0][-1] == "Reason" and "Atlantis" in failed[1][-1]
	failed[1][3] = "Beijing"
	counts, _doc = factories_exchange.run_import("Customer", failed)
	assert counts == {"Created": 1}


def test_a_second_run_of_the_same_file_changes_nothing(manager):
	rows = [ENGLISH, row(manager), row(manager, mobile="+86 " + factories_customer.unique_mobile())]
	first, _doc = factories_exchange.run_import("Customer", rows)
	before = frappe.db.count("Customer")
	second, _doc = factories_exchange.run_import("Customer", rows)
	assert (first, second) == ({"Created": 2}, {"Unchanged": 2})
	assert frappe.db.count("Customer") == before


def test_a_row_with_a_known_code_updates_the_given_columns_and_a_new_code_creates(manager):
	known = factories_customer.make_customer(website="https://a.example", needs="old")
	code = factories.unique("OLD").replace(" ", "-")
	rows = [
		["Customer Code", *ENGLISH, "Needs", "Website"],
		[known.name, None, None, None, None, None, None, "new", None],
		[code, *row(manager), None, None],
	]
	counts, doc = factories_exchange.run_import("Customer", rows)
	assert counts == {"Updated": 1, "Created": 1}, reasons(doc)
	known.reload()
	assert (known.needs, known.website) == ("new", "https://a.example")
	assert frappe.db.exists("Customer", code)
	again, _doc = factories_exchange.run_import("Customer", rows)
	assert again == {"Unchanged": 2}


def test_codes_of_a_file_move_the_series_on(manager):
	year = frappe.utils.nowdate()[:4]
	top = f"KH{year}900001"
	counts, doc = factories_exchange.run_import("Customer", [["Customer Code", *ENGLISH], [top, *row(manager)]])
	assert counts == {"Created": 1}, reasons(doc)
	assert factories_customer.make_customer().name == f"KH{year}900002"


def test_an_update_of_an_unknown_code_and_one_without_code_are_refused(manager):
	rows = [["Customer Code", "Needs"], ["KH-NOBODY", "x"], [None, "x"]]
	counts, doc = factories_exchange.run_import("Customer", rows, update=True)
	assert counts == {"Failed": 2} and doc.status == "Error"
	assert "There is no Customer “KH-NOBODY” to update" in reasons(doc)
	assert "the file needs the column “Customer Code”" in reasons(doc)
	assert refusals.CodeUnknownError.code and refusals.CodeMissingError.code


def test_the_rules_of_the_form_hold_for_rows_of_a_file(manager):
	deleted = factories_customer.make_customer()
	delete_customer(deleted.name, "test")
	counts, doc = factories_exchange.run_import("Customer", [["Customer Code", "Needs"], [deleted.name, "x"]])
	assert counts == {"Failed": 1}
	assert "Only customers with the status Normal can be changed" in reasons(doc)


def test_fields_kept_by_the_system_are_left_out_and_said(manager):
	table = Table("Customer", [[*ENGLISH, "Status", "Nonsense"], [*row(manager), "Lost", "x"]])
	notes = [column.note for column in table.columns if column.note]
	assert len(notes) == 2 and "kept by the system" in notes[0] and "“Nonsense” is not known" in notes[1]


def test_the_users_choice_of_columns_counts(manager):
	doc = factories_exchange.make_import("Customer", [["Firma", *ENGLISH[1:], "Needs"], [*row(manager), "x"]])
	doc.template_options = json.dumps({"column_to_field_map": {"0": "customer_name", "6": "Don't Import"}})
	doc.save()
	doc.start_import()
	assert run.count_outcomes(doc.name) == {"Created": 1}
	assert not frappe.get_last_doc("Customer").needs


def test_the_preview_shows_columns_rows_and_problems(manager):
	doc = factories_exchange.make_import("Customer", [ENGLISH, row(manager), row(manager, region="<i>Atlantis</i>")])
	preview = doc.get_preview_from_template()
	assert [column["header_title"] for column in preview["columns"]][1:] == ENGLISH
	assert preview["columns"][1]["df"]["fieldname"] == "customer_name"
	assert any(warning.get("row") == 3 for warning in preview["warnings"])
	assert "<i>" not in json.dumps(preview, default=str)


def test_files_that_cannot_be_read_are_refused(manager):
	with pytest.raises(refusals.FileUnreadableError):
		factories_exchange.import_of_file("Customer", factories_exchange.attach(b"PK no workbook", "xlsx"))
	with pytest.raises(refusals.FileEncodingError):
		factories_exchange.import_of_file("Customer", factories_exchange.attach(b"\xff\xfe\x00\xd8\x41", "csv"))
	with pytest.raises(refusals.FileEmptyError):
		factories_exchange.make_import("Customer", [ENGLISH])
	with pytest.raises(refusals.NoColumnKnownError):
		factories_exchange.make_import("Customer", [["Nothing", "known"], ["1", "2"]])


def test_two_people_who_press_start_run_one_import(manager):
	doc = factories_exchange.make_import("Customer", [ENGLISH, row(manager)])
	with run._only_once(doc.name), pytest.raises(refusals.ImportRunningError):
		run.ImportRun(doc, doc.read_table()).go()
	assert run.count_outcomes(doc.name) == {}


def test_an_import_that_is_killed_goes_on_without_duplicates(manager, monkeypatch):
	monkeypatch.setattr(run, "BATCH", 2)
	rows = [ENGLISH, *(row(manager) for _number in range(7))]
	doc = factories_exchange.make_import("Customer", rows)
	real, calls = run._log, []

	def dying(*args):
		calls.append(args)
		if len(calls) == 4:
			raise KeyboardInterrupt
		real(*args)

	monkeypatch.setattr(run, "_log", dying)
	with pytest.raises(KeyboardInterrupt):
		run.ImportRun(doc, doc.read_table()).go()
	monkeypatch.setattr(run, "_log", real)
	# saved and committed, but not in the log any more: found again
	run.ImportRun(doc, doc.read_table()).go()
	assert run.count_outcomes(doc.name) == {"Created": 6, "Unchanged": 1}
	names = [cells[0] for cells in rows[1:]]
	assert frappe.db.count("Customer", {"customer_name": ["in", names]}) == 7


def test_an_error_that_nobody_foresaw_stops_one_row_only(manager, monkeypatch):
	real = run.records.save

	def failing(existing, record, import_type):
		if record.rows == [3]:
			raise ZeroDivisionError
		return real(existing, record, import_type)

	monkeypatch.setattr(run.records, "save", failing)
	counts, doc = factories_exchange.run_import("Customer", [ENGLISH, row(manager), row(manager), row(manager)])
	assert counts == {"Created": 2, "Failed": 1}
	assert "error log" in reasons(doc)


def test_a_conflict_with_others_is_tried_again(manager, monkeypatch):
	real, failed = run.records.save, []

	def conflicting(existing, record, import_type):
		if not failed:
			failed.append(record)
			raise frappe.QueryDeadlockError
		return real(existing, record, import_type)

	monkeypatch.setattr(run.records, "save", conflicting)
	monkeypatch.setattr(frappe.db, "rollback", lambda *args, **kwargs: None)
	counts, _doc = factories_exchange.run_import("Customer", [ENGLISH, row(manager), row(manager)])
	assert counts == {"Created": 2}


@pytest.mark.parametrize(
	("field", "cell", "error"),
	[
		("employees", "many", refusals.CellNumberError),
		("employees", "1.5", refusals.CellWholeNumberError),
		("is_prepaid", "perhaps", refusals.CellCheckError),
		("customer_kind", "Robot", refusals.CellChoiceError),
		("short_name", "x" * 141, refusals.CellTooLongError),
		("short_name", "a <script>", refusals.CellMarkupError),
	],
)
def test_each_kind_of_wrong_cell_has_its_reason(field, cell, error, manager):
	table = Table("Customer", [[*ENGLISH, field], [*row(manager), cell]])
	words = [word for word in error.message.replace("{", "}").split("}")[::2] if word]
	assert all(word in table.records[0].problems[0].reason for word in words)


def test_a_wrong_date_and_a_name_of_two_people_are_told():
	name = factories.unique("王伟")
	for _number in range(2):
		frappe.db.set_value("User", factories_customer.make_manager(), "full_name", name)
	table = Table("Customer", [ENGLISH, row(name)])
	assert refusals.LinkAmbiguousError.message.split("{doctype}")[1] in table.records[0].problems[0].reason
	table = Table("Customer Order", [["ordered_on"], ["2026-02-30"]])
	assert refusals.CellDateError.message.split("{value}")[1] in table.records[0].problems[0].reason


def test_only_who_may_import_does(as_user, manager):
	with as_user(manager):
		for work in (lambda: download_template("Customer"), lambda: factories_exchange.make_import("Customer", [ENGLISH, row(manager)])):
			with pytest.raises(frappe.PermissionError):
				work()


def test_the_summary_is_for_who_may_read_the_import(as_user, manager):
	_counts, doc = factories_exchange.run_import("Customer", [ENGLISH, row(manager)])
	assert import_summary(doc.name) == {"Created": 1}
	with as_user(manager), pytest.raises(frappe.PermissionError):
		import_summary(doc.name)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
	"doctype",
	[
		"Customer",
		"Contact",
		"Sales Opportunity",
		"Development Plan",
		"Service",
		"Product",
		"Customer Order",
		"CRM Department",
		"Staff Profile",
		"Region",
		"Customer Grade",
		"Customer Category",
		"Customer Source",
		"Industry",
		"Close Reason",
		"Opportunity Stage",
		"Service Type",
		"Contact Method",
		"Contact Direction",
		"Position",
	],
)
def test_every_doctype_has_a_template_whose_headings_are_known(doctype, language, monkeypatch):
	monkeypatch.setattr(frappe.local, "lang", language)
	_name, content = factories_exchange.download_file(download_template, doctype)
	sheets = list(factories_exchange.sheets_of(content).values())
	assert len(sheets) == 3 and len(sheets[0]) == 1
	monkeypatch.setattr(frappe.local, "lang", "en" if language == "zh" else "zh")
	table = Table(doctype, [sheets[0][0], ["x"] * len(sheets[0][0])])
	assert [column.note for column in table.columns if column.note] == []
	assert is_ours(doctype) and any(str(cell).endswith(" *") for cell in sheets[0][0])


def test_the_chinese_template_has_no_english_in_it(monkeypatch):
	monkeypatch.setattr(frappe.local, "lang", "zh")
	_name, content = factories_exchange.download_file(download_template, "Customer")
	sheets = factories_exchange.sheets_of(content)
	assert list(sheets) == ["客户", "示例", "填写说明"]
	head, *notes = sheets["填写说明"]
	assert head == ["列", "必填", "填写内容", "可选值"]
	grade = next(note for note in notes if note[0] == "等级")
	assert grade[1] == "是" and grade[3].split("\n")[:3] == ["重要", "普通", "潜在"]


def test_orders_come_with_their_lines_for_who_may_write_them(as_user):
	customer = factories_customer.make_customer()
	product = frappe.get_doc({"doctype": "Product", "product_code": factories.unique("P"), "product_name": factories.unique("Pump")})
	product.insert(ignore_permissions=True)
	number = factories.unique("SO")
	rows = [
		["订单号", "客户", "订单日期", "状态", "币种", "产品 (明细)", "数量 (明细)"],
		[number, customer.customer_name, "2026年3月2日", "进行中", "CNY", product.product_name, 2],
		[None, None, None, None, None, product.name, "3"],
	]
	with as_user(factories.make_user(CRM_DATA_SYNC, SYSTEM_MANAGER)):
		counts, doc = factories_exchange.run_import("Customer Order", rows)
		assert counts == {"Created": 1}, reasons(doc)
		assert factories_exchange.run_import("Customer Order", rows)[0] == {"Unchanged": 1}
	order = frappe.get_doc("Customer Order", number)
	assert [(line.product, line.quantity) for line in order.items] == [(product.name, 2), (product.name, 3)]
	assert (order.customer, str(order.ordered_on), order.status) == (customer.name, "2026-03-02", "Open")


def test_opportunities_with_products_plans_services_and_contacts_are_imported(manager):
	customer = factories_customer.make_customer(customer_manager=manager)
	imports = {
		"Sales Opportunity": [
			["Customer Name", "Summary", "Success Probability", "Description"],
			[factories.unique("New"), "Machines", "60%", "Wants ten"],
		],
		"Service": [["客户", "概要", "服务类型", "请求内容"], [customer.name, factories.unique("Help"), "咨询", "How?"]],
		"Contact": [["First Name", "Customer"], [factories.unique("Ada"), customer.name]],
	}
	imports["Service"][0] = [_label("Service", field) for field in ("customer", "summary", "service_type", "request")]
	imports["Sales Opportunity"][0] = [
		_label("Sales Opportunity", field) for field in ("customer_name", "summary", "success_probability", "description")
	]
	imports["Contact"][0] = ["first_name", "links.link_name"]
	for doctype, rows in imports.items():
		counts, doc = factories_exchange.run_import(doctype, rows)
		assert counts == {"Created": 1}, (doctype, reasons(doc))
		assert factories_exchange.run_import(doctype, rows)[0] == {"Unchanged": 1}, doctype
	contact = frappe.get_last_doc("Contact", {"first_name": imports["Contact"][1][0]})
	assert [(link.link_doctype, link.link_name) for link in contact.links] == [("Customer", customer.name)]


def _label(doctype: str, field: str) -> str:
	return frappe._(frappe.get_meta(doctype).get_label(field), "zh")


def test_a_tree_may_bring_the_parent_in_the_same_file():
	parent, child = factories.unique("Parent"), factories.unique("Child")
	rows = [["Department Name", "Parent Department", "Is Group"], [child, parent, "no"], [parent, None, "yes"]]
	rows[0] = [_label("CRM Department", field) for field in ("department_name", "parent_crm_department", "is_group")]
	counts, doc = factories_exchange.run_import("CRM Department", rows)
	assert counts == {"Created": 2}, reasons(doc)
	assert frappe.db.get_value("CRM Department", child, "parent_crm_department") == parent


def test_dictionaries_and_staff_are_imported_and_merged_by_their_name():
	title = factories.unique("Rail")
	rows = [["Title", "sort_order"], [title, 5]]
	assert factories_exchange.run_import("Industry", rows)[0] == {"Created": 1}
	rows[1][1] = 6
	assert factories_exchange.run_import("Industry", rows)[0] == {"Updated": 1}
	user = factories.make_user("Customer Manager")
	rows = [["user", "workstation"], [user, "12"]]
	assert factories_exchange.run_import("Staff Profile", rows)[0] == {"Created": 1}
	assert factories_exchange.run_import("Staff Profile", rows)[0] == {"Unchanged": 1}


def test_a_row_costs_a_bounded_number_of_statements(manager):
	factories_exchange.run_import("Customer", [ENGLISH, row(manager)])
	table = Table("Customer", [ENGLISH, *(row(manager) for _number in range(40))])
	doc = factories_exchange.make_import("Customer", [ENGLISH, row(manager)])
	with count_queries() as sent:
		run.ImportRun(doc, table).go()
	assert len(sent) / 40 <= 15, len(sent)


def test_other_doctypes_are_imported_by_the_framework():
	assert not is_ours("ToDo")
	counts = factories_exchange.make_import("ToDo", [["Description"], ["x"]])
	assert counts.payload_count == 1
