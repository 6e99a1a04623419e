"""Every door through which records leave as a file or on paper is watched here, whatever the framework itself writes down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import frappe

from crm_custom.background.store import commit
from crm_custom.records import operations


@dataclass(frozen=True)
class Door:
	"""What goes through, and which arguments name the object: its kind and its name."""

	kind: str
	object_type: str = ""
	object_name: str = ""
	is_report: bool = False


DOORS: dict[str, Door] = {
	"frappe.desk.reportview.export_query": Door(operations.EXPORT, "doctype", "title"),
	"frappe.desk.query_report.export_query": Door(operations.EXPORT, object_name="report_name", is_report=True),
	"frappe.core.doctype.data_export.exporter.export_data": Door(operations.EXPORT, "doctype"),
	"frappe.core.doctype.data_import.data_import.download_template": Door(operations.EXPORT, "doctype"),
	"frappe.core.doctype.data_import.data_import.form_start_import": Door(operations.IMPORT, object_name="data_import"),
	"frappe.contacts.doctype.contact.contact.download_vcard": Door(operations.EXPORT, object_name="contact"),
	"frappe.contacts.doctype.contact.contact.download_vcards": Door(operations.EXPORT, object_name="contacts"),
	"frappe.email.doctype.auto_email_report.auto_email_report.download": Door(operations.EXPORT, object_name="name", is_report=True),
	"frappe.email.doctype.auto_email_report.auto_email_report.send_now": Door(operations.EXPORT, object_name="name", is_report=True),
	"frappe.utils.print_format.download_pdf": Door(operations.PRINT, "doctype", "name"),
	"frappe.utils.print_format.download_multi_pdf": Door(operations.PRINT, "doctype", "name"),
	"frappe.utils.print_format.download_multi_pdf_async": Door(operations.PRINT, "doctype", "name"),
	"frappe.utils.print_format.print_by_server": Door(operations.PRINT, "doctype", "name"),
	"frappe.utils.print_format.report_to_pdf": Door(operations.PRINT, is_report=True),
	"frappe.utils.weasyprint.download_pdf": Door(operations.PRINT, "doctype", "name"),
	"frappe.utils.weasyprint.get_html": Door(operations.PRINT, "doctype", "name"),
	"frappe.core.doctype.access_log.access_log.make_access_log": Door(operations.PRINT, "doctype", "report_name", is_report=True),
	"printview": Door(operations.PRINT, "doctype", "name"),
	"backups": Door(operations.EXPORT),
}
#: arguments that say what was taken
DETAILS = ("file_format_type", "file_type", "format", "filters", "export_filters", "selected_items")
METHOD_PATHS = ("/api/method/", "/api/v1/method/", "/api/v2/method/")


def watch(request: Any = None, response: Any = None) -> None:
	"""After each request: what went through a door that is watched becomes an entry. What was refused did not go through."""
	if request is None or not 200 <= getattr(response, "status_code", 0) < 300:
		return
	name = _original(_method_of(request))
	door = DOORS.get(name)
	if door is None or frappe.session.user == "Guest":
		return
	arguments = {**(frappe.local.form_dict or {}), **request.values.to_dict()}
	if name.endswith("make_access_log") and arguments.get("method") == "Export":
		return  # the export itself comes by its own door
	if arguments.get("export_records") == "blank_template":
		return  # headings only
	operations.note(door.kind, *_object(door, arguments, request.path), detail=_detail(arguments))
	commit()


def _method_of(request: Any) -> str:
	for start in METHOD_PATHS:
		if request.path.startswith(start):
			return request.path[len(start) :].strip("/")
	place = request.path.strip("/").split("/")[0]
	return place if place in DOORS else str(request.values.get("cmd") or "")


def _original(name: str) -> str:
	"""The framework's door, also when somebody goes through what takes its place."""
	if name in DOORS or not name.startswith("crm_custom."):
		return name
	return next((door for door, instead in frappe.get_hooks("override_whitelisted_methods").items() if name in instead), name)


def _object(door: Door, arguments: Mapping[str, Any], path: str) -> tuple[str, str]:
	name = arguments.get(door.object_name) if door.object_name else ""
	if door.is_report:
		return "Report", str(name or "")
	if not door.object_type and not name:
		return "", path.rsplit("/", 1)[-1] if path.startswith("/backups") else ""
	kind = arguments.get(door.object_type) if door.object_type else ""
	return str(kind or ""), "" if name == kind else str(name or "")


def _detail(arguments: Mapping[str, Any]) -> str:
	return " · ".join(str(arguments[key]) for key in DETAILS if arguments.get(key) and arguments[key] not in ("[]", "{}"))
