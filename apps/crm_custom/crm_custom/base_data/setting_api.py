"""What the form of CRM Settings asks for. Administrators only."""

from __future__ import annotations

from typing import Any

import frappe

from crm_custom.base_data import setting_values
from crm_custom.base_data.settings import SETTINGS


@frappe.whitelist(methods=["GET"])
def settings_changed_from_shipped() -> list[dict[str, Any]]:
	"""The settings that differ from what was shipped. Raises PermissionError for others than administrators."""
	_check_administrator()
	return setting_values.changed_from_shipped()


@frappe.whitelist(methods=["POST"])
def reset_settings(names: list | str) -> list[str]:
	"""Give settings their shipped values again; answers which changed. Raises PermissionError for others than administrators."""
	_check_administrator()
	return setting_values.reset(frappe.parse_json(names))


def _check_administrator() -> None:
	if not frappe.has_permission(SETTINGS, "write"):
		raise frappe.PermissionError
