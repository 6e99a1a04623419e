"""What a region hands down to those below it. Reads only."""

from __future__ import annotations

import frappe
from frappe.query_builder import Order


def dial_code_of(region: str | None) -> str:
	"""International dial code of a region in digits: its own, else that of the nearest region above; "" when none has one."""
	if not region:
		return ""
	own, above = frappe.qb.DocType("Region").as_("own"), frappe.qb.DocType("Region").as_("above")
	query = (
		frappe.qb.from_(own)
		.join(above)
		.on((above.lft <= own.lft) & (above.rgt >= own.rgt))
		.select(above.dial_code)
		.where((own.name == region) & (above.dial_code != ""))
		.orderby(above.lft, order=Order.desc)
		.limit(1)
	)
	found = query.run(pluck=True)
	return found[0] if found else ""
