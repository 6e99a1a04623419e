"""What the tree view of a dictionary shows: the values in display order, disabled ones too, each with its code."""

from __future__ import annotations

from typing import Any

import frappe

from crm_custom.base_data.dictionary import DICTIONARIES

#: the first of these that a value has stands behind its name
CODES = ("area_code", "code")


@frappe.whitelist(methods=["GET", "POST"])
def children_of(doctype: str, parent: str = "", is_root: bool | str = False, **_others: Any) -> list[dict[str, Any]]:
	"""The values below one, or the top ones. For whoever may read the dictionary; raises PermissionError for what is no tree of ours."""
	if doctype not in DICTIONARIES or not frappe.get_meta(doctype).is_tree:
		raise frappe.PermissionError
	above = f"parent_{frappe.scrub(doctype)}"
	codes = [name for name in CODES if frappe.get_meta(doctype).has_field(name)]
	rows = frappe.get_list(
		doctype,
		filters={above: parent or ["is", "not set"]},
		fields=["name", "is_group", "disabled", *codes],
		order_by="sort_order asc, name asc",
		limit=0,
	)
	return [
		{
			"value": row.name,
			"title": row.name,
			"expandable": row.is_group,
			"disabled": row.disabled,
			"code": next((row[name] for name in codes if row[name]), ""),
		}
		for row in rows
	]
