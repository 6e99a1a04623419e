"""Quiet hours that nobody set: the framework filled both times with the moment in which the settings were first saved."""

import frappe
from frappe.utils import to_timedelta

from crm_custom.base_data.settings import SETTINGS

ENDS = ("quiet_from", "quiet_until")


def execute():
	"""A period that ends in the second in which it begins is none; any other is somebody's choice and stays."""
	stored = frappe.db.get_singles_dict(SETTINGS)
	times = [stored.get(name) for name in ENDS]
	if not all(times):
		return
	begins, ends = (to_timedelta(str(time)) for time in times)
	if abs((ends - begins).total_seconds()) < 1:
		frappe.db.set_single_value(SETTINGS, dict.fromkeys(ENDS), update_modified=False)
		frappe.clear_document_cache(SETTINGS, SETTINGS)
