"""What a person is shown before a merge: the customers side by side, what is proposed, and how many records move."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from crm_custom.customer_management.merge import sides as merge_sides
from crm_custom.customer_management.merge.moving import count_linked
from crm_custom.customer_management.merge.rules import proposal
from crm_custom.customer_management.merge.rules.proposal import Side


def preview(customers: Iterable[str], survivor: str | None = None) -> dict[str, Any]:
	"""The comparison: customers, fields with values and proposal, linked records per type. Without a survivor one is proposed.

	Raises MergeChoiceError, MergedAlreadyError, MergeStateError.
	"""
	names = merge_sides.check_choice(customers, survivor)
	docs = [frappe.get_doc("Customer", name) for name in names]
	for doc in docs:
		merge_sides.check_state(doc)
	linked = count_linked(names)
	totals = {name: sum(counts.get(name, 0) for counts in linked.values()) for name in names}
	sides = merge_sides.as_sides(docs)
	survivor = survivor or proposal.propose_survivor(sides, totals)
	sides.sort(key=lambda side: side.code != survivor)
	docs.sort(key=lambda doc: doc.name != survivor)
	return {
		"survivor": survivor,
		"customers": [_head(doc, totals[doc.name]) for doc in docs],
		"fields": list(filter(None, (_row(field, docs, sides) for field in merge_sides.choosable_fields(docs)))),
		"linked": [{"doctype": doctype, "label": _(doctype), "counts": counts} for doctype, counts in sorted(linked.items())],
	}


def _head(doc: Document, total: int) -> dict[str, Any]:
	return {
		"name": doc.name,
		"customer_name": doc.customer_name,
		"manager_name": doc.manager_name,
		"status": _(doc.status),
		"modified": str(doc.modified),
		"changed": frappe.format(doc.modified, {"fieldtype": "Datetime"}),
		"created": frappe.format(doc.creation, {"fieldtype": "Datetime"}),
		"linked": total,
	}


def _row(field: Any, docs: list[Document], sides: list[Side]) -> dict[str, Any] | None:
	proposed = proposal.propose(field.fieldname, field.fieldtype, sides)
	if not proposed:
		return None
	return {
		"fieldname": field.fieldname,
		"label": _(field.label),
		"values": {doc.name: _shown(doc, field) for doc in docs},
		"is_text": field.fieldtype in proposal.TEXT_TYPES,
		"is_different": proposed.reason != proposal.SAME,
		"proposed": proposed.source,
		"reason": _(proposed.reason),
	}


def _shown(doc: Document, field: Any) -> str:
	value = doc.get(field.fieldname)
	if proposal.is_empty(value):
		return ""
	if field.fieldtype == "Link" and field.options == "User":
		return frappe.utils.get_fullname(value)
	if field.fieldtype in ("Link", "Select"):
		return _(str(value))
	if field.fieldtype == "Check":
		return _("Yes")
	return frappe.utils.strip_html(str(frappe.format(value, field, doc=doc))) if field.fieldtype not in proposal.TEXT_TYPES else str(value)
