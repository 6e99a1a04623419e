"""The states of a sales opportunity and the moves that people make (domain 3.3; R-006, R-007, R-012, R-019, D-13, D-14). Data only.

Assigned → Developing is not here: the system makes it when the first step of the development plan is saved. An administrator may put an
approval state between Developing and Succeeded; nothing in the code depends on how a record came to enter Succeeded.
"""

from crm_custom.lifecycle.machine import Machine, State, Transition, to_roles
from crm_custom.permissions.roles import CUSTOMER_MANAGER, SALES_SUPERVISOR, SYSTEM_MANAGER

UNASSIGNED, ASSIGNED, DEVELOPING = "Unassigned", "Assigned", "Developing"
SUCCEEDED, FAILED, ARCHIVED = "Succeeded", "Failed", "Archived"
ASSIGN, REASSIGN, DEVELOP_SUCCESS, STOP, ARCHIVE = "Assign", "Reassign", "Develop success", "Stop", "Archive"

#: states after which nothing in the record changes any more
ENDED = frozenset({SUCCEEDED, FAILED, ARCHIVED})
#: states in which a development plan can be made (R-008)
PLANNABLE = frozenset({ASSIGNED, DEVELOPING})

_LEADERS = to_roles(SALES_SUPERVISOR, SYSTEM_MANAGER)
_MANAGER = to_roles(CUSTOMER_MANAGER)
#: nobody edits after the end; a Workflow state needs one role all the same
_NOBODY = to_roles(SYSTEM_MANAGER)
_IS_ASSIGNEE = "doc.assigned_to == frappe.session.user"

MACHINE = Machine(
	doctype="Sales Opportunity",
	states=(
		State(UNASSIGNED, to_roles("All")),
		State(ASSIGNED, _MANAGER, "Primary"),
		State(DEVELOPING, _MANAGER, "Warning"),
		State(SUCCEEDED, _NOBODY, "Success"),
		State(FAILED, _NOBODY, "Danger"),
		State(ARCHIVED, _NOBODY, "Inverse"),
	),
	transitions=(
		Transition(UNASSIGNED, ASSIGN, ASSIGNED, _LEADERS),
		Transition(ASSIGNED, REASSIGN, ASSIGNED, _LEADERS),
		Transition(DEVELOPING, REASSIGN, ASSIGNED, _LEADERS),
		Transition(DEVELOPING, DEVELOP_SUCCESS, SUCCEEDED, _MANAGER, _IS_ASSIGNEE),
		Transition(ASSIGNED, STOP, FAILED, _LEADERS),
		Transition(ASSIGNED, STOP, FAILED, _MANAGER, _IS_ASSIGNEE),
		Transition(DEVELOPING, STOP, FAILED, _LEADERS),
		Transition(DEVELOPING, STOP, FAILED, _MANAGER, _IS_ASSIGNEE),
		Transition(SUCCEEDED, ARCHIVE, ARCHIVED, _LEADERS),
		Transition(FAILED, ARCHIVE, ARCHIVED, _LEADERS),
	),
)
