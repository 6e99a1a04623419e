"""One policy per entity: the ordered rules by which a person reads, changes or disposes of its rows (domain 6; R-087, R-088, R-353, D-07).

To add an entity: write its policy here, register it in POLICIES, and name it in the hooks (see README.md).
"""

from __future__ import annotations

from collections.abc import Callable

import frappe
from frappe.query_builder.functions import Count
from frappe.query_builder.terms import SubQuery
from pypika.terms import Criterion, LiteralValue

from crm_custom.base_data.modules import is_doctype_on
from crm_custom.base_data.settings import get_setting
from crm_custom.permissions import grants, roles
from crm_custom.permissions.person import Person
from crm_custom.permissions.rule import CHANGE, DISPOSE, READ, Follows, Rule, Rules, is_in, rows_of, through

#: the right that stands behind an action when an administrator gave it to a role
RIGHT_OF = {CHANGE: "write", DISPOSE: "delete"}

#: the code of the rule that stands for shares
SHARED_RULE = "shared_with_you"

#: a policy answers the rules on its own table
Policy = Callable[[Person, str], Rules]


def rules_for(doctype: str, person: Person, action: str) -> Rules:
	"""The rules of a record type for a person: the administrator's, the policy's own, and what others gave them.

	Of a module that is switched off only administrators read; that nobody changes it is checked when it is saved, with a refusal that says why.
	"""
	administrator = Rule("administrator", None, person.is_administrator)
	if action == READ and not is_doctype_on(doctype):
		return (administrator,)
	rules = POLICIES[doctype](person, action)
	# the framework opens a shared record whatever a policy says, so that every policy has to say so too
	is_told = any(isinstance(rule, Rule) and rule.code == SHARED_RULE for rule in rules)
	return (administrator, *rules, *(() if is_told else _given(doctype, person, action)))


def _customer(person: Person, action: str) -> Rules:
	table = frappe.qb.DocType("Customer")
	visibility = get_setting("visibility")
	is_reading = action == READ
	granted = not is_reading and person.was_granted("Customer", RIGHT_OF[action])
	works = person.belongs_to_crm if is_reading else person.is_customer_manager or person.is_supervisor or granted
	leads = (
		person.is_supervisor or granted or (is_reading and (person.is_onlooker or (person.belongs_to_crm and visibility == "Department")))
	)
	return (
		Rule("own_customer", is_in(table.customer_manager, {person.user}), works),
		Rule("customer_of_department", is_in(table.department, person.departments), leads),
		Rule("customer_of_team", is_in(table.customer_manager, person.team), leads),
		Rule("visibility_shared", None, is_reading and person.belongs_to_crm and visibility == "Shared"),
		_reads_all(person, action),
		Rule("keeps_the_mirror", None, is_reading and roles.CRM_DATA_SYNC in person.roles),
		*_given("Customer", person, action),
	)


def _sales_opportunity(person: Person, action: str) -> Rules:
	"""One without a department is every supervisor's: somebody has to assign it. The same holds for services."""
	table = frappe.qb.DocType("Sales Opportunity")
	me = {person.user}
	works, leads = _works_and_leads("Sales Opportunity", person, action)
	created = is_in(table.owner, me)
	if action != READ:
		created &= is_in(table.status, {"Unassigned"})
	return (
		Rule("own_opportunity", is_in(table.assigned_to, me), works),
		Rule("created_opportunity", created, works),
		Rule("opportunity_of_department", is_in(table.department, person.departments), leads),
		Rule("opportunity_of_team", is_in(table.assigned_to, person.team), leads),
		Rule("opportunity_without_department", table.department.isnull(), person.is_supervisor),
		_reads_all(person, action),
		*_given("Sales Opportunity", person, action),
	)


def _development_plan(person: Person, action: str) -> Rules:
	table = frappe.qb.DocType("Development Plan")
	return (
		_following("Sales Opportunity", table.opportunity, _sales_opportunity(person, action)),
		*_given("Development Plan", person, action),
	)


def _service(person: Person, action: str) -> Rules:
	table = frappe.qb.DocType("Service")
	customer = frappe.qb.DocType("Customer")
	me = {person.user}
	works, leads = _works_and_leads("Service", person, action)
	if action == READ and not person.is_supervisor:
		of_customer = _customer(person, READ)
	else:
		of_customer = (Rule("own_customer", is_in(customer.customer_manager, me), works), *_given("Customer", person, action))
	return (
		Rule("own_service", is_in(table.assigned_to, me), works),
		Rule("created_service", is_in(table.owner, me), works),
		Rule("service_of_department", is_in(table.department, person.departments), leads),
		Rule("service_of_team", is_in(table.assigned_to, person.team), leads),
		Rule("service_without_department", table.department.isnull(), person.is_supervisor),
		_reads_all(person, action),
		_following("Customer", table.customer, of_customer),
		*_given("Service", person, action),
	)


def _customer_order(person: Person, action: str) -> Rules:
	table = frappe.qb.DocType("Customer Order")
	mirror = Rule("keeps_the_mirror", None, roles.CRM_DATA_SYNC in person.roles)
	if action != READ:
		return (mirror,)
	return (
		mirror,
		_following("Customer", table.customer, _customer(person, READ)),
		*_given("Customer Order", person, action),
	)


def _product(person: Person, action: str) -> Rules:
	"""Which people read or keep products is a matter of roles alone."""
	return (Rule("product_of_all", None),)


def _contact(person: Person, action: str) -> Rules:
	table, link = frappe.qb.DocType("Contact"), frappe.qb.DocType("Dynamic Link")

	of_contact = is_in(link.parenttype, {"Contact"})
	# counted row by row, by the index on the parent: for "exists" the database would first list all links of all contacts
	links_of_row = frappe.qb.from_(link).select(Count("*")).where(of_contact & (link.parent == table.name))

	def linked_to(doctype: str) -> Callable[[Criterion | None], Criterion]:
		def carry(rows: Criterion | None) -> Criterion:
			of_type = is_in(link.link_doctype, {doctype})
			if rows is None:
				return SubQuery(links_of_row.where(of_type)) > LiteralValue("0")
			names = frappe.qb.from_(link).select(link.parent).where(of_contact & of_type)
			return table.name.isin(names.where(through(link.link_name, doctype, rows)))

		return carry

	unlinked = is_in(table.owner, {person.user}) & (SubQuery(links_of_row) == LiteralValue("0"))
	return (
		Follows("Customer", _customer(person, action), linked_to("Customer")),
		Follows("Sales Opportunity", _sales_opportunity(person, action), linked_to("Sales Opportunity")),
		Rule("own_unlinked_contact", unlinked, person.belongs_to_crm),
		*_given("Contact", person, action),
	)


def _duplicate_pair(person: Person, action: str) -> Rules:
	"""Whoever could give away both customers decides whether they are one; to others the pair would tell of customers they may not read."""
	table = frappe.qb.DocType("Duplicate Pair")

	def both(rows: Criterion | None) -> Criterion | None:
		one, other = through(table.customer, "Customer", rows), through(table.other_customer, "Customer", rows)
		return None if rows is None else one & other

	follows = (Follows("Customer", _customer(person, DISPOSE), both),) if person.is_supervisor else ()
	return (*follows, *_given("Duplicate Pair", person, action))


def _customer_merge(person: Person, action: str) -> Rules:
	table = frappe.qb.DocType("Customer Merge")
	follows = (_following("Customer", table.survivor, _customer(person, DISPOSE)),) if person.is_supervisor else ()
	return (*follows, *_given("Customer Merge", person, action))


def _interaction(person: Person, action: str) -> Rules:
	"""Read with the customer; changed by who recorded it and by whoever may change the customer; deleted by who recorded it."""
	table = frappe.qb.DocType("Interaction")
	return _of_a_customer("Interaction", Rule("own_interaction", is_in(table.recorded_by, {person.user})), person, action)


def _promise(person: Person, action: str) -> Rules:
	table = frappe.qb.DocType("Promise")
	return _of_a_customer("Promise", Rule("own_promise", is_in(table.responsible, {person.user})), person, action)


def _of_a_customer(doctype: str, own: Rule, person: Person, action: str) -> Rules:
	"""A record about a customer, which somebody works on as long as they read the customer, whoever the customer manager is."""
	table = frappe.qb.DocType(doctype)
	if action == READ:
		return (_following("Customer", table.customer, _customer(person, READ)), *_given(doctype, person, action))
	readable = through(table.customer, "Customer", rows_of(_customer(person, READ)))
	works = person.is_customer_manager or person.is_supervisor
	mine = Rule(own.code, own.rows if readable is None else own.rows & readable, works)
	of_customer = (_following("Customer", table.customer, _customer(person, CHANGE)),) if action == CHANGE else ()
	return (mine, *of_customer, *_given(doctype, person, action))


def _works_and_leads(doctype: str, person: Person, action: str) -> tuple[bool, bool]:
	"""Whether own rows count for the person, and rows of the department: a supervisor's, and whoever an administrator gave the right."""
	if action == READ:
		return person.belongs_to_crm, person.is_supervisor or person.is_onlooker
	granted = person.was_granted(doctype, RIGHT_OF[action])
	return person.is_customer_manager or person.is_supervisor or granted, person.is_supervisor or granted


def _customer_ownership_log(person: Person, action: str) -> Rules:
	table = frappe.qb.DocType("Customer Ownership Log")
	return (_following("Customer", table.customer, _customer(person, READ)),) if action == READ else ()


def _work_handover(person: Person, action: str) -> Rules:
	table, item = frappe.qb.DocType("Work Handover"), frappe.qb.DocType("Work Handover Item")
	received = frappe.qb.from_(item).select(item.handover).where(is_in(item.to_user, {person.user}))
	return (
		Rule("own_handover", is_in(table.owner, {person.user}), person.is_supervisor),
		Rule("handover_of_department", is_in(table.from_department, person.departments), person.is_supervisor),
		Rule("handover_of_team", is_in(table.from_user, person.team), person.is_supervisor),
		Rule("received_handover", table.name.isin(received), action == READ and person.belongs_to_crm),
		_reads_all(person, action),
	)


def _work_handover_item(person: Person, action: str) -> Rules:
	"""Whoever takes something over reads what was taken over, not what others got."""
	if action != READ:
		return ()
	table = frappe.qb.DocType("Work Handover Item")
	led = tuple(rule for rule in _work_handover(person, READ) if rule.code != "received_handover")
	return (
		Rule("received_item", is_in(table.to_user, {person.user}), person.belongs_to_crm),
		_following("Work Handover", table.handover, led),
	)


def _reads_all(person: Person, action: str) -> Rule:
	return Rule("reads_all", None, action == READ and person.is_reader_of_all)


def _given(doctype: str, person: Person, action: str) -> Rules:
	"""Shares and open assignments. An assignment gives reading; a share gives changing when it says so; neither gives disposing."""
	shared = person.grants.rows(doctype, grants.SHARED_WITH_WRITE if action == CHANGE else grants.SHARED)
	assigned = person.grants.rows(doctype, grants.ASSIGNED)
	return (
		Rule(SHARED_RULE, shared, action in {READ, CHANGE}),
		Rule("assigned_to_you", assigned, action == READ and person.belongs_to_crm),
	)


def _following(doctype: str, link: object, rules: Rules) -> Follows:
	return Follows(doctype, rules, lambda rows: through(link, doctype, rows))


POLICIES: dict[str, Policy] = {
	"Customer": _customer,
	"Contact": _contact,
	"Sales Opportunity": _sales_opportunity,
	"Development Plan": _development_plan,
	"Service": _service,
	"Customer Order": _customer_order,
	"Duplicate Pair": _duplicate_pair,
	"Customer Merge": _customer_merge,
	"Interaction": _interaction,
	"Promise": _promise,
	"Product": _product,
	"Customer Ownership Log": _customer_ownership_log,
	"Work Handover": _work_handover,
	"Work Handover Item": _work_handover_item,
}
