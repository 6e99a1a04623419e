"""Names are restored in every spelling, in paths and contents, and never inside binary files."""

import pytest

from provisioning.framework import names


@pytest.mark.parametrize(
	("renamed", "original"),
	[
		("import criscostack.utils", "import frappe.utils"),
		("CRISCOSTACK_TUNE_GC", "FRAPPE_TUNE_GC"),
		("CriscoTypeError", "FrappeTypeError"),
		("Crisco Technologies", "Frappe Technologies"),
		("Criscostack Cloud", "Frappe Cloud"),
		("criscoerp.com", "erpnext.com"),
		("Criscoerp", "ERPNext"),
		("Fabrik und Rubrik", "Fabrik und Rubrik"),
	],
)
def test_each_spelling_of_the_foreign_name_is_restored(renamed, original):
	assert names.restore_text(renamed) == original
	assert names.restore_content("frappe/a.py", renamed.encode()) == original.encode()


def test_folder_and_file_names_are_restored():
	assert names.restore_path("criscostack/tests/test_criscostack_client.py") == "frappe/tests/test_frappe_client.py"


def test_the_bench_helper_gets_its_name_back():
	assert names.restore_path("criscostack/utils/brik_helper.py") == "frappe/utils/bench_helper.py"


def test_binary_files_are_copied_byte_by_byte():
	assert names.restore_content("frappe/public/images/A.PNG", b"\x89criscostack") == b"\x89criscostack"


def test_text_that_is_not_utf8_is_restored_too():
	assert names.restore_content("frappe/tests/mail.raw", b"\xff\xfe criscostack") == b"\xff\xfe frappe"


def test_a_leftover_name_is_seen_in_text_only():
	assert names.leftover_names("a.js", b"// CrIsCo")
	assert not names.leftover_names("a.js", b"// frappe")
	assert not names.leftover_names("a.woff", b"crisco")


def test_files_of_the_desktop_are_left_out():
	assert names.is_stray("criscostack/public/.DS_Store")
	assert not names.is_stray("criscostack/public/build.json")
