"""The dictionaries' first values (R-325 to R-328): seeded once, then the administrator's."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils import cast

from crm_custom import compat
from crm_custom.base_data import seeds, usage
from crm_custom.setup.once import seed_once, was_seeded

STANDARD_FIELDS = ("name", "creation", "modified", "owner", "modified_by", "docstatus", "idx")
#: what an earlier version planted before the national classification came; not on new sites
FORMER_INDUSTRIES = (
	"Manufacturing",
	"Energy and petroleum",
	"Chemicals",
	"Construction and real estate",
	"Wholesale and retail",
	"Transport and logistics",
	"Information technology",
	"Banking and finance",
	"Healthcare",
	"Education",
	"Agriculture and food",
	"Public administration",
	"Other industry",
)


def seed_dictionaries() -> None:
	"""One seed per list of values, so that a list that ships later is planted on sites that exist already."""
	for seed in seeds.SEEDS:
		seed_once(seed.key, lambda seed=seed: plant(seed))
	seed_once("dictionary.Industry.former_retired", _retire_former_industries)


def plant(seed: seeds.Seed) -> None:
	"""Insert the values that are not there, all at once. What an administrator has deleted is not brought back, nor what would be below it."""
	there = set(frappe.get_all(seed.doctype, pluck="name"))
	rows = []
	for row in seed.rows:
		parent = row.get(_parent_field(seed.doctype))
		if row["title"] not in there and not _was_deleted(seed, row) and (not parent or parent in there):
			rows.append(row)
			there.add(row["title"])
	_insert(seed.doctype, rows)
	if frappe.get_meta(seed.doctype).is_tree:
		_complete_tree(seed, rows)


def _was_deleted(seed: seeds.Seed, row: seeds.Row) -> bool:
	return seed.doctype == "Industry" and row["title"] in FORMER_INDUSTRIES and was_seeded("dictionary.Industry")


def _insert(doctype: str, rows: list[seeds.Row]) -> None:
	if not rows:
		return
	columns = list(dict.fromkeys(name for row in rows for name in row))
	now = frappe.utils.now()
	standard = (now, now, "Administrator", "Administrator", 0, 0)
	values = [(row["title"], *standard, *(_value(doctype, column, row) for column in columns)) for row in rows]
	frappe.db.bulk_insert(doctype, [*STANDARD_FIELDS, *columns], values)


def _value(doctype: str, column: str, row: seeds.Row) -> Any:
	"""What the list says, else the field's default: a new document would begin with it."""
	if column in row:
		return row[column]
	field = frappe.get_meta(doctype).get_field(column)
	return cast(field.fieldtype, field.default) if field.default or field.fieldtype in {"Check", "Int", "Percent"} else None


def _complete_tree(seed: seeds.Seed, rows: list[seeds.Row]) -> None:
	"""Values that got something below them are groups; codes that an earlier version did not have are added; left and right are counted."""
	parent_field = _parent_field(seed.doctype)
	table = frappe.qb.DocType(seed.doctype)
	if parents := {row[parent_field] for row in rows if row.get(parent_field)}:
		frappe.qb.update(table).set(table.is_group, 1).where(table.name.isin(sorted(parents))).run()
	_add_codes(seed.doctype)
	frappe.qb.update(table).set(table.old_parent, table[parent_field]).run()
	compat.rebuild_tree(seed.doctype, parent_field)


def _add_codes(doctype: str) -> None:
	shipped = {row["title"]: row for seed in seeds.SEEDS if seed.doctype == doctype for row in seed.rows}
	without = frappe.get_all(doctype, {"code": ["is", "not set"], "name": ["in", list(shipped)]}, pluck="name")
	words = {name: {key: shipped[name][key] for key in ("code", "search_words") if key in shipped[name]} for name in without}
	if words:
		compat.bulk_update(doctype, words)


def _retire_former_industries() -> None:
	"""On a site of an earlier version: industries that nobody uses or has changed are no longer offered; the others stay as they are."""
	if not was_seeded("dictionary.Industry"):
		return
	shipped = {row["title"] for seed in seeds.SEEDS if seed.doctype == "Industry" for row in seed.rows}
	table = frappe.qb.DocType("Industry")
	former = [name for name in FORMER_INDUSTRIES if name not in shipped]
	untouched = frappe.qb.from_(table).select(table.name).where(table.name.isin(former) & (table.modified == table.creation))
	unused = set(untouched.run(pluck=True)) - usage.used_values("Industry")
	if unused:
		frappe.qb.update(table).set(table.disabled, 1).where(table.name.isin(sorted(unused))).run()


def _parent_field(doctype: str) -> str:
	return f"parent_{frappe.scrub(doctype)}"
