"""Makes files and imports for tests."""

from __future__ import annotations

import io
from typing import Any

import frappe
import openpyxl
from frappe.model.document import Document

from crm_custom.exchange import run
from crm_custom.exchange.rules.spreadsheets import read_csv, read_xlsx, write_csv, write_xlsx
from crm_custom.tests import factories


def make_file(rows: list[list[Any]], kind: str = "xlsx", encoding: str = "utf-8") -> str:
	"""A private file of these rows; returns its address."""
	content = write_xlsx([("Sheet", rows)]) if kind == "xlsx" else write_csv(rows).lstrip("\ufeff").encode(encoding)
	return attach(content, kind)


def attach(content: bytes, kind: str) -> str:
	"""A private file of this content; returns its address."""
	name = f"{factories.unique('file').replace(' ', '-')}.{kind}"
	return frappe.get_doc({"doctype": "File", "file_name": name, "is_private": 1, "content": content}).insert().file_url


def make_import(doctype: str, rows: list[list[Any]], *, kind: str = "xlsx", encoding: str = "utf-8", update: bool = False) -> Document:
	"""An import of these rows, not yet run."""
	return import_of_file(doctype, make_file(rows, kind, encoding), update=update)


def import_of_file(doctype: str, address: str, *, update: bool = False) -> Document:
	"""An import of a file, not yet run."""
	kind = "Update Existing Records" if update else "Insert New Records"
	doc = frappe.get_doc({"doctype": "Data Import", "reference_doctype": doctype, "import_type": kind, "import_file": address})
	# two imports of a second would have one name
	doc.name = factories.unique("Import")
	doc.flags.name_set = True
	return doc.insert(set_name=doc.name)


def run_import(doctype: str, rows: list[list[Any]], **options: Any) -> tuple[dict[str, int], Document]:
	"""Import these rows; returns how many records were created, updated, unchanged, failed, and the import."""
	doc = make_import(doctype, rows, **options)
	doc.start_import()
	return run.count_outcomes(doc.name), frappe.get_doc("Data Import", doc.name)


def failed_rows_of(doc: Document) -> list[list[Any]]:
	"""What the button for the failed rows downloads, as rows."""
	return download(doc.export_errored_rows)


def download(work: Any, *args: Any, **kwargs: Any) -> list[list[Any]]:
	"""The rows of the file that an endpoint answers with."""
	name, content = download_file(work, *args, **kwargs)
	return read_csv(content) if name.endswith(".csv") else read_xlsx(content)


def download_file(work: Any, *args: Any, **kwargs: Any) -> tuple[str, bytes]:
	"""Name and content of the file that an endpoint answers with."""
	frappe.local.response = frappe._dict()
	work(*args, **kwargs)
	answer = frappe.local.response
	if answer["type"] == "csv":
		return f"{answer['doctype']}.csv", answer["result"].encode()
	return answer["filename"], answer["filecontent"]


def sheets_of(content: bytes) -> dict[str, list[list[Any]]]:
	"""Every sheet of a workbook as rows."""
	book = openpyxl.load_workbook(io.BytesIO(content))
	return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}
