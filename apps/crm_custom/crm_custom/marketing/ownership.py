"""Whose opportunities: the department of open ones follows the assignee (domain 3.1, 3.3)."""

from __future__ import annotations

from typing import Any

import frappe

from crm_custom.marketing.rules.opportunity_machine import ENDED


def follow_department(profile: Any, method: str | None = None) -> None:
	"""A staff profile was saved: the person's open opportunities are now those of the person's department.

	Ended ones keep the department under which they ended. Somebody without department takes theirs away from no opportunity: it would
	be every supervisor's.
	"""
	if not profile.department or not profile.has_value_changed("department"):
		return
	opportunity = frappe.qb.DocType("Sales Opportunity")
	(
		frappe.qb.update(opportunity)
		.set(opportunity.department, profile.department)
		.where((opportunity.assigned_to == profile.user) & opportunity.status.notin(sorted(ENDED)))
		.run()
	)
	frappe.clear_document_cache("Sales Opportunity")
