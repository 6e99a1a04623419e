"""The use cases of a service. Each is one transaction of the caller: it saves or raises, and never commits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _

from crm_custom.exceptions import IllegalTransitionError, refuse
from crm_custom.service_management.guards import get_threshold
from crm_custom.service_management.rules import satisfaction as satisfaction_rule
from crm_custom.service_management.rules.service_machine import ARCHIVED, ASSIGNED, CREATED, HANDLED

if TYPE_CHECKING:
	from crm_custom.service_management.doctype.service.service import Service


def assign(name: str, assigned_to: str) -> Service:
	"""Give a new service to the customer manager who shall handle it (R-153). For supervisors.

	Raises AssigneeNotEligibleError, IllegalTransitionError, TransitionRoleError.
	"""
	doc = _load(name, CREATED, ASSIGNED)
	doc.assigned_to = assigned_to
	return _move(doc, ASSIGNED)


def reassign(name: str, assigned_to: str) -> Service:
	"""Give an assigned service to another customer manager. For supervisors.

	Raises AssigneeNotEligibleError, AssignmentRoleError, IllegalTransitionError.
	"""
	doc = _load(name, ASSIGNED, ASSIGNED)
	doc.assigned_to = assigned_to
	return _move(doc, ASSIGNED)


def handle(name: str, handling: str) -> Service:
	"""Record what was done for the customer (R-154). For the assignee.

	Raises HandlingMissingError, NotAssigneeError, IllegalTransitionError, TextTooLongError.
	"""
	doc = _load(name, ASSIGNED, HANDLED)
	doc.handling = handling
	return _move(doc, HANDLED)


def feed_back(name: str, result: str, satisfaction: int) -> Service:
	"""Record the customer's answer (R-155): archived when satisfied enough, else back to the assignee.

	Two saves in one transaction: the answer first, so that the conditions of the workflow see it, then the move that follows from it.
	For the creator, the assignee and the customer's manager. Raises FeedbackMissingError, SatisfactionOutOfRangeError,
	NotFeedbackGiverError, IllegalTransitionError.
	"""
	doc = _load(name, HANDLED, ARCHIVED)
	doc.result = result
	doc.satisfaction = satisfaction
	doc.save()
	return _move(doc, satisfaction_rule.state_after_feedback(satisfaction, get_threshold()))


def _move(doc: Service, target: str) -> Service:
	"""Save with the new state; the timeline shows it like a move by the workflow's own button."""
	doc.status = target
	doc.save()
	doc.add_comment("Workflow", _(target))
	return doc


def _load(name: str, state: str, target: str) -> Service:
	"""The service, locked until the end of the transaction, so that of two people the second sees what the first did."""
	doc = frappe.get_doc("Service", name, for_update=True)
	doc.check_permission("write")
	if doc.status != state:
		refuse(IllegalTransitionError, record=f"{_('Service')} {name}", state=_(doc.status), target=_(target))
	return doc
