"""The code of a new customer (R-038, R-039, D-09)."""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.model.naming import make_autoname

from crm_custom.base_data.regions import dial_code_of
from crm_custom.base_data.settings import get_setting
from crm_custom.customer_management.rules.customer_code import (
	COMPOSED,
	build_code_prefix,
	serial_digits,
	validate_code,
)
from crm_custom.exceptions import refuse
from crm_custom.violation import Violation


def code_of_new(customer: Document) -> str | None:
	"""The code by the pattern of grade, dial code and serial; None when the framework's naming series names the customer.

	Grade and region fall back on the defaults in the settings. Raises CustomerCodeError or CustomerCodeExhaustedError.
	"""
	if get_setting("customer_code_pattern") != COMPOSED:
		return None
	grade = customer.grade or get_setting("default_grade")
	letter = grade and frappe.db.get_value("Customer Grade", grade, "code_letter")
	dial_code = customer.dial_code or dial_code_of(customer.region or get_setting("default_region"))
	try:
		prefix = build_code_prefix(letter, dial_code)
		code = make_autoname(f"{prefix}.{'#' * serial_digits(prefix)}", customer.doctype, customer)
		validate_code(code, prefix)
	except Violation as violation:
		refuse(violation)
	return code
