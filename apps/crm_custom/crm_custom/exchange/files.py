"""The file that was uploaded for an import, as rows."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils.csvutils import get_csv_content_from_google_sheets
from frappe.utils.xlsxutils import read_xls_file_from_attached_file

from crm_custom.exceptions import refuse
from crm_custom.exchange.refusals import FileEmptyError, FileUnreadableError
from crm_custom.exchange.rules.spreadsheets import read_csv, read_xlsx
from crm_custom.violation import Violation

READERS = {"csv": read_csv, "txt": read_csv, "xlsx": read_xlsx}


def rows_of(data_import: Any) -> list[list[Any]]:
	"""The rows of the import's file. Raises FileEncodingError, FileUnreadableError, FileEmptyError."""
	content, kind = _content_of(data_import)
	if not content:
		refuse(FileEmptyError)
	try:
		if kind == "xls":
			return _read_xls(content)
		return READERS.get(kind, read_csv)(content)
	except Violation as violation:
		refuse(violation)


def kind_of(data_import: Any) -> str:
	"""csv, xlsx or xls, by the ending of the file's name."""
	return (data_import.import_file or "x.csv").rsplit(".", 1)[-1].lower()


def _content_of(data_import: Any) -> tuple[bytes, str]:
	if not data_import.import_file:
		content = get_csv_content_from_google_sheets(data_import.google_sheets_url)
		return content if isinstance(content, bytes) else content.encode(), "csv"
	file = frappe.get_doc("File", {"file_url": data_import.import_file})
	file.check_permission("read")
	path = file.get_full_path()
	# the framework's own reading guesses at encodings; the bytes are wanted as they are
	with open(path, "rb") as source:
		return source.read(), kind_of(data_import)


def _read_xls(content: bytes) -> list[list[Any]]:
	try:
		return read_xls_file_from_attached_file(content)
	except Exception:
		# the library raises whatever its parsers raise
		refuse(FileUnreadableError)
