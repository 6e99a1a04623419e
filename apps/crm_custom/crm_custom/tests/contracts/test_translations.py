"""Every text that a user can see is there in Chinese too, with the same placeholders (both languages, everywhere)."""

import csv
import re
from collections import Counter

import pytest

from crm_custom.tests.contracts.texts import APP, PLACEHOLDER, all_texts, dashboard_texts, files, place_of

CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: texts that are the same in both languages: names, units, codes
SAME_IN_BOTH = {"CRM", "CRM Desk", "QQ", "ABC", "CNY", ", "}


def read_translations() -> list[list[str]]:
	with (APP / "translations" / "zh.csv").open(encoding="utf-8", newline="") as stream:
		return list(csv.reader(stream))


def translations() -> dict[str, str]:
	return {row[0]: row[1] for row in read_translations()}


def test_the_file_has_a_source_a_translation_and_a_context_in_each_row():
	wrong = [(number, row) for number, row in enumerate(read_translations(), 1) if len(row) not in (2, 3)]
	assert not wrong


def test_no_text_is_translated_twice():
	count = Counter((row[0], row[2] if len(row) > 2 else "") for row in read_translations())
	assert [text for text, times in count.items() if times > 1] == []


def test_every_visible_text_has_a_chinese_translation():
	known = translations()
	missing = {text: sorted(places)[:3] for text, places in all_texts().items() if text not in known and text not in SAME_IN_BOTH}
	assert missing == {}


def test_headings_of_connections_are_translated_in_the_browser():
	"""The framework keeps them once for all: translated on the server they would stay in the language of the first reader."""
	server_side = [place_of(path) for path in files("_dashboard.py") if re.search(r"(?<!\w)_\(", path.read_text())]
	assert server_side == []
	assert {"Companies below", "People"} <= {text for text, _place in dashboard_texts()}


def test_every_translation_is_chinese():
	english = [text for text, chinese in translations().items() if not CHINESE.search(chinese) and text not in SAME_IN_BOTH]
	assert english == []


def test_translations_keep_the_placeholders():
	broken = [
		text for text, chinese in translations().items() if Counter(PLACEHOLDER.findall(text)) != Counter(PLACEHOLDER.findall(chinese))
	]
	assert broken == []


@pytest.mark.parametrize(
	("term", "chinese"),
	[
		("Customer Manager", "客户经理"),
		("Sales Supervisor", "销售主管"),
		("Executive", "高管"),
		("Sales Opportunity", "销售机会"),
		("Development Plan", "客户开发计划"),
		("Service", "客户服务"),
		("Unassigned", "未指派"),
		("Developing", "开发中"),
		("Succeeded", "开发成功"),
		("Failed", "开发失败"),
		("Develop success", "开发成功"),
		("Stop", "终止开发"),
		("Handled", "已处理"),
		("Lost", "流失"),
		("Deleted", "删除"),
	],
)
def test_the_models_own_terms_are_used(term: str, chinese: str):
	assert translations()[term] == chinese
