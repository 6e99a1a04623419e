"""Every refusal of the product, one class each: what is wrong and what to do, in the user's language.

A class carries its `code` (the same as the rule's violation), the title and the message. Features declare theirs in their own
`refusals.py`; the ones here serve all of them. The texts are plain English and are translated when raised.
"""

from __future__ import annotations

from typing import Any, ClassVar

import frappe
from frappe import _

from crm_custom.violation import Violation


class CRMError(frappe.ValidationError):
	"""A business rule refuses. Answers as HTTP 417 over Desk and REST alike; nothing was saved."""

	code: ClassVar[str] = ""
	title: ClassVar[str] = ""
	message: ClassVar[str] = ""
	registry: ClassVar[dict[str, type[CRMError]]] = {}

	def __init_subclass__(cls, **kwargs: Any):
		super().__init_subclass__(**kwargs)
		if cls.code:
			known = CRMError.registry.setdefault(cls.code, cls)
			if (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
				raise TypeError(f"the code {cls.code} is taken by {known.__qualname__}")
			CRMError.registry[cls.code] = cls


def refuse(error: type[CRMError] | Violation, **facts: Any) -> None:
	"""Raise the refusal for a class, or for a violation that a rule reported, worded with the facts.

	Facts appear in the message as {name}; give them in the user's words (translated labels, formatted dates).
	"""
	if isinstance(error, Violation):
		facts = {**error.facts, **facts}
		error = CRMError.registry[error.code]
	frappe.throw(_(error.message).format(**facts), exc=error, title=_(error.title))


class IllegalTransitionError(CRMError):
	code = "illegal_transition"
	title = "Not possible in this state"
	message = (
		"{record} is {state}: it cannot become {target} from there. Reload the page to see its present state and the actions it offers."
	)


class TransitionRoleError(CRMError, frappe.PermissionError):
	code = "transition_role"
	title = "Not your action"
	message = "{action} is for the role {roles}. Ask a colleague who has it, or the administrator."
	http_status_code = 403


class TransitionConditionError(CRMError):
	code = "transition_condition"
	title = "Condition not met"
	message = "{action} is not possible yet: the condition that the administrator set for it is not met."


class StateNotEditableError(CRMError, frappe.PermissionError):
	code = "state_not_editable"
	title = "Read only in this state"
	message = "{record} is {state}: only {roles} can change it now."
	http_status_code = 403


class OutOfScopeError(CRMError, frappe.PermissionError):
	code = "out_of_scope"
	title = "Not yours to change"
	message = "{record} belongs to somebody else; you can read it but not change it."
	http_status_code = 403


class SystemFieldError(CRMError):
	code = "system_field"
	title = "Kept by the system"
	message = "{field} is set by the system and cannot be changed by hand."


class UseAssignActionError(CRMError):
	code = "use_assign_action"
	title = "Use the action Assign"
	message = "Here a supervisor assigns with the action Assign or Reassign of the record, not with the framework's own assignment."


class TooManyRecordsError(CRMError):
	code = "too_many_records"
	title = "Too many records"
	message = "At most {most} records at a time; {chosen} are selected. Choose fewer."


class HeldBackFieldError(CRMError, frappe.PermissionError):
	code = "held_back_field"
	title = "Field not for you"
	message = "You may not read {field}, so you cannot filter, sort or compute by it. Take it out of the list's filters and order."
	http_status_code = 403
