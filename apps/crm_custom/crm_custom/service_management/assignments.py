"""The framework's assignment (the "Assigned to" of the sidebar, the ToDo list, the notification) follows the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.desk.doctype.notification_log.notification_log import enqueue_create_notification
from frappe.desk.form.assign_to import notify_assignment
from frappe.utils import escape_html, getdate, nowdate

from crm_custom.service_management.rules.service_machine import ARCHIVED, ASSIGNED, HANDLED

if TYPE_CHECKING:
	from crm_custom.service_management.doctype.service.service import Service


def follow(doc: Service) -> None:
	"""Open the task of the assignee, close it when it is done, tell the creator when feedback is due."""
	before = doc.get_doc_before_save()
	has_new_assignee = bool(before) and before.assigned_to != doc.assigned_to
	if doc.status == ASSIGNED and (doc.has_entered(ASSIGNED) or has_new_assignee):
		_settle(doc, "Cancelled")
		_open(doc)
	elif doc.has_entered(HANDLED):
		_settle(doc, "Closed")
		_ask_for_feedback(doc)
	elif doc.has_entered(ARCHIVED):
		_settle(doc, "Closed")


def _open(doc: Service) -> None:
	# a done task of a former round would show its person a second time
	done = {"reference_type": doc.doctype, "reference_name": doc.name, "status": "Closed"}
	frappe.db.set_value("ToDo", done, "status", "Cancelled")
	task = frappe.get_doc(
		{
			"doctype": "ToDo",
			"allocated_to": doc.assigned_to,
			"assigned_by": frappe.session.user,
			"reference_type": doc.doctype,
			"reference_name": doc.name,
			"description": escape_html(doc.summary),
			"date": getdate(doc.due_by) if doc.due_by else nowdate(),
			"priority": "Medium",
			"status": "Open",
		}
	)
	# the right to assign was checked by the guard; the framework's own assignment does the same
	task.insert(ignore_permissions=True)
	notify_assignment(task.assigned_by, task.allocated_to, doc.doctype, doc.name, action="ASSIGN", description=task.description)


def _settle(doc: Service, status: str) -> None:
	open_tasks = {"reference_type": doc.doctype, "reference_name": doc.name, "status": "Open"}
	for name in frappe.get_all("ToDo", open_tasks, pluck="name"):
		task = frappe.get_doc("ToDo", name)
		task.status = status
		# a task of somebody else ends because the service moved on, not because the task was edited
		task.save(ignore_permissions=True)


def _ask_for_feedback(doc: Service) -> None:
	if doc.owner == frappe.session.user:
		return
	enqueue_create_notification(
		doc.owner,
		{
			"type": "Alert",
			"document_type": doc.doctype,
			"document_name": doc.name,
			"subject": _("Service {0} was handled: ask the customer and enter the feedback").format(f"<b>{escape_html(doc.summary)}</b>"),
			"from_user": frappe.session.user,
		},
	)
