"""The states of a development plan (domain 3.4). Every move is the system's: the plan follows its opportunity.

There is no move for a person, so no Workflow record is seeded: an empty action menu would only raise questions.
"""

from __future__ import annotations

from crm_custom.lifecycle.machine import Machine, State, to_roles
from crm_custom.marketing.rules import opportunity_machine as opportunity
from crm_custom.permissions.roles import CUSTOMER_MANAGER, SALES_SUPERVISOR, SYSTEM_MANAGER

DRAFT, EXECUTING, COMPLETED, ABORTED = "Draft", "Executing", "Completed", "Aborted"

_PLANNERS = to_roles(CUSTOMER_MANAGER, SALES_SUPERVISOR, SYSTEM_MANAGER)
_NOBODY = to_roles()

MACHINE = Machine(
	doctype="Development Plan",
	states=(
		State(DRAFT, _PLANNERS),
		State(EXECUTING, _PLANNERS, "Warning"),
		State(COMPLETED, _NOBODY, "Success"),
		State(ABORTED, _NOBODY, "Danger"),
	),
	transitions=(),
)

#: where the plan goes when its opportunity enters one of these states
FOLLOWS = {opportunity.SUCCEEDED: COMPLETED, opportunity.FAILED: ABORTED}


def state_while_open(state: str, has_steps: bool) -> str:
	"""The state of a plan whose opportunity is open: it is being executed from its first step on, and never goes back to Draft."""
	return EXECUTING if state == DRAFT and has_steps else state
