"""Use cases of interactions, visits and promises. Each is one transaction of its caller and never commits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_date, format_datetime, getdate, now_datetime, nowdate

from crm_custom.base_data.rules.text import plain_text
from crm_custom.customer_management.interactions import guards, queries, recompute
from crm_custom.customer_management.interactions.refusals import NoVisitPlannedError
from crm_custom.customer_management.interactions.rules import promise as promise_rules
from crm_custom.customer_management.interactions.rules import visits
from crm_custom.exceptions import refuse
from crm_custom.violation import Violation

#: what a quick entry may say; everything else is the system's
ENTRY_FIELDS = (
	"customer",
	"contact",
	"opportunity",
	"service",
	"occurred_at",
	"place",
	"method",
	"direction",
	"summary",
	"details",
	"next_visit_at",
)
PROMISE_FIELDS = ("promise", "side", "due_on", "responsible")


def record(entry: Mapping[str, Any], token: str | None = None) -> str:
	"""Record an interaction, with the promise given in it when `entry["promise"]` says one; answers its name.

	`entry` has the fields of ENTRY_FIELDS; without a time it happened now. `token` names the press of the button: the same token records
	once for a customer, however often it comes. For whoever reads the customer. Raises what the guards of both records raise.
	"""
	values = {field: entry[field] for field in ENTRY_FIELDS if entry.get(field)}
	doc = frappe.get_doc({"doctype": "Interaction", "occurred_at": now_datetime(), **values})
	doc.entry_token = f"{token}:{doc.customer}" if token else None
	if known := _insert_once(doc):
		return known
	promise = entry.get("promise")
	if promise and promise.get("promise"):
		give_promise(doc, promise)
	return doc.name


def give_promise(interaction: Document, promise: Mapping[str, Any]) -> str:
	"""Note a promise that was given in an interaction; answers its name."""
	values = {field: promise[field] for field in PROMISE_FIELDS if promise.get(field)}
	given = {"doctype": "Promise", "customer": interaction.customer, "contact": interaction.contact, "interaction": interaction.name}
	return frappe.get_doc({**values, **given}).insert().name


def postpone_visit(customer: str, to: datetime | date) -> list[str]:
	"""Put off the next visit of a customer, with everything else that is due by today; answers the interactions that were changed.

	A day without a time keeps the hour of each visit. For whoever may change those interactions. Raises VisitInPastError,
	DeletedCustomerError, NoVisitPlannedError.
	"""
	recompute.lock_customers([customer])
	guards.check_not_deleted(customer)
	today = getdate(nowdate())
	planned = visits.find_open_visits(queries.contacts_of(customer, is_latest=True))
	chosen = visits.find_visits_to_postpone(planned, today)
	if not chosen:
		refuse(NoVisitPlannedError, customer=frappe.db.get_value("Customer", customer, "customer_name") or customer)
	for visit in chosen:
		move_visit(visit.key, to)
	return [visit.key for visit in chosen]


def move_visit(interaction: str, to: datetime | date) -> None:
	"""Plan the visit that an interaction names for another day; a day without a time keeps the hour. Raises VisitInPastError."""
	doc = frappe.get_doc("Interaction", interaction)
	hour = doc.next_visit_at.time() if doc.next_visit_at else datetime.min.time()
	moment = to if isinstance(to, datetime) else datetime.combine(to, hour)
	try:
		visits.validate_postponement(moment, getdate(nowdate()))
	except Violation as violation:
		refuse(violation, visit=format_datetime(moment))
	doc.next_visit_at = moment
	doc.save()


def settle_promise(name: str, status: str, remark: str | None = None) -> Document:
	"""A promise was kept, broken or withdrawn, or is open again. Asking once more for the same changes nothing.

	For whoever may change it. Raises PromiseUnknownEndError, PromiseEndedError.
	"""
	promise = frappe.get_doc("Promise", name, for_update=True)
	try:
		promise_rules.validate_move(promise.status, status)
	except Violation as violation:
		refuse(violation, status=_(promise.status), date=format_date(promise.settled_on))
	if promise.status == status:
		return promise
	is_end = status in promise_rules.ENDINGS
	promise.update(
		{
			"status": status,
			"settled_on": nowdate() if is_end else None,
			"settled_by": frappe.session.user if is_end else None,
			"settle_remark": plain_text(remark or "") if is_end else None,
		}
	)
	promise.flags.is_settling = True
	promise.save()
	return promise


def move_promises(interaction: str, customer: str) -> None:
	"""The interaction turned out to be another customer's: so are the promises given in it."""
	promise = frappe.qb.DocType("Promise")
	title = frappe.db.get_value("Customer", customer, "customer_name")
	query = frappe.qb.update(promise).set(promise.customer, customer).set(promise.customer_name, title).set(promise.contact, None)
	query.where(promise.interaction == interaction).run()


def release_promises(interaction: str) -> None:
	"""The interaction is deleted: what was promised in it still holds, and stays with the customer until somebody withdraws it."""
	promise = frappe.qb.DocType("Promise")
	frappe.qb.update(promise).set(promise.interaction, None).where(promise.interaction == interaction).run()


def follow_method(method: Document, event: str | None = None) -> None:
	"""A contact method began or ceased to count: the customers' dates follow."""
	before = method.get_doc_before_save()
	if before and before.is_substantive != method.is_substantive:
		recompute.heal()


def _insert_once(doc: Document) -> str | None:
	"""Insert, unless the same press has done so; answers the name of the one that was there."""
	if doc.entry_token and (known := frappe.db.get_value("Interaction", {"entry_token": doc.entry_token})):
		return known
	point, messages = "one_entry", len(frappe.local.message_log)
	frappe.db.savepoint(point)
	try:
		doc.insert()
	except frappe.UniqueValidationError:
		# somebody's second press, whose transaction began before the first one was done
		frappe.db.rollback(save_point=point)
		del frappe.local.message_log[messages:]
		return frappe.db.get_value("Interaction", {"entry_token": doc.entry_token}, for_update=True)
	return None
