"""What the three reports of the logs have in common."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from crm_custom.permissions.roles import SYSTEM_MANAGER
from crm_custom.records.queries import PAGE


def check_administrator() -> None:
	"""Raises PermissionError for everybody but administrators: a role that is given the report does not get the logs."""
	if frappe.session.user != "Administrator" and SYSTEM_MANAGER not in frappe.get_roles():
		raise frappe.PermissionError(_("Logs are for administrators only."))


def column(fieldname: str, label: str, fieldtype: str = "Data", width: int = 140, **rest: Any) -> dict[str, Any]:
	"""A column of a report."""
	align = "right" if fieldtype == "Int" else "left"  # otherwise the table guesses by the values
	return {"fieldname": fieldname, "label": label, "fieldtype": fieldtype, "width": width, "align": align, **rest}


def page_of(filters: dict[str, Any]) -> int:
	"""The page that is asked for, from 1."""
	return max(1, cint(filters.get("page")))


def cut(rows: list[dict[str, Any]], page: int) -> tuple[list[dict[str, Any]], str | None]:
	"""The rows of one page, and what to tell when there are more."""
	if len(rows) <= PAGE:
		return rows, None
	text = _("Page {0} with {1} entries; there are more. Choose the next page, or narrow the period or the filters.")
	return rows[:PAGE], text.format(page, PAGE)
