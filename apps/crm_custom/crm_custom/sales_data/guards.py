"""Who writes sales data: the connector always, people only while the setting says that it is maintained here (D-04, domain 3.10)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from crm_custom.base_data.settings import get_setting
from crm_custom.exceptions import refuse
from crm_custom.permissions import roles
from crm_custom.sales_data.refusals import SalesDataMirroredError


def check_maintained_here(doc: Document) -> None:
	"""Before a save or a deletion by a person. Raises SalesDataMirroredError. The role's rights are asked by the framework besides."""
	if doc.flags.ignore_permissions or roles.CRM_DATA_SYNC in frappe.get_roles():
		return
	if not get_setting("is_sales_data_maintained_here"):
		refuse(SalesDataMirroredError, record_type=_(doc.doctype))
