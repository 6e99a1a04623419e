"""A disabled value is not chosen any more, by whatever door; records that have it already keep it and can be saved (R-325)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from crm_custom.base_data.dictionary import DICTIONARIES
from crm_custom.base_data.refusals import ValueDisabledError
from crm_custom.exceptions import refuse


def check_choices(doc: Any, method: str | None = None) -> None:
	"""Hook of every record before it is saved. Raises ValueDisabledError for a newly chosen value that is disabled."""
	fields = [field for field in doc.meta.get_link_fields() if field.options in DICTIONARIES]
	for field in fields:
		value = doc.get(field.fieldname)
		if value and (doc.is_new() or doc.has_value_changed(field.fieldname)) and _is_disabled(field.options, value):
			refuse(ValueDisabledError, field=_(field.label), value=_(value))


def _is_disabled(dictionary: str, value: str) -> bool:
	return bool(frappe.db.get_value(dictionary, value, "disabled", cache=True))
