"""What a service must fulfil on every save, from whichever door it comes: entries, and the guard of each state that is entered.

The state machine itself is enforced by `crm_custom.lifecycle`; the functions here are called by the controller.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import cint, cstr, format_date, get_datetime, get_fullname, getdate, now_datetime

from crm_custom.base_data.settings import get_setting
from crm_custom.base_data.staff import is_customer_manager
from crm_custom.exceptions import SystemFieldError, refuse
from crm_custom.lifecycle.guard import machine_in_force
from crm_custom.lifecycle.machine import allowed_for
from crm_custom.permissions.roles import SYSTEM_MANAGER
from crm_custom.service_management import refusals
from crm_custom.service_management.rules import fields, satisfaction
from crm_custom.service_management.rules.service_machine import ARCHIVED, ASSIGNED, CREATED, HANDLED, MACHINE
from crm_custom.violation import Violation

if TYPE_CHECKING:
	from crm_custom.service_management.doctype.service.service import Service

#: fields of a handling round; kept in a row of `rounds` and emptied when the service goes back
ROUND_FIELDS = ("handling", "handler", "handled_at", "result", "satisfaction", "feedback_by", "feedback_at")
AMOUNTS = ("service_charge", "claim_amount", "time_needed_days", "return_quantity")


def get_threshold() -> int:
	"""The satisfaction from which a service is archived (CRM Settings, default 3)."""
	return cint(get_setting("service_threshold"))


def check_entries(doc: Service) -> None:
	"""What a person typed is possible: lengths, ranges, and nothing that the state or the system keeps closed."""
	try:
		fields.check_lengths({field: doc.get(field) for field in fields.LONGEST})
		satisfaction.check_satisfaction(cint(doc.satisfaction))
	except Violation as violation:
		_refuse_in_words(doc, violation)
	for field in AMOUNTS:
		if (doc.get(field) or 0) < 0:
			refuse(refusals.NegativeAmountError, field=_label(doc, field))
	if doc.is_new():
		_begin(doc)
	else:
		_check_system_fields(doc)
		_check_frozen_fields(doc)
		_check_writers(doc)


def check_references(doc: Service) -> None:
	"""The customer is one of the person's and active, the contact is the customer's, the due date is possible."""
	before = doc.get_doc_before_save()
	if not before or before.customer != doc.customer:
		_check_customer(doc)
	if doc.contact and (not before or (before.customer, before.contact) != (doc.customer, doc.contact)):
		_check_contact(doc)
	created = doc.created_at or now_datetime()
	if doc.due_by and getdate(doc.due_by) < getdate(created):
		refuse(refusals.DueBeforeCreationError, due=format_date(doc.due_by), created=format_date(created))


def check_assignee(doc: Service) -> None:
	"""The assignee is chosen by assigning or reassigning, by who may do that, and is able to handle services."""
	before = doc.get_doc_before_save()
	previous = before.assigned_to if before else None
	if cstr(doc.assigned_to) == cstr(previous):
		return
	if doc.status != ASSIGNED or before.status not in (CREATED, ASSIGNED):
		refuse(refusals.AssigneeOutsideStateError, state=_(doc.status))
	if not doc.assigned_to:
		refuse(refusals.AssigneeMissingError)
	_check_may_assign(doc)
	if not is_customer_manager(doc.assigned_to):
		refuse(refusals.AssigneeNotEligibleError, user=get_fullname(doc.assigned_to))
	doc.assigned_by = frappe.session.user
	doc.assigned_at = now_datetime()


def check_deletable(doc: Service) -> None:
	"""Only its creator deletes a service, and only while nobody works on it. What is stored counts."""
	state, creator = frappe.db.get_value(doc.doctype, doc.name, ["status", "owner"])
	record = f"{_(doc.doctype)} {doc.name}"
	if state != CREATED:
		refuse(refusals.ServiceNotDeletableError, record=record, state=_(state))
	if creator != frappe.session.user:
		refuse(refusals.NotCreatorError, record=record, creator=get_fullname(creator))


def enter_assigned(doc: Service) -> None:
	"""From Created: somebody is chosen. From Handled: the customer is not satisfied, the round is kept and a new one begins."""
	if doc.get_doc_before_save().status != HANDLED:
		if not doc.assigned_to:
			refuse(refusals.AssigneeMissingError)
		return
	_check_feedback(doc)
	threshold = get_threshold()
	if not satisfaction.is_below(cint(doc.satisfaction), threshold):
		refuse(refusals.NotBelowThresholdError, value=cint(doc.satisfaction), threshold=threshold)
	_record_feedback(doc)
	_keep_round(doc)


def enter_handled(doc: Service) -> None:
	"""The assignee described what was done."""
	_check_is_assignee(doc)
	if not cstr(doc.handling).strip():
		refuse(refusals.HandlingMissingError)
	doc.handler = frappe.session.user
	doc.handled_at = now_datetime()


def enter_archived(doc: Service) -> None:
	"""The customer is satisfied enough."""
	_check_feedback(doc)
	threshold = get_threshold()
	if satisfaction.is_below(cint(doc.satisfaction), threshold):
		refuse(refusals.BelowThresholdError, value=cint(doc.satisfaction), threshold=threshold)
	_record_feedback(doc)


GUARDS: dict[str, Callable[[Service], None]] = {
	ASSIGNED: enter_assigned,
	HANDLED: enter_handled,
	ARCHIVED: enter_archived,
}


def _begin(doc: Service) -> None:
	"""A new service carries nothing of a former life, also when it is a copy or comes by REST."""
	for field in fields.SYSTEM_FIELDS:
		doc.set(field, [] if field == "rounds" else None)
	for field in ("handling", "result", "satisfaction"):
		doc.set(field, None)
	doc.created_by = frappe.session.user
	doc.created_at = now_datetime()


def _check_system_fields(doc: Service) -> None:
	before = doc.get_doc_before_save()
	for field in fields.SYSTEM_FIELDS:
		if _plain(doc.get(field)) != _plain(before.get(field)):
			refuse(SystemFieldError, field=_label(doc, field))


def _check_frozen_fields(doc: Service) -> None:
	before = doc.get_doc_before_save()
	frozen = fields.find_frozen_field(_changed(doc), before.status)
	if frozen:
		refuse(refusals.FieldFrozenError, field=_label(doc, frozen), state=_(before.status))


def _check_writers(doc: Service) -> None:
	"""The handling is the assignee's, the feedback is theirs who may give it; others who may edit the record write neither."""
	changed = _changed(doc)
	if "handling" in changed:
		_check_is_assignee(doc)
	if changed & {"result", "satisfaction"}:
		_check_gives_feedback(doc)


def _check_is_assignee(doc: Service) -> None:
	assignee = doc.get_doc_before_save().assigned_to
	if frappe.session.user != assignee and not _acts_for_the_system(doc):
		refuse(refusals.NotAssigneeError, assignee=get_fullname(assignee) if assignee else _("nobody"))


def _check_gives_feedback(doc: Service) -> None:
	before = doc.get_doc_before_save()
	givers = {before.owner, before.assigned_to, frappe.db.get_value("Customer", before.customer, "customer_manager")}
	if frappe.session.user not in givers and not _acts_for_the_system(doc):
		refuse(refusals.NotFeedbackGiverError)


def _check_feedback(doc: Service) -> None:
	_check_gives_feedback(doc)
	if not cstr(doc.result).strip() or not cint(doc.satisfaction):
		refuse(refusals.FeedbackMissingError)


def _check_may_assign(doc: Service) -> None:
	"""A change of assignee without a change of state is a Reassign, which the state machine cannot see."""
	machine = machine_in_force(MACHINE)
	moves = machine.moves(CREATED, ASSIGNED) + machine.moves(ASSIGNED, ASSIGNED)
	if not _acts_for_the_system(doc) and not allowed_for(moves, frappe.get_roles()):
		refuse(refusals.AssignmentRoleError)


def _acts_for_the_system(doc: Service) -> bool:
	return bool(doc.flags.is_system_transition) or SYSTEM_MANAGER in frappe.get_roles()


def _check_customer(doc: Service) -> None:
	customer = frappe.db.get_value("Customer", doc.customer, ["customer_name", "status", "department"], as_dict=True)
	if not customer:
		return  # the framework refuses a link to nothing, in its own words
	if not frappe.has_permission("Customer", "read", doc.customer):
		refuse(refusals.CustomerNotReadableError, customer=doc.customer)
	if customer.status != "Normal":
		refuse(refusals.CustomerNotNormalError, customer=customer.customer_name, state=_(customer.status))
	doc.department = customer.department


def _check_contact(doc: Service) -> None:
	link = {"parenttype": "Contact", "parent": doc.contact, "link_doctype": "Customer", "link_name": doc.customer}
	if not frappe.db.exists("Dynamic Link", link):
		customer = frappe.db.get_value("Customer", doc.customer, "customer_name") or doc.customer
		refuse(refusals.ContactOfOtherCustomerError, contact=doc.contact, customer=customer)


def _record_feedback(doc: Service) -> None:
	doc.feedback_by = frappe.session.user
	doc.feedback_at = now_datetime()


def _keep_round(doc: Service) -> None:
	"""The round that did not satisfy becomes a row of the history; the assignee begins with empty fields (R-156)."""
	kept = {field: doc.get(field) for field in ROUND_FIELDS}
	doc.append("rounds", {"assigned_to": doc.assigned_to, "assigned_at": doc.assigned_at, **kept})
	doc.rework_count = cint(doc.rework_count) + 1
	for field in ROUND_FIELDS:
		doc.set(field, None)


def _changed(doc: Service) -> set[str]:
	before = doc.get_doc_before_save()
	watched = {"customer", "service_type", "summary", "request", "handling", "result", "satisfaction"}
	return {field for field in watched if _plain(doc.get(field)) != _plain(before.get(field))}


def _plain(value: object) -> object:
	"""A value so that what was sent and what is stored compare equal: 0, "" and None are the same, times count to the second."""
	if isinstance(value, list):
		return [[_plain(row.get(field)) for field in ("name", "assigned_to", "assigned_at", *ROUND_FIELDS)] for row in value]
	if not value:
		return ""
	text = cstr(value)
	if len(text) >= 19 and text[4:5] == "-" and text[13:14] == ":":
		return cstr(get_datetime(text).replace(microsecond=0))
	return text


def _label(doc: Service, field: str) -> str:
	return _(doc.meta.get_label(field))


def _refuse_in_words(doc: Service, violation: Violation) -> None:
	field = violation.facts.get("field")
	refuse(violation, **({"field": _label(doc, field)} if field else {}))
