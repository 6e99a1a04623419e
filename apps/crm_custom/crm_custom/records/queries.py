"""What the log reports read. For administrators: the reports check that before they ask."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import count, islice
from typing import Any

import frappe
from frappe.query_builder import Order
from frappe.query_builder.functions import Count, Max
from frappe.utils import add_days, getdate, nowdate

from crm_custom.records import operations
from crm_custom.records.rules.differences import Difference, differences, matches

#: entries on one page of a report
PAGE = 500
#: versions read at a time while looking for a field or a text, and at most
CHUNK, MOST_READ = 2000, 200_000


@dataclass(frozen=True)
class Period:
	"""From the beginning of a day to the end of another."""

	begins: datetime
	ends: datetime

	@classmethod
	def of(cls, filters: dict[str, Any], days: int = 7) -> Period:
		"""The period of a report's filters: the last week when none is given."""
		last = getdate(filters.get("to_date") or nowdate())
		first = getdate(filters.get("from_date") or add_days(last, -days))
		return cls(_start(first), _start(getdate(add_days(last, 1))))


def _start(day: date) -> datetime:
	return datetime.combine(day, time.min)


def find_operations(filters: dict[str, Any], page: int = 1) -> list[dict[str, Any]]:
	"""One page of the operation log and one entry more, the newest first."""
	log = frappe.qb.DocType(operations.LOG)
	query = _in_period(frappe.qb.from_(log).select(log.star), log.at, Period.of(filters))
	for column in ("kind", "person", "address", "object_type"):
		if filters.get(column):
			query = query.where(log[column] == filters[column])
	if filters.get("object_name"):
		query = query.where(log.object_name.like(f"%{_plain(filters['object_name'])}%"))
	if text := filters.get("text"):
		pattern = f"%{_plain(text)}%"
		query = query.where(log.detail.like(pattern) | log.before.like(pattern) | log.after.like(pattern))
	return query.orderby(log.at, order=Order.desc).orderby(log.name).limit(PAGE + 1).offset((page - 1) * PAGE).run(as_dict=True)


def find_changes(filters: dict[str, Any], page: int = 1) -> tuple[list[tuple[dict[str, Any], Difference]], bool]:
	"""Changes of records, the newest first: one page of them and one more; and whether everything in the period was looked through."""
	read = count()
	changes = (
		(version, difference)
		for version, _number in zip(islice(_versions(filters), MOST_READ), read, strict=False)
		for difference in differences(json.loads(version.data or "{}"))
		if matches(difference, filters.get("field"), filters.get("text"))
	)
	start = (page - 1) * PAGE
	found = list(islice(changes, start, start + PAGE + 1))
	return found, len(found) > PAGE or next(read) < MOST_READ


def _versions(filters: dict[str, Any]) -> Iterator[dict[str, Any]]:
	version = frappe.qb.DocType("Version")
	query = _in_period(
		frappe.qb.from_(version).select(version.name, version.creation, version.owner, version.ref_doctype, version.docname, version.data),
		version.creation,
		Period.of(filters),
	)
	for column, key in (("ref_doctype", "record_type"), ("docname", "record"), ("owner", "person")):
		if filters.get(key):
			query = query.where(version[column] == filters[key])
	for needle in (filters.get("field"), filters.get("text")):
		if needle:
			# narrows what is fetched; the exact question is asked of the parts
			query = query.where(version.data.like(f"%{_plain(json.dumps(needle, ensure_ascii=False)[1:-1])}%"))
	query = query.orderby(version.creation, order=Order.desc).orderby(version.name, order=Order.desc).limit(CHUNK)
	rows = query.run(as_dict=True)
	while rows:
		yield from rows
		last = rows[-1]
		is_older = (version.creation < last.creation) | ((version.creation == last.creation) & (version.name < last.name))
		# the bound on the time alone is what the index can use
		rows = query.where((version.creation <= last.creation) & is_older).run(as_dict=True) if len(rows) == CHUNK else []


def count_logins(filters: dict[str, Any]) -> list[dict[str, Any]]:
	"""Logins and failed logins of a period per person: how many, the last one."""
	log = frappe.qb.DocType(operations.LOG)
	query = frappe.qb.from_(log).select(log.person, log.kind, Count("*").as_("number"), Max(log.at).as_("last_at"))
	query = _in_period(query, log.at, Period.of(filters, 30)).where(log.kind.isin([operations.LOGIN, operations.FAILED_LOGIN]))
	if filters.get("person"):
		query = query.where(log.person == filters["person"])
	return query.groupby(log.person, log.kind).run(as_dict=True)


def find_people(names: list[str]) -> dict[str, dict[str, Any]]:
	"""Full name and last login of users."""
	if not names:
		return {}
	columns = ["name", "full_name", "last_login", "last_ip", "enabled"]
	return {row.name: row for row in frappe.get_all("User", {"name": ["in", names]}, columns)}


def _in_period(query: Any, column: Any, period: Period) -> Any:
	return query.where((column >= period.begins) & (column < period.ends))


def _plain(text: str) -> str:
	"""A text in which per cent and underscore mean themselves."""
	return str(text).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
