"""Files of rows: CSV in the encodings that Chinese spreadsheets write, and XLSX. Pure: bytes in, rows out and back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from crm_custom.exchange.rules.formulas import neutralise
from crm_custom.violation import Violation

BOM = "\ufeff"
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MOST_COLUMNS = 500
_HEAD_FILL = PatternFill("solid", fgColor="E8EEF7")
Rows = list[list[Any]]


def read_csv(content: bytes) -> Rows:
	"""The rows of a CSV file in UTF-8 (with or without mark), UTF-16 or GB 18030 (of which GBK is a part).

	Separated by comma, semicolon or tab, whichever the first line has. Raises Violation file_encoding.
	"""
	text = decode(content)
	first = text.split("\n", 1)[0]
	delimiter = max(",;\t，", key=first.count)
	rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
	try:
		return [[cell or None for cell in row] for row in rows]
	except csv.Error:
		raise Violation("file_unreadable") from None


def decode(content: bytes) -> str:
	"""The text of a file. Raises Violation file_encoding."""
	if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
		encodings = ["utf-16"]
	else:
		encodings = ["utf-8-sig", "gb18030"]
	for encoding in encodings:
		try:
			return content.decode(encoding)
		except UnicodeDecodeError:
			continue
	raise Violation("file_encoding")


def read_xlsx(content: bytes) -> Rows:
	"""The rows of the first sheet; formulas count as the value that the spreadsheet saved. Raises Violation file_unreadable."""
	try:
		book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
		sheet = book.worksheets[0]
		# some programs write a wrong size of the sheet
		sheet.reset_dimensions()
		return [[cell.value for cell in row[:_MOST_COLUMNS]] for row in sheet.iter_rows()]
	except Exception:
		# the library raises whatever its parsers raise
		raise Violation("file_unreadable") from None


def write_csv(rows: Iterable[Sequence[Any]]) -> str:
	"""The rows as CSV that a spreadsheet opens with readable Chinese: it begins with the mark of UTF-8."""
	target = io.StringIO(newline="")
	csv.writer(target, lineterminator="\r\n").writerows(rows)
	return BOM + target.getvalue()


def write_xlsx(sheets: Sequence[tuple[str, Iterable[Sequence[Any]]]]) -> bytes:
	"""A workbook of the sheets (title, rows); the first row of each is its head. Every text is text, never a formula."""
	book = openpyxl.Workbook(write_only=True)
	for title, rows in sheets:
		sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", title)[:31])
		sheet.freeze_panes = "A2"
		rows = list(rows)
		for place, width in enumerate(_widths(rows), 1):
			sheet.column_dimensions[get_column_letter(place)].width = width
		for number, row in enumerate(rows):
			sheet.append([_cell(sheet, value, number == 0) for value in row])
	target = io.BytesIO()
	book.save(target)
	return target.getvalue()


def harmless_csv(text: str, delimiter: str) -> str:
	"""The CSV text with the mark of UTF-8 and without a cell that would run."""
	rows = csv.reader(io.StringIO(text.removeprefix(BOM), newline=""), delimiter=delimiter)
	target = io.StringIO(newline="")
	writer = csv.writer(target, delimiter=delimiter, lineterminator="\r\n")
	writer.writerows([neutralise(cell) for cell in row] for row in rows)
	return BOM + target.getvalue()


def harmless_xlsx(content: bytes) -> bytes:
	"""The workbook without a cell that would run; the same bytes when there is none."""
	book = openpyxl.load_workbook(io.BytesIO(content))
	found = False
	for sheet in book:
		for row in sheet.iter_rows():
			for cell in row:
				if isinstance(cell.value, str) and neutralise(cell.value) != cell.value:
					cell.value, found = neutralise(cell.value), True
	if not found:
		return content
	target = io.BytesIO()
	book.save(target)
	return target.getvalue()


def _cell(sheet: Any, value: Any, is_head: bool) -> Any:
	if isinstance(value, str):
		value = _ILLEGAL.sub("", value)
	if not is_head and not (isinstance(value, str) and ("\n" in value or value.startswith("="))):
		return value
	cell = WriteOnlyCell(sheet, value=value)
	if isinstance(value, str):
		cell.data_type = "s"
		cell.alignment = Alignment(wrap_text=True, vertical="top")
	if is_head:
		cell.font = Font(bold=True)
		cell.fill = _HEAD_FILL
	return cell


def _widths(rows: Sequence[Sequence[Any]]) -> list[int]:
	"""Wide enough for the first rows, at most half a page; a Chinese character takes two places."""
	widths: list[int] = []
	for row in rows[:50]:
		for place, value in enumerate(row):
			size = max((sum(2 if ord(sign) > 0x2E7F else 1 for sign in line) for line in str(value or "").split("\n")), default=0)
			widths.extend([10] * (place + 1 - len(widths)))
			widths[place] = min(60, max(widths[place], size + 2))
	return widths
