"""Puts what a pure rule reports into the user's words: dates in the user's format, states and people by their names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from frappe import _
from frappe.utils import escape_html, format_date, get_fullname

from crm_custom.exceptions import refuse
from crm_custom.violation import Violation


@contextmanager
def worded() -> Iterator[None]:
	"""Turn a rule's violation within the block into the refusal that the user reads."""
	try:
		yield
	except Violation as violation:
		refuse(violation, **{name: _in_words(name, value) for name, value in violation.facts.items()})


def describe(doc: Any) -> str:
	"""The record as a message names it: kind, number and title, safe to show as HTML."""
	return escape_html(f"{_(doc.doctype)} {doc.name or ''} {doc.get_title() or ''}".strip())


def name_of(user: str | None) -> str:
	"""A person's full name, safe to show as HTML; "nobody" when there is none."""
	return escape_html(get_fullname(user)) if user else _("nobody")


def _in_words(name: str, value: Any) -> Any:
	if name == "state":
		return _(value)
	return format_date(value) if isinstance(value, date) else value
