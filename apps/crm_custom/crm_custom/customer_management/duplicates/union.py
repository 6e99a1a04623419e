"""Several bounded look-ups as one statement."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import frappe


def ask_all(parts: Iterable[Any], *columns: str) -> tuple[tuple[Any, ...], ...]:
	"""The rows of several queries, each with its own limit, in one round trip; none for no queries."""
	whole: Any = None
	for part in parts:
		# a limit holds for one part only when the part stands in a table of its own
		own = frappe.qb.from_(part).select(*columns)
		whole = own if whole is None else whole * own
	return frappe.qb.from_(whole).select(*columns).run() if whole is not None else ()
