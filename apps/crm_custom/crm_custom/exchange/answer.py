"""Answers of requests that are files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe

from crm_custom.exchange.rules.spreadsheets import harmless_csv, harmless_xlsx, write_csv, write_xlsx


def answer_with_table(rows: Sequence[Sequence[Any]], title: str, kind: str) -> None:
	"""Answer with the rows as a download; `kind` is "CSV" or "Excel"."""
	if kind == "CSV":
		answer_with_file(f"{title}.csv", write_csv(rows).encode())
	else:
		answer_with_file(f"{title}.xlsx", write_xlsx([(title, rows)]))


def answer_with_file(name: str, content: bytes) -> None:
	"""Answer with a file as a download."""
	frappe.response["type"] = "binary"
	frappe.response["filename"] = name
	frappe.response["filecontent"] = content


def make_answer_harmless(delimiter: str = ",") -> None:
	"""Look through the file that the framework is about to answer with: no cell runs, and CSV opens with readable Chinese."""
	answer = frappe.response
	name, content = str(answer.get("filename") or ""), answer.get("filecontent")
	if answer.get("type") == "csv":
		answer["result"] = harmless_csv(answer["result"], ",")
	elif name.endswith(".csv") and content:
		answer["filecontent"] = harmless_csv(content.decode(), delimiter).encode()
	elif name.endswith(".xlsx") and content:
		answer["filecontent"] = harmless_xlsx(content)
