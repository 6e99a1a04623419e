"""Import, export and print as people do them in the Desk (R-370 to R-372)."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest
from playwright.sync_api import expect

from crm_custom.tests.browser.desk import Desk, unique, unique_mobile

HEADS = "客户名称 *,客户经理 *,等级 *,地区 *,手机,地址 *"


@pytest.fixture
def admin(desk_of: Callable[..., Desk]) -> Desk:
	return desk_of("System Manager", "zh")


@pytest.fixture
def manager(login_of: Callable[..., dict[str, str]]) -> str:
	return login_of("Customer Manager")["user"]


def upload(admin: Desk, *rows: str) -> str:
	"""A file of these rows, and an import of it."""
	file = admin.insert("File", file_name=f"{unique('kehu').replace(' ', '-')}.csv", is_private=1, content="\n".join([HEADS, *rows]))
	fields = {"reference_doctype": "Customer", "import_type": "Insert New Records", "import_file": file["file_url"]}
	return admin.insert("Data Import", **fields)["name"]


def test_a_template_is_downloaded_and_a_file_imported_with_its_errors_shown(admin: Desk, manager: str):
	good, mobile = unique("好客户"), unique_mobile()
	name = upload(
		admin,
		f"{good},{manager},重要,上海,{mobile},人民路一号",
		f"{unique('坏客户')},{manager},重要,亚特兰蒂斯,{unique_mobile()},人民路二号",
	)
	admin.open(f"data-import/{name}")
	with admin.page.expect_download() as download:
		admin.button("下载导入模板").click()
	sheets = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes())).sheetnames
	assert sheets == ["客户", "示例", "填写说明"]
	expect(admin.shown.locator(".warnings")).to_contain_text("亚特兰蒂斯")

	admin.page.evaluate("cur_frm.events.start_import(cur_frm)")
	expect(admin.shown.locator(".form-message")).to_contain_text("新建：1", timeout=60_000)
	expect(admin.shown.locator(".form-message")).to_contain_text("失败：1")
	admin.screenshot("import", full=True)
	with admin.page.expect_download() as download:
		admin.button("下载失败行").click()
	assert "亚特兰蒂斯" in download.value.path().read_text("utf-8-sig")
	assert admin.call("frappe.client.get_count", doctype="Customer", filters={"customer_name": good}) == 1
	# the framework's preview table looks for its style sheet while the form draws it anew
	admin.forget_problems("cssRules")


def test_a_customer_is_previewed_and_a_list_printed(admin: Desk, manager: str):
	names = [
		admin.insert(
			"Customer",
			customer_name=unique("打印客户"),
			customer_manager=manager,
			grade="Important",
			region="Shanghai",
			mobile=unique_mobile(),
			address="人民路一号",
		)
		for _number in range(2)
	]
	admin.open(f"print/Customer/{names[0]['name']}")
	page = admin.page.frame_locator(".print-preview-wrapper iframe").first
	expect(page.locator(".crm-sheet h1")).to_contain_text(names[0]["customer_name"])
	expect(page.locator(".crm-sheet")).to_contain_text("重要")
	admin.open("customer/view/list")
	for row in names:
		admin.page.locator(f".list-row-checkbox[data-name='{row['name']}']").check()
	admin.page.locator(".actions-btn-group button").click()
	admin.page.locator(".actions-btn-group").get_by_text("打印列表", exact=True).click()
	dialog = admin.page.locator(".modal.show")
	expect(dialog).to_contain_text("打印列表 (2)")
	admin.screenshot("print-list")
	with admin.context.expect_page() as opened:
		dialog.locator(".btn-modal-primary").click()
	sheet = opened.value.locator("body")
	for row in names:
		expect(sheet).to_contain_text(row["customer_name"])
	expect(sheet).to_contain_text("重要")
