"""The states of a service and the moves between them (domain 3.5; R-150 to R-158). Data only; the administrator's Workflow is seeded from it.

Feedback is one action with two ends. The record keeps the answer of the rule in `is_below_threshold`, and the two conditions read it, so
that the Workflow Builder shows in plain words when a service is archived and when it goes back.
"""

from crm_custom.lifecycle.machine import Machine, State, Transition, to_roles
from crm_custom.permissions.roles import CUSTOMER_MANAGER, SALES_SUPERVISOR, SYSTEM_MANAGER

CREATED, ASSIGNED, HANDLED, ARCHIVED = "Created", "Assigned", "Handled", "Archived"
ASSIGN, REASSIGN, HANDLE, FEEDBACK = "Assign", "Reassign", "Handle", "Feedback"

#: who may edit rows of a state is decided by role permissions and scope; only the archive is closed by the state
_EVERYBODY = to_roles("All")
_LEADERS = to_roles(SALES_SUPERVISOR, SYSTEM_MANAGER)
_WORKERS = to_roles(CUSTOMER_MANAGER, SYSTEM_MANAGER)

MACHINE = Machine(
	doctype="Service",
	states=(
		State(CREATED, _EVERYBODY, "Warning"),
		State(ASSIGNED, _EVERYBODY, "Primary"),
		State(HANDLED, _EVERYBODY, "Info"),
		State(ARCHIVED, to_roles(SYSTEM_MANAGER), "Success"),
	),
	transitions=(
		Transition(CREATED, ASSIGN, ASSIGNED, _LEADERS),
		Transition(ASSIGNED, REASSIGN, ASSIGNED, _LEADERS),
		Transition(ASSIGNED, HANDLE, HANDLED, _WORKERS),
		Transition(HANDLED, FEEDBACK, ARCHIVED, _WORKERS, "not doc.is_below_threshold"),
		Transition(HANDLED, FEEDBACK, ASSIGNED, _WORKERS, "doc.is_below_threshold"),
	),
)
