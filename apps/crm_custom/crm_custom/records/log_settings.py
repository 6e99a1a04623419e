"""The framework's Log Settings cannot clear earlier what the product keeps (D-24)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from crm_custom.records import jobs


def keep_long_enough(doc: Document, method: str | None = None) -> None:
	"""Shorter times for protected logs are raised to those of CRM Settings, and whoever saves is told."""
	raised = []
	for row in doc.logs_to_clear:
		days = jobs.history_days() or 36500 if row.ref_doctype == "Version" else jobs.log_days()
		if row.ref_doctype in jobs.PROTECTED and (row.days or 0) < days:
			row.days = days
			raised.append(_(row.ref_doctype))
	if raised and frappe.session.user not in {"Guest"} and getattr(frappe.local, "request", None):
		frappe.msgprint(_("Kept for the time set in CRM Settings: {0}").format(", ".join(raised)), alert=True)
