"""One action on several records of a list: each for itself, one line of result each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
from frappe import _
from frappe.utils import strip_html

from crm_custom.exceptions import TooManyRecordsError, refuse

#: as many records as one action on a list takes
MOST_RECORDS = 500


def do_for_each(names: list | str, action: Callable[[str], Any]) -> list[dict[str, Any]]:
	"""Run an action on many records: a refused one changes nothing and does not stop the others.

	`names` is a list, also as JSON; one that stands there twice counts once. `action` answers the document. Returns one row per record, in
	the order given: name, ok, message (the new state, or why it was refused). Raises TooManyRecordsError before anything is done.
	"""
	chosen = list(dict.fromkeys(str(name) for name in frappe.parse_json(names)))
	if len(chosen) > MOST_RECORDS:
		refuse(TooManyRecordsError, most=MOST_RECORDS, chosen=len(chosen))
	return [_attempt(name, action) for name in chosen]


def _attempt(name: str, action: Callable[[str], Any]) -> dict[str, Any]:
	point = "one_of_many"
	frappe.db.savepoint(point)
	messages = len(frappe.local.message_log)
	try:
		doc = action(name)
	except (frappe.ValidationError, frappe.PermissionError, frappe.DoesNotExistError) as error:
		frappe.db.rollback(save_point=point)
		# the reason goes into the row, not into a message of its own
		del frappe.local.message_log[messages:]
		return {"name": name, "ok": False, "message": strip_html(str(error)) or _("Not permitted")}
	return {"name": name, "ok": True, "message": _(doc.status)}
