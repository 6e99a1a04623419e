"""Endpoints of import and export: check the permission, call the work, shape the answer."""

from __future__ import annotations

import frappe
from frappe import _

from crm_custom.exchange.answer import answer_with_file
from crm_custom.exchange.run import count_outcomes
from crm_custom.exchange.template import build_template


@frappe.whitelist(methods=["GET", "POST"])
def download_template(doctype: str) -> None:
	"""The ready template of a DocType as a workbook, in the user's language. For whoever may import the DocType."""
	frappe.permissions.can_import(doctype, raise_exception=True)
	answer_with_file(_("{0} import template").format(_(doctype)) + ".xlsx", build_template(doctype))


@frappe.whitelist(methods=["GET", "POST"])
def import_summary(data_import: str) -> dict[str, int]:
	"""How many records of an import were created, updated, unchanged and failed. For whoever may read the import."""
	frappe.get_doc("Data Import", data_import).check_permission("read")
	return count_outcomes(data_import)
