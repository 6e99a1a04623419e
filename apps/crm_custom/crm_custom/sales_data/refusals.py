"""Why sales data refuses something, with the words that the user reads."""

from __future__ import annotations

import frappe

from crm_custom.exceptions import CRMError


class SalesDataMirroredError(CRMError, frappe.PermissionError):
	code = "sales_data_mirrored"
	title = "Kept in the sales system"
	message = "{record_type} records come from the company's sales system and are changed there. To enter them here, the administrator turns on the setting 'Sales data is maintained here' in the CRM Settings."
	http_status_code = 403
