"""Where the values of a dictionary are used: link fields of every DocType, added ones too. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

import frappe
from frappe.model.rename_doc import get_link_fields


@dataclass(frozen=True)
class Use:
	"""So many records of a DocType have the value in this field."""

	doctype: str
	fieldname: str
	records: int


def uses_of(doctype: str, name: str) -> list[Use]:
	"""Where a value is used, without the values below it in its own tree. One query per link field that could hold it."""
	counted = [Use(kind, fieldname, _count(kind, fieldname, is_single, name)) for kind, fieldname, is_single in _places(doctype)]
	return [use for use in counted if use.records]


def used_values(doctype: str) -> set[str]:
	"""Every value of the dictionary that some record has."""
	used: set[str] = set()
	for kind, fieldname, is_single in _places(doctype):
		if is_single:
			used.add(frappe.db.get_single_value(kind, fieldname))
		else:
			used.update(frappe.get_all(kind, {fieldname: ["is", "set"]}, pluck=fieldname, distinct=True, order_by=None))
	return used - {None, ""}


def _places(doctype: str) -> list[tuple[str, str, bool]]:
	"""DocType, field, whether it is a single record. The tree's own links to what is above do not count."""
	fields = {(field["parent"], field["fieldname"]): bool(field["issingle"]) for field in get_link_fields(doctype)}
	return [(kind, fieldname, is_single) for (kind, fieldname), is_single in fields.items() if kind != doctype and _has_table(kind)]


def _has_table(doctype: str) -> bool:
	return not frappe.get_meta(doctype).is_virtual


def _count(doctype: str, fieldname: str, is_single: bool, name: str) -> int:
	if is_single:
		return int(frappe.db.get_single_value(doctype, fieldname) == name)
	return frappe.db.count(doctype, {fieldname: name})
