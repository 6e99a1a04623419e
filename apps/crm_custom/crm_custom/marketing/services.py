"""Use cases of the sales opportunity (domain 3.3). One transaction each; nothing here commits.

The rules stand in the document (`guards.py`), so that a drag on the board, a REST call and these functions are judged alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import frappe
from frappe import _

from crm_custom.exceptions import IllegalTransitionError, TransitionRoleError, refuse
from crm_custom.lifecycle.guard import machine_in_force
from crm_custom.lifecycle.machine import allowed_for
from crm_custom.marketing import refusals
from crm_custom.marketing.rules.opportunity_machine import ARCHIVED, ASSIGNED, FAILED, MACHINE, REASSIGN, SUCCEEDED
from crm_custom.marketing.wording import describe, name_of

if TYPE_CHECKING:
	from crm_custom.marketing.doctype.sales_opportunity.sales_opportunity import SalesOpportunity


@dataclass(frozen=True)
class CustomerFacts:
	"""What an opportunity cannot know about its customer; None leaves what is stored, else the dictionaries' defaults apply."""

	region: str | None = None
	grade: str | None = None
	address: str | None = None


def assign(name: str, assigned_to: str) -> SalesOpportunity:
	"""Give an unassigned opportunity to a customer manager. For supervisors. R-006.

	Raises AlreadyAssignedError, AssigneeMissingError, AssigneeNotEligibleError, and what the state machine refuses.
	"""
	doc = _locked(name)
	if doc.assigned_to:
		refuse(refusals.AlreadyAssignedError, user=name_of(doc.assigned_to))
	doc.assigned_to = assigned_to
	return _move(doc, ASSIGNED)


def reassign(name: str, assigned_to: str) -> SalesOpportunity:
	"""Give an assigned opportunity to another customer manager; its plan stays, open steps pass over. For supervisors. R-006.

	Raises AssigneeMissingError, AssigneeUnchangedError, AssigneeNotEligibleError, and what the state machine refuses.
	"""
	doc = _locked(name)
	if not assigned_to:
		refuse(refusals.AssigneeMissingError)
	if doc.assigned_to == assigned_to:
		refuse(refusals.AssigneeUnchangedError, user=name_of(assigned_to))
	_check_may_reassign(doc)
	doc.assigned_to = assigned_to
	if doc.status != ASSIGNED:
		return _move(doc, ASSIGNED)
	doc.flags.is_reassignment = True
	with doc.system_transition():  # same state before and after: the right to the move was checked above
		doc.save()
	_note(doc)
	return doc


def develop_success(name: str, facts: CustomerFacts) -> SalesOpportunity:
	"""The opportunity succeeded: the customer is created once, or the existing one linked, in the same transaction. R-012, R-013.

	For whoever may make the move to Succeeded: the assignee, or the approver where an approval state is configured. Pressed again, or by a
	second person at the same time, it answers with the same customer. Raises PlanMissingError, StepsOpenError.
	"""
	doc = _locked(name)
	if doc.result_customer:
		return doc
	for field, value in (("customer_region", facts.region), ("customer_grade", facts.grade), ("customer_address", facts.address)):
		if value:
			doc.set(field, value)
	return _move(doc, SUCCEEDED)


def stop(name: str, close_reason: str, close_remark: str | None = None) -> SalesOpportunity:
	"""Give up the development; the plan is aborted. For the assignee and supervisors. Raises CloseReasonMissingError. R-019."""
	doc = _locked(name)
	doc.close_reason = close_reason
	doc.close_remark = close_remark or doc.close_remark
	return _move(doc, FAILED)


def archive(name: str) -> SalesOpportunity:
	"""Put an ended opportunity away; it stays readable. For supervisors. R-019."""
	return _move(_locked(name), ARCHIVED)


def _locked(name: str) -> SalesOpportunity:
	"""The opportunity as it is now; whoever comes second waits here and then sees what the first one did."""
	doc = frappe.get_doc("Sales Opportunity", name, for_update=True)
	doc.check_permission("read")
	return doc


def _move(doc: SalesOpportunity, target: str) -> SalesOpportunity:
	doc.status = target
	doc.save()
	_note(doc)
	return doc


def _note(doc: SalesOpportunity) -> None:
	"""The timeline shows a move made here like one made by the framework's own button."""
	doc.add_comment("Workflow", _(doc.status))


def _check_may_reassign(doc: SalesOpportunity) -> None:
	moves = machine_in_force(MACHINE).moves(doc.status, ASSIGNED)
	if not moves or not doc.assigned_to:
		refuse(IllegalTransitionError, record=describe(doc), state=_(doc.status), target=_(ASSIGNED))
	if not allowed_for(moves, frappe.get_roles()):
		roles = sorted(frozenset().union(*(move.roles for move in moves)))
		refuse(TransitionRoleError, action=_(REASSIGN), roles=_(", ").join(_(role) for role in roles))
