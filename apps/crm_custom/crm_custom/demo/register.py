"""The list of what the demo company consists of, so that clearing removes exactly that."""

from __future__ import annotations

import frappe

REGISTER = "CRM Demo Record"


def note(document_type: str, document_name: str) -> None:
	"""This record belongs to the demo company."""
	entry = {"document_type": document_type, "document_name": document_name}
	if not frappe.db.exists(REGISTER, entry):
		# the register is the system's; whoever creates the demo has no right to it
		frappe.get_doc({"doctype": REGISTER, **entry}).insert(ignore_permissions=True)


def forget(document_type: str, document_name: str) -> None:
	"""The record is no longer there."""
	frappe.db.delete(REGISTER, {"document_type": document_type, "document_name": document_name})


def get_entries() -> list[tuple[str, str]]:
	"""Everything that belongs to the demo company as (document type, name), what was made last first."""
	rows = frappe.get_all(REGISTER, fields=["document_type", "document_name"], order_by="creation desc, name desc")
	return [(row.document_type, row.document_name) for row in rows]
