"""What every save of an interaction or a promise is checked for (domain 3.7). Called by the controllers; raises the refusals."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_datetime, get_datetime, getdate, now_datetime

from crm_custom.base_data.rules.text import plain_text
from crm_custom.customer_management.interactions.refusals import (
	CustomerNotReadableError,
	DeletedCustomerError,
	ForeignLinkError,
	PromiseReadOnlyError,
)
from crm_custom.customer_management.interactions.rules import promise as promise_rules
from crm_custom.customer_management.interactions.rules import visits
from crm_custom.customer_management.rules.customer import DELETED
from crm_custom.exceptions import SystemFieldError, refuse
from crm_custom.permissions import roles, scope
from crm_custom.violation import Violation

#: link fields of both records, the DocType, and the fields there that name its customer; a contact names it in a table of links
LINKS = {
	"contact": ("Contact", ()),
	"opportunity": ("Sales Opportunity", ("customer", "result_customer")),
	"service": ("Service", ("customer",)),
	"interaction": ("Interaction", ("customer",)),
}


def check_customer(doc: Document) -> None:
	"""Only about customers whom the person reads, and not about deleted ones. A lost one may be won back: it is recorded as any other.

	Raises CustomerNotReadableError, DeletedCustomerError.
	"""
	before = doc.get_doc_before_save()
	chosen = doc.customer if not before or before.customer != doc.customer else None
	if chosen and not doc.flags.ignore_permissions and not _is_readable("Customer", chosen):
		refuse(CustomerNotReadableError, customer=chosen)
	for name in {doc.customer, before.customer if before else None} - {None, ""}:
		check_not_deleted(name)


def check_not_deleted(customer: str) -> None:
	"""Raises DeletedCustomerError."""
	found = frappe.db.get_value("Customer", customer, ["customer_name", "status"], as_dict=True)
	if found and found.status == DELETED:
		refuse(DeletedCustomerError, customer=found.customer_name)


def check_links(doc: Document) -> None:
	"""Contact, opportunity, service and interaction are of this customer and can be read by the person. Raises ForeignLinkError."""
	before = doc.get_doc_before_save()
	for field, (doctype, naming) in LINKS.items():
		name = doc.get(field)
		is_known = before and (before.get(field), before.customer) == (name, doc.customer)
		if not name or is_known:
			continue
		belongs = _belongs_to(doctype, name, naming, doc.customer)
		if not belongs or not (doc.flags.ignore_permissions or _is_readable(doctype, name)):
			refuse(ForeignLinkError, field=_(doc.meta.get_label(field)), record=name, customer=doc.customer_name or doc.customer)


def check_times(interaction: Document) -> None:
	"""It has happened, and what comes next comes later. Raises InteractionInFutureError, VisitBeforeInteractionError."""
	occurred_at = get_datetime(interaction.occurred_at)
	visit = get_datetime(interaction.next_visit_at) if interaction.next_visit_at else None
	try:
		visits.validate_times(occurred_at, visit, now_datetime())
	except Violation as violation:
		refuse(violation, moment=format_datetime(occurred_at), visit=format_datetime(visit) if visit else "")


def keep_recorder(interaction: Document) -> None:
	"""Who recorded it is known by the system; only an administrator says it for somebody else, when taking over old records.

	Raises SystemFieldError.
	"""
	before = interaction.get_doc_before_save()
	rightful = before.recorded_by if before else frappe.session.user
	if not interaction.recorded_by:
		interaction.recorded_by = rightful
	if interaction.recorded_by == rightful or interaction.flags.ignore_permissions or roles.SYSTEM_MANAGER in frappe.get_roles():
		return
	refuse(SystemFieldError, field=_(interaction.meta.get_label("recorded_by")))


def tidy(doc: Document, *fields: str) -> None:
	"""Titles and names are plain text on one line."""
	for field in fields:
		doc.set(field, " ".join(plain_text(doc.get(field) or "").split()))


def check_promise_state(promise: Document) -> None:
	"""The end of a promise is an action of its own, and an ended promise is read-only. Raises SystemFieldError, PromiseReadOnlyError."""
	if promise.flags.is_settling:
		return
	before = promise.get_doc_before_save()
	status = before.status if before else promise_rules.OPEN
	promise.status = promise.status or status
	if promise.status != status:
		refuse(SystemFieldError, field=_(promise.meta.get_label("status")))
	if status != promise_rules.OPEN:
		refuse(PromiseReadOnlyError, status=_(status))


def follow_due_day(promise: Document) -> None:
	"""A promise that gets another day is reminded of again."""
	before = promise.get_doc_before_save()
	if before and getdate(before.due_on) != getdate(promise.due_on):
		promise.reminded_on = None


def _is_readable(doctype: str, name: str) -> bool:
	return bool(frappe.has_permission(doctype, "read")) and scope.includes(doctype, name)


def _belongs_to(doctype: str, name: str, naming: tuple[str, ...], customer: str) -> bool:
	if doctype == "Contact":
		link = {"parenttype": "Contact", "parent": name, "link_doctype": "Customer", "link_name": customer}
		return bool(frappe.db.exists("Dynamic Link", link))
	return customer in (frappe.db.get_value(doctype, name, list(naming), as_dict=True) or {}).values()
