"""Which DocTypes this package imports, and by what a record is recognised. To add a DocType of the product nothing is needed;
add a line below where more than its code tells two records apart."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import frappe

from crm_custom.customer_management.duplicates.follow import entered_together

APP = "crm_custom"
#: DocTypes of the framework that take part in the business
EXTENDED = frozenset({"Contact"})
#: fields that name exactly one record, besides its code: a row with the same values updates that record
IDENTITY: dict[str, tuple[str, ...]] = {"Development Plan": ("opportunity",)}
#: fields that tell alike records apart: a row whose values all equal those of such a record is "unchanged"
LIKENESS: dict[str, tuple[str, ...]] = {
	"Customer": ("customer_name",),
	"Contact": ("first_name",),
	"Sales Opportunity": ("customer_name", "summary"),
	"Service": ("customer", "summary"),
}
#: what can be done once for all rows of a transaction: a block around their saving
TOGETHER: dict[str, Callable[[], AbstractContextManager[None]]] = {"Customer": entered_together}
#: what people call the code of a record, besides "ID"
CODE_LABELS: dict[str, str] = {"Customer": "Customer Code", "Sales Opportunity": "Opportunity Number", "Service": "Service Number"}
#: values of child rows that a file may leave out: (DocType, table field): values
CHILD_DEFAULTS: dict[tuple[str, str], dict[str, object]] = {
	("Contact", "links"): {"link_doctype": "Customer"},
	("Contact", "phone_nos"): {"is_primary_mobile_no": 1},
	("Contact", "email_ids"): {"is_primary": 1},
}
#: mandatory in the template although the framework's DocType does not say so
MANDATORY: dict[str, frozenset[str]] = {"Contact": frozenset({"first_name"})}
#: columns of the template where the fields themselves are too many: field, or table.field
TEMPLATE_COLUMNS: dict[str, tuple[str, ...]] = {
	"Contact": (
		"name",
		"first_name",
		"last_name",
		"links.link_name",
		"designation",
		"department",
		"gender",
		"phone_nos.phone",
		"email_ids.email_id",
		"birthday",
		"native_place",
		"hobbies",
		"remark",
	),
}


def is_ours(doctype: str) -> bool:
	"""True for DocTypes of the product and the ones that it extends; the framework imports all others its own way."""
	if doctype in EXTENDED:
		return True
	module = frappe.get_meta(doctype).module
	return frappe.local.module_app.get(frappe.scrub(module)) == APP
