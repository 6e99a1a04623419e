"""Fields that a person may not read although they may read the record (permission level above 0), by the doors that the framework leaves open.

The framework leaves such fields out of lists, forms, REST answers, print and export. What it does not do, and what is done here: refuse to
filter, sort, group or compute by them (each tells the value by and by), keep their values out of the version history, and leave them
out of the answer to a save. It holds for every DocType of the product, also for fields that an administrator raises to a level.
"""

from __future__ import annotations

import functools
import inspect
import json
import re
from collections.abc import Iterator
from typing import Any

import frappe
from frappe import _
from frappe.model.db_query import DatabaseQuery
from frappe.model.document import Document

from crm_custom.exceptions import HeldBackFieldError, refuse

#: the framework's record types that the product extends
ALSO = frozenset({"Contact"})
#: what stands in a version for a value that not everybody may read
HIDDEN = "***"
WORD = re.compile(r"\w+")
TABLE = re.compile(r"tab([^`.]+?)(?:_\d+)?`?\.")
LINK = re.compile(r"(\w+)\s*\.")
LINKING = frozenset({"Link", "Table", "Table MultiSelect"})
MARK = "refuses_held_back_fields"


def fields_above(doctype: str, user: str | None = None, parenttype: str | None = None) -> frozenset[str]:
	"""Names of the fields of a DocType of the product that the user (default: who is logged in) may not read; for everybody to ask."""
	user = user or frappe.session.user
	if user == "Administrator" or not _is_ours(doctype):
		return frozenset()
	meta = frappe.get_meta(doctype)
	high = meta.get_high_permlevel_fields()
	if not high:
		return frozenset()
	levels = meta.get_permlevel_access("read", parenttype, user=user)
	return frozenset(field.fieldname for field in high if field.permlevel not in levels)


def guard_queries() -> None:
	"""Have every list query with permissions checked; called at the start of each request and job, does its work once per process."""
	if hasattr(DatabaseQuery.execute, MARK):
		return
	execute = DatabaseQuery.execute
	shape = inspect.signature(execute)

	@functools.wraps(execute)
	def checked(query: DatabaseQuery, *args: Any, **kwargs: Any) -> Any:
		asked = shape.bind(query, *args, **kwargs).arguments
		if not asked.get("ignore_permissions"):
			check_query(query.doctype, asked, asked.get("user") or query.user)
		return execute(query, *args, **kwargs)

	setattr(checked, MARK, True)
	DatabaseQuery.execute = checked


def check_query(doctype: str, asked: dict[str, Any], user: str | None = None) -> None:
	"""Refuse a list that is filtered, sorted, grouped or computed by a field that the user may not read. Raises HeldBackFieldError."""
	if (user or frappe.session.user) == "Administrator":
		return
	for table, text in _used_in(doctype, asked):
		held_back = fields_above(table, user, doctype if table != doctype else None)
		for field in sorted(held_back.intersection(WORD.findall(text))):
			refuse(HeldBackFieldError, field=_(frappe.get_meta(table).get_label(field)))


def hide_in_version(version: Document, method: str | None = None) -> None:
	"""A version tells that such a field was changed, by whom and when, but not its values: whoever reads the record reads its versions."""
	if not version.ref_doctype or not _is_ours(version.ref_doctype) or not version.data:
		return
	meta = frappe.get_meta(version.ref_doctype)
	high = {field.fieldname for field in meta.get_high_permlevel_fields()}
	data = json.loads(version.data)
	changed = [row if row[0] not in high else [row[0], HIDDEN, HIDDEN] for row in data.get("changed") or []]
	if changed != data.get("changed"):
		version.data = frappe.as_json({**data, "changed": changed}, indent=None, separators=(",", ":"))


def hide_after_save(doc: Document, method: str | None = None) -> None:
	"""The answer to a save carries the record as it is stored: fields that the person may not read are taken out of it."""
	if not doc.flags.ignore_permissions:
		doc.apply_fieldlevel_read_permissions()


def _is_ours(doctype: str) -> bool:
	if doctype in ALSO:
		return True
	try:
		module = frappe.get_meta(doctype).module
	except frappe.DoesNotExistError:
		# whatever somebody wrote into a query: the framework will refuse it
		return False
	return frappe.local.module_app.get(frappe.scrub(module)) == "crm_custom"


def _used_in(doctype: str, asked: dict[str, Any]) -> Iterator[tuple[str, str]]:
	"""(DocType, text with field names of it) for all by which rows are chosen, ordered or computed."""
	for name in ("filters", "or_filters"):
		for table, field in _filtered_by(doctype, _parsed(asked.get(name))):
			yield from _with_joined(table, field)
	for name in ("order_by", "group_by"):
		yield from _with_joined(doctype, asked.get(name))
	fields = _parsed(asked.get("fields"))
	for field in fields if isinstance(fields, (list, tuple)) else ():
		# a plain field that may not be read is left out by the framework; one inside an expression is not always
		if isinstance(field, str) and "(" in field:
			yield from _with_joined(doctype, field)
	if not fields or isinstance(fields, dict) or isinstance(fields[0], (list, tuple)):
		# the framework lets fields and filters change places
		yield from (pair for item in _filtered_by(doctype, fields) for pair in _with_joined(*item))


def _filtered_by(doctype: str, filters: Any) -> Iterator[tuple[str, str]]:
	if isinstance(filters, dict):
		yield from ((doctype, str(field)) for field in filters)
		return
	for one in filters or ():
		if isinstance(one, dict):
			yield from _filtered_by(doctype, one)
		elif isinstance(one, (list, tuple)) and one:
			# [field, operator, value] or [DocType, field, operator, value]
			yield (str(one[0]), str(one[1])) if len(one) > 3 else (doctype, str(one[0]))
		else:
			yield doctype, str(one)


def _with_joined(doctype: str, text: Any) -> Iterator[tuple[str, str]]:
	"""The text as one about this DocType and about each that it names: `tabCustomer`.bank, customer.bank."""
	if not isinstance(text, str):
		return
	yield doctype, text
	links = [frappe.get_meta(doctype).get_field(name) for name in LINK.findall(text)] if "." in text else []
	joined = {*TABLE.findall(text), *(link.options for link in links if link and link.fieldtype in LINKING)}
	for table in sorted(joined - {doctype, None}):
		yield table, text


def _parsed(value: Any) -> Any:
	if not isinstance(value, str):
		return value
	try:
		return json.loads(value)
	except ValueError:
		return [value]
