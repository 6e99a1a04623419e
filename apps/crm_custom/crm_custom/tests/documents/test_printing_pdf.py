"""PDFs (R-371, R-372): readable Chinese, letter head and page numbers, and nothing loaded that the reader may not see."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import frappe
import pytest
from pypdf import PdfReader, PdfWriter

from crm_custom.permissions.roles import CUSTOMER_MANAGER
from crm_custom.printing import local_files, pdf
from crm_custom.tests import factories

PAGE = "<html><head></head><body><div class='print-format'>{}</div></body></html>"


def text_of(content: bytes) -> str:
	return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_chinese_text_is_readable_in_the_file():
	assert "客户贡献分析" in text_of(pdf.generate(PAGE.format("<p>客户贡献分析</p>")))


def test_pages_are_numbered_and_the_letter_foot_stands_on_each():
	body = "<p>one</p><div class='page-break'></div><p>two</p><div id='footer-html'>Foot <span class='page'></span>/<span class='topage'></span></div>"
	text = text_of(pdf.generate(PAGE.format(body)))
	assert "Foot 1/2" in text and "Foot 2/2" in text


def test_several_prints_are_bound_into_one_file():
	output = PdfWriter()
	for _ in range(2):
		assert pdf.generate(PAGE.format("x"), output=output) is output
	assert len(output.pages) == 2


def test_a_password_is_needed_to_open_the_file():
	reader = PdfReader(io.BytesIO(pdf.generate(PAGE.format("secret"), {"password": "open"})))
	assert reader.is_encrypted and reader.decrypt("open")


def test_another_generator_of_the_administrators_choice_is_left_to_work():
	assert pdf.generate(PAGE.format("x"), pdf_generator="chrome") is None


def test_landscape_pages_are_wider_than_high():
	box = PdfReader(io.BytesIO(pdf.generate(PAGE.format("x"), {"orientation": "Landscape"}))).pages[0].mediabox
	assert box.width > box.height


def test_the_frameworks_own_print_goes_this_way():
	content = frappe.get_print("User", "Administrator", as_pdf=True)
	assert content.startswith(b"%PDF")


@pytest.mark.parametrize(
	"address",
	[
		"http://169.254.169.254/latest/meta-data",
		"https://example.com/picture.png",
		"file:///etc/passwd",
		"ftp://localhost/x",
		"/etc/passwd",
		"/api/method/frappe.auth.get_logged_user",
		"/assets/../../sites/common_site_config.json",
		"/assets/%2e%2e/%2e%2e/common_site_config.json",
		"/files/../private/backups/x",
		"/files/missing.png",
	],
)
def test_a_print_loads_nothing_but_files_of_this_site(address: str):
	with pytest.raises(local_files.AddressNotAllowed):
		local_files.path_of(address)


def test_an_asset_is_found():
	assert local_files.path_of(frappe.utils.get_url("/assets/crm_custom/images/logo.svg")).is_file()


def test_a_private_file_is_shown_to_its_readers_only(as_user):
	file = frappe.get_doc(
		{"doctype": "File", "file_name": f"{factories.unique('picture')}.txt", "is_private": 1, "content": b"private"}
	).insert()
	try:
		assert local_files.path_of(file.file_url).read_bytes() == b"private"
		stranger = factories.make_user(CUSTOMER_MANAGER)
		with as_user(stranger), pytest.raises(local_files.AddressNotAllowed):
			local_files.path_of(file.file_url)
	finally:
		Path(file.get_full_path()).unlink(missing_ok=True)


def test_a_link_out_of_the_files_folder_is_not_followed():
	link = Path(frappe.get_site_path("public", "files", f"{factories.unique('link').replace(' ', '-')}.txt"))
	link.symlink_to("/etc/hostname")
	try:
		with pytest.raises(local_files.AddressNotAllowed):
			local_files.path_of(f"/files/{link.name}")
	finally:
		link.unlink()


def test_a_data_address_carries_its_own_content():
	assert pdf.data_address("data:text/plain;base64," + base64.b64encode(b"x").decode()) == (b"x", "text/plain")
	assert pdf.data_address("data:,a%20b") == (b"a b", "text/plain")
	for broken in ("data:text/plain", "data:x;base64,***"):
		with pytest.raises(local_files.AddressNotAllowed):
			pdf.data_address(broken)


@pytest.mark.parametrize(
	("options", "expected"),
	[
		({}, "size: A4 portrait; margin: 15mm 15mm 15mm 15mm"),
		({"page-size": "A3; } body {", "orientation": "Landscape"}, "size: A4 landscape"),
		({"margin-top": "30mm", "margin-left": "x"}, "margin: 30mm 15mm 15mm 15mm"),
	],
)
def test_page_rules_follow_the_options_and_nothing_else(options: dict, expected: str):
	assert expected in pdf.page_rule("", options, "A4")


def test_margins_of_the_print_format_are_kept():
	assert "margin: 5mm 15mm 15mm 15mm" in pdf.page_rule("<style>.print-format { margin-top: 5mm; }</style>", {}, "A4")
