"""Cells, formulas and files of an import or export, also with random data."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_custom.exchange.rules import cells, formulas, spreadsheets
from crm_custom.violation import Violation

TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufeff"), max_size=40)


@pytest.mark.parametrize(
	"written",
	[
		"2026-03-02",
		"2026/3/2",
		"2026.3.2",
		"2026年3月2日",
		"２０２６年３月２日",
		"20260302",
		"46083",
		46083,
		datetime(2026, 3, 2),
		date(2026, 3, 2),
	],
)
def test_a_day_is_read_in_each_way_of_writing_it(written):
	assert cells.to_date(written) == date(2026, 3, 2)


@pytest.mark.parametrize("written", ["2026-02-30", "soon", "3/2/26", "2026", "", "2026-13-01", "99", "2026-03-02 25:00"])
def test_what_is_no_day_is_refused(written):
	with pytest.raises(Violation, match="cell_date"):
		cells.to_date(written)


@pytest.mark.parametrize("written", ["2026-03-02 14:30", "2026/3/2 14:30:00", "2026年3月2日14时30分", "2026-03-02T14:30:00"])
def test_a_time_is_read_with_its_day(written):
	assert cells.to_datetime(written) == datetime(2026, 3, 2, 14, 30)


@given(st.dates(date(1930, 1, 1), date(2100, 1, 1)))
def test_every_day_is_read_from_its_number_in_excel(day: date):
	serial = (datetime(day.year, day.month, day.day) - datetime(1899, 12, 30)) / timedelta(days=1)
	assert cells.to_date(str(int(serial))) == day


@pytest.mark.parametrize(
	("written", "number"),
	[
		("1,200.50", 1200.5),
		("￥1，200", 1200),
		("60%", 60),
		("１２", 12),
		("(5)", -5),
		("1.2E3", 1200),
		(3, 3),
		("1200元", 1200),
		("-0.5", -0.5),
	],
)
def test_amounts_are_read(written, number):
	assert cells.to_number(written) == number


@pytest.mark.parametrize("written", ["", "many", "1.2.3", "12 apples", "=1+1", "--1", "NaN", "inf"])
def test_what_is_no_amount_is_refused(written):
	with pytest.raises(Violation, match="cell_number"):
		cells.to_number(written)


def test_a_fraction_is_no_whole_number():
	assert cells.to_whole_number("3.0") == 3
	with pytest.raises(Violation, match="cell_whole_number"):
		cells.to_whole_number("3.5")


@pytest.mark.parametrize(("written", "value"), [("是", 1), ("Yes", 1), ("√", 1), (True, 1), ("否", 0), ("no", 0), (0, 0), (1.0, 1)])
def test_yes_and_no_are_read_in_both_languages(written, value):
	assert cells.to_check(written) == value


def test_perhaps_is_neither_yes_nor_no():
	with pytest.raises(Violation, match="cell_check"):
		cells.to_check("perhaps")


@pytest.mark.parametrize("written", [13800138000, 13800138000.0, "1.3800138E10", "13800138000.0", "１３８００１３８０００", "13800138000"])
def test_telephone_numbers_survive_a_spreadsheet(written):
	assert cells.to_phone_text(written) == "13800138000"


@given(TEXT)
def test_a_neutralised_text_is_restored(text: str):
	assert formulas.restore(formulas.neutralise(text)) == text


@given(st.sampled_from("=+-@\t\r'"), TEXT)
def test_nothing_that_is_exported_would_run(start: str, text: str):
	assert not formulas.would_run(formulas.neutralise(start + text))


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://x","y")', "@SUM(A1)", "+cmd|' /C calc'!A0", "-cmd|x", "\t=1"])
def test_formulas_are_recognised_and_made_harmless(text: str):
	assert formulas.would_run(text)
	assert formulas.neutralise(text) == "'" + text


@pytest.mark.parametrize("text", ["+86 138 0013 8000", "-12.5", "- first point", "a=b", "021-62345678", "Fish & Co", ""])
def test_numbers_and_ordinary_texts_are_no_formulas(text: str):
	assert not formulas.would_run(text)


@settings(deadline=None, max_examples=40)
@given(
	st.lists(
		st.lists(st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cn")), min_size=1).filter(str.strip), min_size=2, max_size=4),
		min_size=1,
	)
)
def test_rows_survive_csv(rows: list[list[str]]):
	head = ["a,b", 'say "x"', "line\nbreak", "表"]
	assert spreadsheets.read_csv(spreadsheets.write_csv([head, *rows]).encode()) == [head, *rows]


@settings(deadline=None, max_examples=40)
@given(
	st.lists(
		st.lists(st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cn")), min_size=1), min_size=2, max_size=2),
		min_size=1,
		max_size=5,
	)
)
def test_rows_survive_a_workbook(rows: list[list[str]]):
	head = ["a", "b"]
	assert spreadsheets.read_xlsx(spreadsheets.write_xlsx([("x", [head, *rows])])) == [head, *rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_chinese_files_are_read_in_each_encoding(encoding: str):
	assert spreadsheets.read_csv("名称;电话\n北京，上海;1".encode(encoding)) == [["名称", "电话"], ["北京，上海", "1"]]


def test_what_is_no_text_and_no_workbook_is_refused():
	with pytest.raises(Violation, match="file_encoding"):
		spreadsheets.read_csv(b"\xff\xff\xff\xff")
	with pytest.raises(Violation, match="file_unreadable"):
		spreadsheets.read_xlsx(b"no workbook")


def test_csv_begins_with_the_mark_by_which_spreadsheets_know_utf_8():
	assert spreadsheets.write_csv([["客户"]]).encode().startswith(b"\xef\xbb\xbf")
