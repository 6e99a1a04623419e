"""Answers of requests that are files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe

from crm_custom.exchange.rules.spreadsheets import write_csv, write_xlsx


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
