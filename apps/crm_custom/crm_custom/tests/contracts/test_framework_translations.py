"""The Desk around the CRM speaks Chinese too: what the framework's own translation lacks, the app's file has."""

import ast
import csv
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_custom.tests.contracts.texts import APP, LETTER, PLACEHOLDER

FRAMEWORK = Path(importlib.util.find_spec("frappe").submodule_search_locations[0])
DESK = FRAMEWORK / "public" / "js" / "frappe"
FRAMEWORK_CHINESE = FRAMEWORK / "translations" / "zh.csv"
APP_CHINESE = APP / "translations" / "zh.csv"

LITERAL = r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`$]*`)"""
#: __("text") and __("a long " + "text"), but not __(variable) or __("text " + variable)
CALL = re.compile(rf"(?<![\w.])__\(\s*({LITERAL}(?:\s*\+\s*{LITERAL})*)\s*[,)]", re.DOTALL)

pytestmark = pytest.mark.skipif(not FRAMEWORK_CHINESE.exists(), reason="this framework line keeps its translations elsewhere")


def desk_texts() -> Iterator[tuple[str, str]]:
	for path in sorted(DESK.rglob("*")):
		if path.suffix in {".js", ".vue", ".html"}:
			for call in CALL.finditer(path.read_text(encoding="utf-8")):
				yield "".join(map(unquote, re.findall(LITERAL, call.group(1), re.DOTALL))), str(path.relative_to(DESK))


def unquote(literal: str) -> str:
	return literal[1:-1] if literal[0] == "`" else ast.literal_eval(literal)


def translated() -> set[str]:
	"""A text counts with any context: the framework falls back from the context to the text alone, or asks with it."""
	sources = set()
	for path in (FRAMEWORK_CHINESE, APP_CHINESE):
		with path.open(encoding="utf-8", newline="") as stream:
			sources.update(row[0] for row in csv.reader(stream) if len(row) > 1 and row[1])
	return sources


def test_the_texts_of_the_desk_are_found():
	assert {"List View", "Edit Filters", "Create Workspace"} <= {text for text, _place in desk_texts()}


def test_every_text_of_the_desk_has_a_chinese_translation():
	known = translated()
	missing = {text: place for text, place in desk_texts() if LETTER.search(PLACEHOLDER.sub("", text)) and text not in known}
	assert missing == {}
