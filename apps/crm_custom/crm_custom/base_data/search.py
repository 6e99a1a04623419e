"""What link fields offer of a dictionary: found by English, Chinese, code, area code or search words, in the dictionary's own order."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from crm_custom.base_data.dictionary import DICTIONARIES
from crm_custom.base_data.rules.search import rank

#: as many values as a link field shows
MAX_PAGE = 50
#: fields beside the name by which a value is found, where the dictionary has them
FOUND_BY = ("code", "area_code", "search_words")
#: fields that tell values of one name apart
SHOWN = ("area_code", "code")


@frappe.whitelist(methods=["GET", "POST"])
def dictionary_values(
	doctype: str,
	txt: str,
	searchfield: str,
	start: int,
	page_len: int,
	filters: dict | list | str | None = None,
	as_dict: bool = False,
	reference_doctype: str | None = None,
	ignore_user_permissions: bool = False,
) -> list:
	"""Query of link fields to a dictionary: enabled values that fit the text, the best first, else in display order.

	For whoever may read the dictionary; raises PermissionError for others, and for what is no dictionary.
	"""
	if doctype not in DICTIONARIES:
		raise frappe.PermissionError
	rows = [(rank(txt, _texts(row)), row) for row in _enabled(doctype, frappe.parse_json(filters))]
	fitting = sorted(((place, row) for place, row in rows if place is not None), key=lambda found: (found[0], found[1].sort_order))
	first = cint(start)
	page = [row for _place, row in fitting[first : first + min(cint(page_len) or 10, MAX_PAGE)]]
	return page if as_dict else [_answer(doctype, row) for row in page]


def _enabled(doctype: str, filters: dict | list | None) -> list[Any]:
	"""Every value at once: a dictionary is small, and translations are not in the database."""
	wanted = [[doctype, "disabled", "=", 0]]
	if isinstance(filters, dict):
		filters = [[doctype, name, *(value if isinstance(value, (list, tuple)) else ("=", value))] for name, value in filters.items()]
	meta = frappe.get_meta(doctype)
	fields = ["name", "sort_order", *(name for name in (*FOUND_BY, _parent_field(doctype)) if meta.has_field(name))]
	return frappe.get_list(doctype, filters=[*wanted, *(filters or [])], fields=fields, order_by="sort_order asc, name asc", limit=0)


def _texts(row: Any) -> list[str | None]:
	return [row.name, _(row.name), *(row.get(name) for name in FOUND_BY)]


def _answer(doctype: str, row: Any) -> tuple:
	"""The name, and what the list shows below it: the region or section above, codes."""
	return (row.name, row.get(_parent_field(doctype)), *(row.get(name) for name in SHOWN))


def _parent_field(doctype: str) -> str:
	return f"parent_{frappe.scrub(doctype)}"
