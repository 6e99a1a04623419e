"""Shipped values, bounds and the history of CRM Settings, for its form. Administrators only; everybody else has `get_setting`."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cast

from crm_custom.base_data.rules.setting_bounds import BOUNDS
from crm_custom.base_data.settings import SETTINGS

#: what the form shows of the history
SHOWN_CHANGES = 50
LAYOUT = frozenset({"Tab Break", "Section Break", "Column Break", "HTML"})


def settings_fields() -> list[Any]:
	"""Every setting as a field of the form, in the form's order."""
	return [field for field in frappe.get_meta(SETTINGS).fields if field.fieldtype not in LAYOUT]


def changed_from_shipped() -> list[dict[str, Any]]:
	"""The settings that differ from what was shipped: name, label, value in force, shipped value."""
	settings = frappe.get_single(SETTINGS)
	return [
		{"name": field.fieldname, "label": _(field.label), "value": _shown(field, settings), "shipped": _in_words(field, field.default)}
		for field in settings_fields()
		if not _is_shipped(field, settings.get(field.fieldname))
	]


def reset(names: list[str]) -> list[str]:
	"""Give these settings their shipped values again, with all checks; answers which were changed. Unknown names are passed over."""
	settings = frappe.get_single(SETTINGS)
	fields = {field.fieldname: field for field in settings_fields()}
	chosen = [name for name in names if name in fields and not _is_shipped(fields[name], settings.get(name))]
	for name in chosen:
		settings.set(name, [] if fields[name].fieldtype == "Table" else fields[name].default)
	if chosen:
		settings.save()
	return chosen


def changes() -> list[dict[str, str]]:
	"""Who changed which setting from what to what and when, the newest first."""
	versions = frappe.get_all(
		"Version",
		{"ref_doctype": SETTINGS, "docname": SETTINGS},
		["owner", "creation", "data"],
		order_by="creation desc",
		limit=SHOWN_CHANGES,
	)
	fields = {field.fieldname: field for field in settings_fields()}
	names = dict(frappe.get_all("User", {"name": ["in", list({v.owner for v in versions})]}, ["name", "full_name"], as_list=True))
	return [
		{
			"at": frappe.utils.format_datetime(version.creation),
			"by": names.get(version.owner) or version.owner,
			"setting": _(fields[name].label),
			"before": _in_words(fields[name], before),
			"after": _in_words(fields[name], after),
		}
		for version in versions
		for name, before, after in _rows(version.data)
		if name in fields
	]


def about_form() -> dict[str, Any]:
	"""What the form needs beside the values: bounds, and the history."""
	return {"bounds": {name: list(bounds) for name, bounds in BOUNDS.items()}, "changes": changes()}


def _rows(data: str) -> list[tuple[str, Any, Any]]:
	version = frappe.parse_json(data)
	rows = [tuple(row) for row in version.get("changed") or ()]
	rows += [(table, None, row.get("field")) for table, row in version.get("added") or ()]
	rows += [(table, row.get("field"), None) for table, row in version.get("removed") or ()]
	return rows


def _is_shipped(field: Any, value: Any) -> bool:
	if field.fieldtype == "Table":
		return not value
	if field.default is None:
		return not value
	return cast(field.fieldtype, value) == cast(field.fieldtype, field.default)


def _shown(field: Any, settings: Any) -> str:
	value = settings.get(field.fieldname)
	return ", ".join(_field_label(row.field) for row in value) if field.fieldtype == "Table" else _in_words(field, value)


def _in_words(field: Any, value: Any) -> str:
	if field.fieldtype == "Check":
		return _("On") if frappe.utils.cint(value) else _("Off")
	if value in (None, ""):
		return "–"
	return _field_label(value) if field.fieldtype == "Table" else _(str(value))


def _field_label(fieldname: str) -> str:
	return _(frappe.get_meta("Customer").get_label(fieldname))
