"""Fields that everybody who reads a record sees masked: a companion at level 0 holds the masked text, the field itself is at level 1.

The companion is stored, so that lists, search, export, print and REST show it without asking; the full value never leaves its level.
To mask a field: raise it to permission level 1, add the companion (read-only) and name both in `matrix.MASKED`.
"""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from crm_custom.base_data.rules.masking import masked
from crm_custom.permissions.matrix import MASKED


def fill_masks(doc: Document, method: str | None = None) -> None:
	"""Before a save: each companion follows its field, whatever was sent for it."""
	for mask in MASKED[doc.doctype]:
		doc.set(mask.companion, masked(doc.get(mask.field), mask.first, mask.last))


def fill_all_masks() -> None:
	"""Set-up: records from before the companions existed get theirs. The second run finds none."""
	for doctype, masks in MASKED.items():
		for mask in masks:
			missing = frappe.get_all(
				doctype, {mask.field: ["is", "set"], mask.companion: ["is", "not set"]}, ["name", mask.field], as_list=True
			)
			for name, value in missing:
				frappe.db.set_value(doctype, name, mask.companion, masked(value, mask.first, mask.last), update_modified=False)
