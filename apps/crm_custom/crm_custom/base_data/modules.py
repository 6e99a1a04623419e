"""Which parts of the product are in use: an administrator switches the optional ones on and off (domain: modules, settings).

What a module holds stays when it is switched off; it is only no longer offered, read or changed (`module_access.py`).
"""

from __future__ import annotations

import frappe

from crm_custom.base_data.settings import get_setting

#: module: the setting that switches it; the others are always on
SWITCHES: dict[str, str] = {
	"Marketing": "is_marketing_on",
	"Service Management": "is_service_management_on",
	"Customer Care": "is_customer_care_on",
	"Sales Data": "is_sales_data_on",
	"Statistics": "is_statistics_on",
}


def is_module_on(module: str | None) -> bool:
	"""True while the module is in use; always for modules that have no switch, also those of other apps. Immediate, for everybody."""
	return module not in SWITCHES or get_setting(SWITCHES[module])


def modules_off() -> frozenset[str]:
	"""The optional modules that are switched off."""
	return frozenset(module for module in SWITCHES if not is_module_on(module))


def module_of(doctype: str) -> str | None:
	"""The module of a DocType; None when it is unknown."""
	return frappe.db.get_value("DocType", doctype, "module", cache=True) if doctype else None


def is_doctype_on(doctype: str) -> bool:
	"""True while the module of the DocType is in use."""
	return not modules_off() or is_module_on(module_of(doctype))
