"""Which rows a person reads and changes: one policy per entity (domain: permissions; R-087, R-353, D-07).

Every door (list, form, link, search, report, count, REST, export) asks here, through `permissions/hooks.py` or directly, and gets the
same condition; a single record is checked by asking the database whether it fulfils that condition, so that the two cannot differ.
To add an entity: write its policy below and register it in POLICIES.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import frappe
from pypika.terms import Criterion, ExistsCriterion, LiteralValue, Term

from crm_custom.base_data.settings import get_setting
from crm_custom.permissions import roles
from crm_custom.permissions.person import Person, get_person

READ, CHANGE = "read", "change"

#: a policy answers the condition on its own table; None means every row
Policy = Callable[[Person, str], Criterion | None]


def condition(doctype: str, action: str = READ, user: str | None = None) -> Criterion | None:
	"""The rows of a DocType that the user (default: who is logged in) may read or change; None means all of them."""
	person = get_person(user)
	if person.is_administrator:
		return None
	if not person.belongs_to_crm:
		return nothing()
	return POLICIES[doctype](person, action)


def includes(doctype: str, name: str, action: str = READ, user: str | None = None) -> bool:
	"""True when the stored record is among the rows of `condition`. What the browser sent does not count, only what is saved."""
	rows = condition(doctype, action, user)
	if rows is None:
		return True
	table = frappe.qb.DocType(doctype)
	return bool(frappe.qb.from_(table).select(table.name).where(table.name == name).where(rows).limit(1).run())


def nothing() -> Criterion:
	"""A condition that no row fulfils."""
	return LiteralValue("1") == LiteralValue("0")


def any_of(*alternatives: Criterion | None) -> Criterion | None:
	"""At least one of them; an alternative without condition (None) makes it all rows."""
	if any(alternative is None for alternative in alternatives):
		return None
	return Criterion.any(alternatives)


def is_in(field: Term, values: Iterable[str]) -> Criterion:
	"""The field has one of these values; none when there are no values. Values are escaped, per cent signs doubled as for a statement with parameters."""
	escaped = [LiteralValue(frappe.db.escape(value)) for value in sorted(values)]
	return field.isin(escaped) if escaped else nothing()


def through(link: Term, doctype: str, rows: Criterion | None) -> Criterion | None:
	"""The linked record is one of these rows."""
	if rows is None:
		return None
	table = frappe.qb.DocType(doctype)
	return link.isin(frappe.qb.from_(table).select(table.name).where(rows))


def _customer(person: Person, action: str) -> Criterion | None:
	table = frappe.qb.DocType("Customer")
	own = is_in(table.customer_manager, {person.user})
	department = is_in(table.department, person.departments) | is_in(table.customer_manager, person.team)
	if action == CHANGE:
		return any_of(own, department) if person.is_supervisor else own if person.is_customer_manager else nothing()
	visibility = get_setting("visibility")
	if person.is_reader_of_all or visibility == "Shared":
		return None
	if visibility == "Department" or person.is_supervisor:
		return any_of(own, department)
	return own


def _sales_opportunity(person: Person, action: str) -> Criterion | None:
	"""One without a department is every supervisor's: somebody has to assign it. The same holds for services."""
	table = frappe.qb.DocType("Sales Opportunity")
	me = {person.user}
	own = is_in(table.assigned_to, me) | is_in(table.owner, me)
	department = is_in(table.department, person.departments) | is_in(table.assigned_to, person.team) | (table.department.isnull())
	if action == CHANGE:
		mine = is_in(table.assigned_to, me) | (is_in(table.owner, me) & is_in(table.status, {"Unassigned"}))
		return any_of(mine, department) if person.is_supervisor else mine if person.is_customer_manager else nothing()
	if person.is_reader_of_all:
		return None
	return any_of(own, department) if person.is_supervisor else own


def _development_plan(person: Person, action: str) -> Criterion | None:
	table = frappe.qb.DocType("Development Plan")
	return through(table.opportunity, "Sales Opportunity", _sales_opportunity(person, action))


def _service(person: Person, action: str) -> Criterion | None:
	table = frappe.qb.DocType("Service")
	me = {person.user}
	customer = frappe.qb.DocType("Customer")
	of_own_customers = through(table.customer, "Customer", is_in(customer.customer_manager, me))
	own = is_in(table.assigned_to, me) | is_in(table.owner, me) | of_own_customers
	department = is_in(table.department, person.departments) | is_in(table.assigned_to, person.team) | (table.department.isnull())
	if action == CHANGE:
		return any_of(own, department) if person.is_supervisor else own if person.is_customer_manager else nothing()
	if person.is_reader_of_all:
		return None
	by_customer = through(table.customer, "Customer", _customer(person, READ))
	return any_of(own, department) if person.is_supervisor else any_of(own, by_customer)


def _customer_order(person: Person, action: str) -> Criterion | None:
	table = frappe.qb.DocType("Customer Order")
	if roles.CRM_DATA_SYNC in person.roles:
		return None
	return through(table.customer, "Customer", _customer(person, READ)) if action == READ else nothing()


def _contact(person: Person, action: str) -> Criterion | None:
	table = frappe.qb.DocType("Contact")
	link = frappe.qb.DocType("Dynamic Link")

	def linked_to(doctype: str, rows: Criterion | None) -> Criterion:
		query = (
			frappe.qb.from_(link)
			.select(link.name)
			.where((link.parenttype == "Contact") & (link.parent == table.name) & (link.link_doctype == doctype))
		)
		permitted = through(link.link_name, doctype, rows)
		return ExistsCriterion(query if permitted is None else query.where(permitted))

	unlinked = ExistsCriterion(
		frappe.qb.from_(link).select(link.name).where((link.parenttype == "Contact") & (link.parent == table.name))
	).negate()
	return any_of(
		linked_to("Customer", _customer(person, action)),
		linked_to("Sales Opportunity", _sales_opportunity(person, action)),
		is_in(table.owner, {person.user}) & unlinked,
	)


POLICIES: dict[str, Policy] = {
	"Customer": _customer,
	"Contact": _contact,
	"Sales Opportunity": _sales_opportunity,
	"Development Plan": _development_plan,
	"Service": _service,
	"Customer Order": _customer_order,
}
