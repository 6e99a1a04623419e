"""One record of the demo company: clearing the demo removes exactly what is registered here."""

from __future__ import annotations

import frappe
from frappe.model.document import Document


class CRMDemoRecord(Document):
	pass


def on_doctype_update() -> None:
	"""A record is registered once."""
	frappe.db.add_unique("CRM Demo Record", ["document_type", "document_name"])
