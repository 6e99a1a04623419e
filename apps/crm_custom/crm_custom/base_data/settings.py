"""The only reader of CRM Settings (R-330; domain: settings)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils import cast

SETTINGS = "CRM Settings"


def get_setting(name: str) -> Any:
	"""The value of a setting in force: what the administrator saved, else the shipped default. Cached; for everybody.

	Check fields come as bool, numbers as int or float, an empty link as None, tables as the chosen field names. Raises AttributeError for an unknown setting.
	"""
	field = frappe.get_meta(SETTINGS).get_field(name)
	if field is None:
		raise AttributeError(f"CRM Settings has no setting {name}")
	value = frappe.get_cached_doc(SETTINGS).get(name)
	if field.fieldtype == "Table":
		return tuple(row.field for row in value or ())
	if value is None:
		value = field.default
	if field.fieldtype in {"Link", "Time"}:
		return value or None
	value = cast(field.fieldtype, value)
	return bool(value) if field.fieldtype == "Check" else value


def plant_missing_values() -> None:
	"""Store the shipped value of every setting that has none yet: the framework would read a new setting of a saved record as 0 or empty.

	For install and migrate; what is stored already stays as it is.
	"""
	stored = frappe.db.get_singles_dict(SETTINGS)
	shipped = frappe.get_all("DocField", {"parent": SETTINGS, "default": ["is", "set"]}, ["fieldname", "default"])
	missing = {field.fieldname: field.default for field in shipped if field.fieldname not in stored}
	if missing:
		frappe.db.set_single_value(SETTINGS, missing, update_modified=False)
