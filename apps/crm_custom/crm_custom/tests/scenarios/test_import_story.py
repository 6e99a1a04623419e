"""The administrator brings the customers of the old system: some rows are wrong, are corrected in the file of failed rows, and all are in."""

from __future__ import annotations

import frappe
import pytest

from crm_custom.exchange import run
from crm_custom.tests import factories, factories_customer, factories_exchange
from crm_custom.tests.site_fixtures import count_queries

ROWS, WRONG = 5000, 37
#: what a row may cost in statements, whatever the number of rows
MOST_STATEMENTS_PER_ROW = 15
HEADS = ["客户名称 *", "客户经理 *", "等级 *", "地区 *", "手机", "地址 *", "统一社会信用代码", "注册资本", "预付"]
#: companies begin with one or another of these
SIGNS = "恒华安信中金海天博瑞东盛和泰宏远方正联创"
#: a number that the system has already, and one that another row of the file has
TAKEN, TWICE = "taken", "twice"
#: column, what stands in it, a part of the reason; each kind is in the file several times
KINDS = [
	(0, None, "客户名称"),
	(1, "nobody@example.com", "客户经理"),
	(1, "Administrator", "第"),
	(2, "没有这个等级", "等级"),
	(3, "亚特兰蒂斯", "地区"),
	(4, "12345x", "12345x"),
	(4, None, "第"),
	(5, None, "地址"),
	(6, "91310000000000000X", "91310000000000000X"),
	(7, "很多", "注册资本"),
	(8, "也许", "预付"),
	(0, '=HYPERLINK("http://x.example")', "客户名称"),
	(0, "<script>alert(1)</script>", "客户名称"),
	(0, "长" * 150, "150"),
	(4, TAKEN, "第"),
	(4, TWICE, "第"),
]
#: rows from one wrong row to the next
DISTANCE = ROWS // (WRONG + 1)


@pytest.fixture(autouse=True)
def _no_log_stays():
	"""The table of the log knows no transactions."""
	yield
	frappe.db.delete("Data Import Log", {"data_import": ["like", "Import %"]})


@pytest.fixture(autouse=True)
def _nobody_listens(monkeypatch: pytest.MonkeyPatch):
	"""Messages to browsers wait for the commit, each compared with all that wait; in a test, where no commit happens, that grows and grows."""
	monkeypatch.setattr(frappe, "publish_realtime", lambda *args, **kwargs: None)


def good_row(number: int, manager: str) -> list:
	return [
		f"{SIGNS[number % 20]}{SIGNS[number // 20 % 20]}客户{number:05d} {factories.unique('c')}",
		manager,
		("重要", "普通", "Potential")[number % 3],
		("上海", "北京", "Zhejiang")[number % 3],
		float(factories_customer.unique_mobile()),
		f"人民路 {number} 号",
		None,
		f"￥{number:,}.50",
		("是", "否")[number % 2],
	]


def wrong_kinds() -> dict[int, tuple]:
	"""Row of the list (the head is 0) -> what is wrong in it."""
	return {(place + 1) * DISTANCE: KINDS[place % len(KINDS)] for place in range(WRONG)}


def build_file(manager: str, taken: str) -> list[list]:
	rows = [HEADS, *(good_row(number, manager) for number in range(ROWS))]
	for place, (column, cell, _reason) in wrong_kinds().items():
		rows[place][column] = {TAKEN: taken, TWICE: rows[place - 1][4]}.get(cell, cell)
	return rows


def stored() -> list[tuple]:
	return frappe.get_all("Customer", ["name", "modified", "customer_manager", "mobile_key"], order_by="name", as_list=True, limit=0)


def test_the_administrator_imports_corrects_and_imports_again():
	manager = factories_customer.make_manager()
	administrator = factories.make_user("System Manager")
	frappe.db.set_value("User", administrator, "language", "zh")
	taken = factories_customer.make_customer().mobile
	before = len(stored())
	rows = build_file(manager, taken)

	# the administrator uploads the file and starts
	frappe.set_user(administrator)
	frappe.local.lang = "zh"
	document = factories_exchange.make_import("Customer", rows)
	with count_queries() as sent:
		document.start_import()
	assert len(sent) / ROWS <= MOST_STATEMENTS_PER_ROW

	# all good rows are in; each bad one is told with its row, field and reason, in Chinese
	assert run.count_outcomes(document.name) == {"Created": ROWS - WRONG, "Failed": WRONG}
	assert len(stored()) == before + ROWS - WRONG
	failed = factories_exchange.failed_rows_of(document)
	assert failed[0] == [*HEADS, "原因"]
	told = {row[-1].split(" ")[1]: row[-1] for row in failed[1:]}
	for place, (_column, cell, part) in wrong_kinds().items():
		reason = told.pop(str(place + 1))
		assert reason.startswith(f"第 {place + 1} 行") and part in reason, (cell, reason)
		assert " not " not in reason and "mandatory" not in reason
	assert not told

	# the same file once more: nothing new, nothing changed
	now = stored()
	counts, _document = factories_exchange.run_import("Customer", rows)
	assert counts == {"Unchanged": ROWS - WRONG, "Failed": WRONG}
	assert stored() == now

	# the administrator corrects the file of failed rows and imports it: all are in
	for number, row in enumerate(failed[1:]):
		row[: len(HEADS)] = good_row(90000 + number, manager)
	counts, _document = factories_exchange.run_import("Customer", failed)
	assert counts == {"Created": WRONG}
	assert len(stored()) == before + ROWS
