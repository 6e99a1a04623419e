"""What an opportunity must fulfil on every save, from whichever door it comes (domain 3.3): the fields that the system keeps, and the
guard of each state that is entered. The controller calls these; the state machine itself is enforced by `crm_custom.lifecycle`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import cstr, get_fullname, now_datetime, nowdate

from crm_custom.base_data.organisation import department_of
from crm_custom.base_data.settings import get_setting
from crm_custom.base_data.staff import is_customer_manager
from crm_custom.exceptions import SystemFieldError, refuse
from crm_custom.marketing import queries, refusals
from crm_custom.marketing.conversion import make_customer
from crm_custom.marketing.rules import plan_rules
from crm_custom.marketing.rules.opportunity_machine import ASSIGNED, DEVELOPING, ENDED, FAILED, SUCCEEDED, UNASSIGNED
from crm_custom.marketing.wording import describe, name_of, worded
from crm_custom.permissions import scope

if TYPE_CHECKING:
	from crm_custom.marketing.doctype.sales_opportunity.sales_opportunity import SalesOpportunity

#: kept by the system: a value that somebody sends is refused
REFUSED = ("assigned_by", "result_customer")
#: kept by the system: what is stored stays, whatever is sent (dates come back from a browser in another spelling)
RESTORED = ("assigned_at", "manager_name", "closed_on", "department")


def keep_system_fields(doc: SalesOpportunity) -> None:
	"""Refuse or undo what was sent for fields that only the system sets."""
	before = doc.get_doc_before_save()
	for field in REFUSED:
		if cstr(doc.get(field)) != cstr(before.get(field) if before else ""):
			refuse(SystemFieldError, field=_(doc.meta.get_label(field)))
	for field in RESTORED:
		doc.set(field, before.get(field) if before else None)
	doc.set("assignments", before.assignments if before else [])
	if not before:
		doc.department = department_of(frappe.session.user)


def check_assignee_by_action(doc: SalesOpportunity) -> None:
	"""The assignee changes only together with a move to Assigned, or by the service that reassigns (R-006)."""
	before = doc.get_doc_before_save()
	if not _has_new_assignee(doc):
		return
	if not before or not (doc.has_entered(ASSIGNED) or doc.flags.is_reassignment):
		refuse(refusals.AssignmentByActionError)


def check_read_only_after_end(doc: SalesOpportunity) -> None:
	"""After the end only the state may move on; every field stays as it is."""
	before = doc.get_doc_before_save()
	if not before or before.status not in ENDED:
		return
	changed = [field for field in _fields_of_people(doc) if _is_changed(doc, before, field)]
	if changed:
		labels = _(", ").join(_(doc.meta.get_label(field)) for field in changed)
		refuse(refusals.OpportunityEndedError, record=describe(doc), state=_(before.status), fields=labels)


def check_customer(doc: SalesOpportunity) -> None:
	"""An opportunity for an existing customer needs the setting, and a customer that the person sees (R-014, D-05)."""
	before = doc.get_doc_before_save()
	if not doc.customer or (before and before.customer == doc.customer):
		return
	if not get_setting("allow_opportunities_for_customers"):
		refuse(refusals.ExistingCustomerNotAllowedError)
	if not scope.includes("Customer", doc.customer):
		refuse(refusals.CustomerNotReadableError, customer=doc.customer)


def check_stage(doc: SalesOpportunity) -> None:
	"""A stage of the types Won and Lost comes with the end of the opportunity, not before."""
	before = doc.get_doc_before_save()
	if doc.stage and doc.status not in ENDED and (not before or before.stage != doc.stage):
		if queries.stage_type_of(doc.stage) != "Open":
			refuse(refusals.StageNeedsActionError, stage=_(doc.stage))


def check_deletable(doc: SalesOpportunity) -> None:
	"""Only its creator deletes an opportunity, and only while it is unassigned. What is stored counts."""
	stored = frappe.db.get_value(doc.doctype, doc.name, ["status", "owner"], as_dict=True)
	if stored.status != UNASSIGNED:
		refuse(refusals.NotDeletableError, record=describe(doc), state=_(stored.status))
	if stored.owner != frappe.session.user:
		refuse(refusals.NotCreatorError, creator=name_of(stored.owner))


def record_assignment(doc: SalesOpportunity) -> None:
	"""Who assigned whom and when; the opportunity belongs to the assignee's department from then on."""
	if not _has_new_assignee(doc):
		return
	before = doc.get_doc_before_save()
	if not is_customer_manager(doc.assigned_to):
		refuse(refusals.AssigneeNotEligibleError, user=name_of(doc.assigned_to))
	doc.assigned_by = frappe.session.user
	doc.assigned_at = now_datetime().replace(microsecond=0)
	doc.manager_name = get_fullname(doc.assigned_to)
	doc.department = department_of(doc.assigned_to) or doc.department
	doc.append(
		"assignments",
		{
			"assigned_from": before.assigned_to,
			"assigned_to": doc.assigned_to,
			"assigned_by": doc.assigned_by,
			"assigned_at": doc.assigned_at,
		},
	)


def enter_assigned(doc: SalesOpportunity) -> None:
	"""Exactly one customer manager, and from Developing another one than before."""
	if not doc.assigned_to:
		refuse(refusals.AssigneeMissingError)
	if doc.get_doc_before_save().status == DEVELOPING and not _has_new_assignee(doc):
		refuse(refusals.AssigneeUnchangedError, user=name_of(doc.assigned_to))


def enter_succeeded(doc: SalesOpportunity) -> None:
	"""Every step of the plan is settled; the customer is created once, or the existing one is linked (R-013)."""
	with worded():
		plan_rules.check_ready_for_success(queries.steps_of(doc.name, lock=True))
	doc.result_customer = doc.result_customer or make_customer(doc)
	doc.customer = doc.customer or doc.result_customer
	_close(doc, "Won")


def enter_failed(doc: SalesOpportunity) -> None:
	"""There is a reason for giving up (R-019)."""
	if not doc.close_reason:
		refuse(refusals.CloseReasonMissingError)
	_close(doc, "Lost")


STATE_GUARDS: dict[str, Callable[[SalesOpportunity], None]] = {
	ASSIGNED: enter_assigned,
	SUCCEEDED: enter_succeeded,
	FAILED: enter_failed,
}


def _close(doc: SalesOpportunity, stage_type: str) -> None:
	doc.closed_on = nowdate()
	stage = queries.find_stage(stage_type)
	if stage:
		doc.stage, doc.success_probability = stage.name, stage.probability


def _has_new_assignee(doc: SalesOpportunity) -> bool:
	before = doc.get_doc_before_save()
	return cstr(doc.assigned_to) != cstr(before.assigned_to if before else "")


def _fields_of_people(doc: SalesOpportunity) -> list[str]:
	kept = {doc.machine.state_field, "assigned_to", "total_amount", *REFUSED, *RESTORED}
	return [
		field.fieldname
		for field in doc.meta.fields
		if field.fieldname not in kept and not _is_layout(field) and field.fieldname != "assignments"
	]


def _is_layout(field: object) -> bool:
	return field.fieldtype in frappe.model.no_value_fields and field.fieldtype not in frappe.model.table_fields


def _is_changed(doc: SalesOpportunity, before: SalesOpportunity, field: str) -> bool:
	return _plain(doc, field) != _plain(before, field)


def _plain(doc: SalesOpportunity, field: str) -> object:
	"""A value so that what was sent and what is stored compare equal."""
	value = doc.get(field)
	if isinstance(value, list):
		return [[_plain(row, column.fieldname) for column in row.meta.fields if not _is_layout(column)] for row in value]
	fieldtype = doc.meta.get_field(field).fieldtype
	if fieldtype in ("Currency", "Float", "Percent", "Int", "Check"):
		return float(value or 0)
	return cstr(value)
