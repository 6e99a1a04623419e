"""What the browser must know at start."""

from __future__ import annotations

from typing import Any

import frappe

from crm_custom.base_data import organisation
from crm_custom.base_data.settings import get_setting
from crm_custom.permissions import roles

#: settings that forms ask for; nothing secret
CLIENT_SETTINGS = ("allow_individuals", "allow_opportunities_for_customers", "service_threshold", "default_reminder_minutes")


def extend_boot(bootinfo: Any) -> None:
	"""Give the Desk the few settings that forms need, as frappe.boot.crm; nothing for people outside the CRM."""
	if set(frappe.get_roles()) & roles.CRM_ROLES:
		bootinfo.crm = {name: get_setting(name) for name in CLIENT_SETTINGS}
		if roles.SALES_SUPERVISOR in frappe.get_roles():
			# for the numbers of the team on the first page
			bootinfo.crm["people"] = organisation.people_led_or_beside(frappe.session.user)
