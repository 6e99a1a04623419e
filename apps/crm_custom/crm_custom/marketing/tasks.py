"""The framework's assignment ("Assigned to" in the sidebar, the ToDo list, the notification) follows the opportunity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe.desk.form.assign_to import notify_assignment
from frappe.utils import escape_html, nowdate

from crm_custom.marketing import queries
from crm_custom.marketing.rules.opportunity_machine import ENDED

if TYPE_CHECKING:
	from crm_custom.marketing.doctype.sales_opportunity.sales_opportunity import SalesOpportunity


def follow_opportunity(doc: SalesOpportunity) -> None:
	"""A new assignee gets a task and is notified, the former one's task goes; at the end the task is closed."""
	before = doc.get_doc_before_save()
	if before and before.assigned_to != doc.assigned_to:
		_settle(doc, "Cancelled")
		_open(doc)
	elif before and doc.status in ENDED and before.status not in ENDED:
		_settle(doc, "Closed")


def _open(doc: SalesOpportunity) -> None:
	task = frappe.get_doc(
		{
			"doctype": "ToDo",
			"allocated_to": doc.assigned_to,
			"assigned_by": doc.assigned_by,
			"reference_type": doc.doctype,
			"reference_name": doc.name,
			"description": escape_html(f"{doc.customer_name}: {doc.summary}"),
			"date": doc.expected_close_date or nowdate(),
			"status": "Open",
		}
	)
	# the right to assign was checked by the state machine; a supervisor need not have rights on other people's tasks
	task.insert(ignore_permissions=True)
	notify_assignment(task.assigned_by, task.allocated_to, doc.doctype, doc.name, action="ASSIGN", description=task.description)


def _settle(doc: SalesOpportunity, status: str) -> None:
	for name in queries.find_open_task_names(doc.doctype, doc.name):
		task = frappe.get_doc("ToDo", name)
		task.status = status
		# the task ends because the opportunity moved on, not because somebody edited another person's task
		task.save(ignore_permissions=True)
