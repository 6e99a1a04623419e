"""Endpoints of interactions, visits and promises: check the right, call a service, shape the answer."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime, getdate, nowdate

from crm_custom.customer_management.interactions import call_backs, queries, services
from crm_custom.lifecycle.many import do_for_each
from crm_custom.permissions import scope

INTERACTION, PROMISE, CUSTOMER = "Interaction", "Promise", "Customer"


@frappe.whitelist(methods=["POST"])
def record_interaction(entry: dict | str, token: str | None = None) -> dict[str, Any]:
	"""Record an interaction; see services.record (R-071). Answers its name and the customer's dates as they are now."""
	_check(INTERACTION, "create")
	values = frappe.parse_json(entry)
	name = services.record(values, token)
	columns = ["name", "customer_name", "last_interaction_on", "next_visit_on"]
	return {"interaction": name, "customer": frappe.db.get_value(CUSTOMER, values.get("customer"), columns, as_dict=True)}


@frappe.whitelist(methods=["POST"])
def record_for_many(names: list | str, entry: dict | str, token: str | None = None) -> list[dict[str, Any]]:
	"""Record the same for several customers, a group visit for instance. Answers {name, ok, message} for each customer."""
	_check(INTERACTION, "create")
	values = frappe.parse_json(entry)

	def record(customer: str) -> SimpleNamespace:
		services.record({**values, "customer": customer}, token)
		return SimpleNamespace(status="Recorded")

	return do_for_each(names, record)


@frappe.whitelist(methods=["GET", "POST"])
def get_entry_defaults(customer: str | None = None) -> dict[str, Any]:
	"""What the dialog of a quick entry begins with: methods and directions, those used last, the contacts of the customer, planned visits."""
	_check(INTERACTION, "create")
	if customer:
		_check_record(CUSTOMER, customer, "read")
	return call_backs.entry_defaults(frappe.session.user, customer)


@frappe.whitelist(methods=["GET", "POST"])
def get_call_backs(kind: str, day: str | None = None, whose: str = queries.MINE) -> dict[str, Any]:
	"""A list of call-backs with its numbers; see call_backs.call_backs (R-076, R-077)."""
	_check(CUSTOMER, "read")
	_check(INTERACTION, "read")
	return call_backs.call_backs(kind, getdate(day or nowdate()), whose, frappe.session.user)


@frappe.whitelist(methods=["POST"])
def postpone_visit(customer: str, to: str) -> list[str]:
	"""Put off the next visit of a customer to a day or a moment; see services.postpone_visit. Answers the interactions changed."""
	_check_record(CUSTOMER, customer, "read")
	return services.postpone_visit(customer, _day_or_moment(to))


@frappe.whitelist(methods=["POST"])
def settle_promise(name: str, status: str, remark: str | None = None) -> dict[str, Any]:
	"""A promise was kept, broken or withdrawn, or is open again. Answers name and status."""
	_check_record(PROMISE, name, "write")
	promise = services.settle_promise(name, status, remark)
	return {"name": promise.name, "status": promise.status}


@frappe.whitelist(methods=["GET", "POST"])
def get_customer_panel(customer: str) -> dict[str, Any]:
	"""What the form of a customer shows: the last interactions, planned visits and open promises."""
	_check_record(CUSTOMER, customer, "read")
	return call_backs.customer_panel(customer)


@frappe.whitelist(methods=["GET"])
def get_visits(
	doctype: str,
	start: str,
	end: str,
	filters: str | list | None = None,
	fields: str | list | None = None,
	field_map: str | dict | None = None,
) -> list[dict[str, Any]]:
	"""Planned visits of the customers that the user reads, as events of the framework's calendar. The list's filters narrow them."""
	_check(INTERACTION, "read")
	visits = queries.find_visits_between(getdate(start), getdate(end), scope.condition(CUSTOMER, scope.READ))
	chosen = frappe.parse_json(filters) if filters else None
	if chosen:
		names = {"name": ["in", [visit.name for visit in visits]]}
		kept = set(
			frappe.get_list(INTERACTION, filters=[*chosen, [INTERACTION, "name", *names["name"]]], pluck="name", limit_page_length=0)
		)
		visits = [visit for visit in visits if visit.name in kept]
	return [_event(visit) for visit in visits]


@frappe.whitelist(methods=["POST"])
def move_visit(args: str | dict, field_map: str | dict | None = None) -> None:
	"""A visit was dragged to another day in the calendar."""
	values = frappe.parse_json(args)
	_check_record(INTERACTION, values.get("name"), "write")
	services.move_visit(values.get("name"), get_datetime(values.get("next_visit_at")))


def _event(visit: Any) -> dict[str, Any]:
	is_late = visit.is_open and visit.next_visit_at.date() < getdate()
	return {
		"name": visit.name,
		"next_visit_at": visit.next_visit_at,
		"end": visit.next_visit_at,
		"title": f"{visit.customer_name}: {visit.summary}",
		"style": "danger" if is_late else "default" if visit.is_open else "success",
	}


def _day_or_moment(text: str) -> date | datetime:
	"""Ten characters are a day (2026-05-01), more are a moment."""
	return getdate(text) if len(text.strip()) <= len("2026-05-01") else get_datetime(text)


def _check(doctype: str, right: str) -> None:
	"""The person's roles have the right at all. Raises PermissionError."""
	if not frappe.has_permission(doctype, right):
		raise frappe.PermissionError(_("Not permitted"))


def _check_record(doctype: str, name: str, right: str) -> None:
	"""The person has the right on this record. Raises PermissionError, DoesNotExistError."""
	frappe.get_doc(doctype, name).check_permission(right)
