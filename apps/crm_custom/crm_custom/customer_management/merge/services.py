"""Several customers become one, in one transaction of the caller (nothing here commits)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now, now_datetime

from crm_custom.customer_management import register
from crm_custom.customer_management.duplicates import keys, pairs
from crm_custom.customer_management.duplicates.keys import FORMER_FIELDS
from crm_custom.customer_management.merge import sides as merge_sides
from crm_custom.customer_management.merge import traces
from crm_custom.customer_management.merge.moving import Mover
from crm_custom.customer_management.merge.refusals import MergeFieldError
from crm_custom.customer_management.merge.rules import proposal
from crm_custom.customer_management.merge.rules.proposal import ALL_TEXTS, TOGETHER, Side
from crm_custom.customer_management.rules.customer import DELETED, NORMAL
from crm_custom.customer_management.services import save_by_system
from crm_custom.exceptions import refuse

LOG = "Customer Merge"


def merge(customers: Iterable[str], survivor: str, choices: Mapping[str, str] | None = None, seen: Mapping[str, str] | None = None) -> str:
	"""Two to five customers become the surviving one: its fields as chosen, every record of the others; returns the log's name.

	`choices`: field: code of the customer whose value is taken, or "*" for all texts; the proposal holds for the rest. `seen`: what the
	person looked at (code: modified). The absorbed customers become Deleted, point to the survivor, and can be brought back with `undo`.
	Permission is the endpoint's matter. Raises MergeChoiceError, MergedAlreadyError, MergeStateError, MergeStaleError, MergeFieldError,
	and what saving a customer raises; then nothing was changed.
	"""
	order = merge_sides.check_choice(customers, survivor)
	register.lock_register()
	docs = merge_sides.load(order, seen)
	moment = now()
	old = {name: doc.as_dict(convert_dates_to_str=True) for name, doc in docs.items()}
	values = _values(list(docs.values()), choices or {})
	absorbed = order[1:]
	for name in absorbed:
		_set_absorbed(docs[name], survivor)
	kept = docs[survivor]
	kept.update({**values, "parent_customer": _parent_outside(values, order)})
	_save(kept)
	mover = Mover(moment)
	for name in absorbed:
		mover.move(name, survivor, order)
	mover.log["primary"] = traces.leave_one_primary_contact(survivor, moment)
	traces.refresh(order)
	name = _write_log(docs, order, moment, old, mover.log)
	_settle_pairs(order, name)
	return name


def _values(docs: list[Document], choices: Mapping[str, str]) -> dict[str, Any]:
	"""The fields of the survivor: as chosen, else as proposed, else (kept by the system) of all together."""
	sides = merge_sides.as_sides(docs)
	fields = {field.fieldname: field for field in merge_sides.choosable_fields(docs)}
	values = {}
	for fieldname, source in choices.items():
		_check_choice(fieldname, source, fields, docs, sides)
		values[fieldname] = proposal.resolve(fieldname, source, sides)
	for field in merge_sides.remaining_fields(docs, choices):
		proposed = proposal.propose(field.fieldname, field.fieldtype, sides)
		if field.fieldname not in fields and not proposal.is_empty(sides[0].values.get(field.fieldname)):
			# not theirs to choose: the survivor keeps what it has
			continue
		if proposed:
			values[field.fieldname] = proposal.resolve(field.fieldname, proposed.source, sides)
	for fieldname in TOGETHER:
		values[fieldname] = proposal.together(fieldname, sides)
	values["status"] = NORMAL if any(side.values["status"] == NORMAL for side in sides) else sides[0].values["status"]
	return values


def _check_choice(fieldname: str, source: str, fields: Mapping[str, Any], docs: list[Document], sides: list[Side]) -> None:
	field = fields.get(fieldname)
	is_side = source in {side.code for side in sides}
	is_text = source == ALL_TEXTS and field and field.fieldtype in proposal.TEXT_TYPES
	if not field or not (is_side or is_text):
		refuse(
			MergeFieldError, field=_(docs[0].meta.get_label(fieldname)) if docs[0].meta.has_field(fieldname) else fieldname, customer=source
		)


def _set_absorbed(customer: Document, survivor: str) -> None:
	"""It keeps its data, frees its numbers, and points to the survivor."""
	customer.update(
		{
			"status": DELETED,
			"merged_into": survivor,
			"delete_reason": _("Merged into {0}").format(survivor),
			"deleted_by": frappe.session.user,
			"deleted_at": now_datetime(),
		}
	)
	_save(customer)


def _save(customer: Document) -> None:
	customer.flags.in_merge = True
	save_by_system(customer)


def _parent_outside(values: Mapping[str, Any], sides: list[str]) -> str | None:
	"""The survivor does not come to belong to itself: above it stands nobody whose own parent is one of the merged."""
	parent, above, seen = values.get("parent_customer"), values.get("parent_customer"), set()
	while above and above not in seen:
		seen.add(above)
		if above in sides:
			parent = frappe.db.get_value("Customer", above, "parent_customer")
		above = frappe.db.get_value("Customer", above, "parent_customer")
	return None if parent in sides else parent


def _write_log(docs: Mapping[str, Document], order: list[str], moment: str, old: Mapping[str, Any], moved: Mapping[str, Any]) -> str:
	survivor, absorbed = order[0], order[1:]
	new = docs[survivor].as_dict(convert_dates_to_str=True)
	log = frappe.get_doc(
		{
			"doctype": LOG,
			"title": f"{docs[survivor].customer_name} ({survivor})",
			"state": "Merged",
			"survivor": survivor,
			"absorbed": "\n".join(f"{docs[name].customer_name} ({name})" for name in absorbed),
			"merged_by": frappe.session.user,
			"merged_at": moment,
			"moved": frappe.as_json({"moment": moment, **moved}),
			"former": frappe.as_json({field: old[survivor].get(field) for field in FORMER_FIELDS}),
			"old_values": frappe.as_json({"sides": old, "survivor": {"name": survivor, "new": new}}),
		}
	)
	# the log is the system's; nobody has the right to write one
	log.insert(ignore_permissions=True)
	for name in absorbed:
		docs[survivor].add_comment("Info", _("{0} was merged into this customer.").format(f"{docs[name].customer_name} ({name})"))
	return log.name


def _settle_pairs(order: list[str], log: str) -> None:
	pairs.set_merged(order, log)
	pairs.drop_open(order[1:])
	keys.refresh(order)
	pairs.refresh(order[0])
