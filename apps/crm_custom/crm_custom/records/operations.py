"""Writes the operation log (R-350, R-351): the only place that does."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils import now_datetime, strip_html

LOG = "CRM Operation Log"
LOGIN, FAILED_LOGIN, LOGOUT = "Login", "Failed login", "Logout"
EXPORT, PRINT, IMPORT, DELETION = "Export", "Print", "Import", "Deletion"
PERMISSION, SETTINGS, JOB, CLEARING = "Permission change", "Settings change", "Job", "Log clearing"
#: as much of a text as one entry keeps
LONGEST = 4000


def note(kind: str, object_type: str = "", object_name: str = "", detail: str = "", **values: Any) -> str | None:
	"""Write one entry about what the present person does, in their transaction; answers its name.

	`values`: before, after, person, address when they differ from the present request's. Nothing while the app is being installed,
	migrated or removed: that is nobody's doing.
	"""
	if is_set_up():
		return None
	entry = frappe.get_doc(
		{
			"doctype": LOG,
			"kind": kind,
			"at": now_datetime(),
			"person": frappe.session.user,
			"address": address_of_request(),
			"object_type": object_type,
			"object_name": str(object_name)[:140],
			"detail": strip_html(str(detail))[:LONGEST],
			**{name: strip_html(str(value))[:LONGEST] if value else value for name, value in values.items()},
		}
	)
	# one bare row: a log must not depend on the rights of whom it is about, and costs one statement
	entry.db_insert()
	return entry.name


def address_of_request() -> str:
	"""The address from which the present request came; empty in background work."""
	return (getattr(frappe.local, "request_ip", None) or "") if getattr(frappe.local, "request", None) else ""


def is_set_up() -> bool:
	"""Whether the site is being installed, migrated, patched or cleared of the app."""
	flags = frappe.flags
	return bool(flags.in_install or flags.in_migrate or flags.in_patch or flags.in_uninstall or flags.in_setup_wizard)
