"""Customers found by what people type: pinyin, initials, short name, either script, a number in any form, a former code (R-047, R-093)."""

from __future__ import annotations

from typing import Any

import frappe
from pypika.terms import ValueWrapper

from crm_custom.customer_management.duplicates.keys import KEY_TABLE
from crm_custom.customer_management.duplicates.rules.keys import CODE, CREDIT_CODE, build_search
from crm_custom.customer_management.duplicates.union import ask_all

#: found through one kind of key, and altogether
MOST_PER_KIND, MOST = 100, 500
#: found by the whole value only
_WHOLE = {CODE, CREDIT_CODE}


def find_codes(text: str, most: int = MOST) -> list[str]:
	"""Codes of the customers that stand under these words, the most telling kind of match first; not limited by anybody's scope.

	One statement, answered by the index: every match is a beginning, none a middle.
	"""
	table = frappe.qb.DocType(KEY_TABLE)

	def part(rank: int, kind: str, value: str) -> Any:
		matches = table.value == value if kind in _WHOLE else table.value.like(f"{_literal(value)}%")
		query = frappe.qb.from_(table).select(table.customer, ValueWrapper(rank, "place"))
		return query.where((table.kind == kind) & matches).limit(MOST_PER_KIND)

	ranked: dict[str, int] = {}
	for customer, place in ask_all((part(rank, *key) for rank, key in enumerate(build_search(text))), "customer", "place"):
		ranked[customer] = min(place, ranked.get(customer, place))
	return sorted(ranked, key=lambda name: (ranked[name], name))[:most]


def _literal(value: str) -> str:
	return value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


@frappe.whitelist(methods=["GET", "POST"])
@frappe.validate_and_sanitize_search_inputs
def customer_query(
	doctype: str,
	txt: str,
	searchfield: str,
	start: int,
	page_len: int,
	filters: dict[str, Any] | list[Any] | None = None,
	as_dict: bool = False,
) -> list[Any]:
	"""The suggestions of a link to a customer: those found by their keys first, then those that have the words in the middle.

	Rows are those that the person may read. The signature is the framework's for `standard_queries`.
	"""
	meta = frappe.get_meta("Customer")
	fields = list(dict.fromkeys(["name", "customer_name", *meta.get_search_fields()]))
	found = find_codes(txt)[: int(start) + int(page_len)] if txt.strip() else []
	rows = _ask(fields, filters, {"name": ["in", found]}, len(found)) if found else []
	rows.sort(key=lambda row: found.index(row.name))
	missing = int(start) + int(page_len) - len(rows)
	if missing > 0:
		known = {row.name for row in rows}
		words = [[field, "like", f"%{txt}%"] for field in fields] if txt.strip() else None
		rows += [row for row in _ask(fields, filters, None, missing + len(known), words) if row.name not in known][:missing]
	rows = rows[int(start) :]
	return rows if as_dict else [tuple(row[field] for field in fields) for row in rows]


def _ask(fields: list[str], filters: Any, also: dict[str, Any] | None, most: int, words: list[Any] | None = None) -> list[Any]:
	"""The framework's list, so that scope and permissions hold."""
	conditions = [[field, *(value if isinstance(value, (list, tuple)) else ("=", value))] for field, value in (also or {}).items()]
	if isinstance(filters, dict):
		conditions += [[field, *(value if isinstance(value, (list, tuple)) else ("=", value))] for field, value in filters.items()]
	else:
		conditions += list(filters or [])
	return frappe.get_list(
		"Customer", fields=fields, filters=conditions, or_filters=words, limit_page_length=most, order_by="modified desc"
	)
