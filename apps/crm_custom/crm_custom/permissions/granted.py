"""What an administrator granted in the Role Permission Manager beyond what is shipped (R-344, R-354): it shall work, not be ignored."""

from __future__ import annotations

from collections.abc import Set

import frappe

from crm_custom.permissions.matrix import MATRIX
from crm_custom.permissions.roles import SYSTEM_MANAGER

#: roles that everybody has; they are not given to a person
FOR_EVERYBODY = frozenset({"All", "Guest", "Desk User", "Administrator", SYSTEM_MANAGER})


def has_granted_beyond_matrix(doctype: str, right: str, roles: Set[str]) -> bool:
	"""True when one of these roles has the right on the DocType now and does not have it in the shipped matrix. Asks the cached meta only."""
	shipped = MATRIX.get(doctype, {})
	return any(
		row.get(right) and not row.permlevel and row.role in roles and row.role not in FOR_EVERYBODY
		for row in frappe.get_meta(doctype).permissions
		if right not in shipped.get(row.role, frozenset())
	)
