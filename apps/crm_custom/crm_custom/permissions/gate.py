"""The gate before the framework's endpoints: whoever names a record of the CRM in a request must see it.

Many endpoints of the framework take a record's type and name and look no further (titles, tags, likes, followers, diffs, prints of many).
Instead of guarding them one by one, every request is looked at after it was authenticated and before it is answered. Endpoints of this
app check for themselves. What the gate cannot know, because it is in the answer, is in `answers.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import frappe
from frappe import _

from crm_custom.exceptions import refuse
from crm_custom.permissions import followers, roles, scope
from crm_custom.permissions.refusals import CountsEveryRecordError, FileOfOthersError, JoinedColumnError, RecordOutOfSightError

#: names under which endpoints take a record: argument of the type, argument of the name (or of a list of names)
PAIRS = (
	("attached_to_doctype", "attached_to_name"),
	("doc", "name"),
	("doctype", "doc_name"),
	("doctype", "docname"),
	("doctype", "docnames"),
	("doctype", "name"),
	("doctype", "names"),
	("document_type", "document_name"),
	("dt", "dn"),
	("dt", "docs"),
	("ref_doctype", "ref_name"),
	("reference_doctype", "reference_docname"),
	("reference_doctype", "reference_name"),
	("reference_dt", "reference_doc"),
	("reminder_doctype", "reminder_docname"),
)
#: endpoints that take the name of a record of a fixed type
ARGUMENTS = {
	"frappe.contacts.doctype.contact.contact.get_contact_details": ("Contact", "contact"),
	"frappe.contacts.doctype.contact.contact.invite_user": ("Contact", "contact"),
	"frappe.core.doctype.sms_settings.sms_settings.get_contact_number": ("Contact", "contact_name"),
	"frappe.email.inbox.create_email_flag_queue": ("Communication", "names"),
	"frappe.email.inbox.mark_as_closed_open": ("Communication", "communication"),
	"frappe.email.inbox.mark_as_spam": ("Communication", "communication"),
	"frappe.email.inbox.mark_as_trash": ("Communication", "communication"),
	"frappe.email.inbox.move_email": ("Communication", "communication"),
	"frappe.email.relink": ("Communication", "name"),
}
#: endpoints that change the record without asking
CHANGING = frozenset(
	{
		"frappe.desk.doctype.tag.tag.add_tag",
		"frappe.desk.doctype.tag.tag.add_tags",
		"frappe.desk.doctype.tag.tag.remove_tag",
	}
)
#: endpoints that answer themselves for a record that one does not see (see `answers.py`)
ANSWER_THEMSELVES = frozenset({"frappe.desk.search.get_link_title"})
#: arguments that can name columns or filters of joined records
COLUMN_ARGUMENTS = ("columns", "custom_columns", "field", "fieldname", "fields", "filters", "group_by", "or_filters", "order_by")
JOINED = re.compile(r"(?<![\w.`])`?([a-z_][a-z0-9_]*)`?\.`?[a-z_]")
OWN = "crm_custom."


def check_request() -> None:
	"""Named in `auth_hooks`: the framework calls it once per request, when it knows who asks. Guests and administrators pass.

	Raises RecordOutOfSightError, JoinedColumnError, CountsEveryRecordError, FileOfOthersError.
	"""
	user = frappe.session.user
	if user in (None, "Guest", "Administrator") or roles.SYSTEM_MANAGER in frappe.get_roles(user):
		return
	path = frappe.request.path
	if path.startswith("/private/files/"):
		check_file(unquote(path))
	elif command := frappe.form_dict.get("cmd") or _method_of(path):
		check_call(command, frappe.form_dict)
	elif resource := _resource_of(path):
		check_columns(resource, frappe.form_dict)


def check_call(command: str, arguments: dict[str, Any]) -> None:
	"""The same for one call of an endpoint."""
	if command.startswith(OWN):
		return
	if command.endswith("download_file") and arguments.get("file_url"):
		check_file(arguments["file_url"])
	if command not in ANSWER_THEMSELVES:
		for doctype, name in _named(command, arguments):
			check_record(doctype, name, scope.CHANGE if command in CHANGING else scope.READ)
	check_columns(arguments.get("doctype"), arguments)
	_check_totals(command, arguments)


def check_record(doctype: str, name: str, action: str = scope.READ) -> None:
	"""Raises RecordOutOfSightError for a record that exists and that the user does not see (or must not change)."""
	is_scoped = doctype in scope.POLICIES
	if (scope.includes(doctype, name, action) if is_scoped else followers.includes(doctype, name)) or not frappe.db.exists(doctype, name):
		return
	refuse(RecordOutOfSightError, record=f"{_(doctype)} {name}")


def check_file(address: str) -> None:
	"""Raises FileOfOthersError for a file all of whose uses are out of sight."""
	names = frappe.get_all("File", {"file_url": address}, pluck="name")
	if names and not any(followers.includes("File", name) for name in names):
		refuse(FileOfOthersError, file=address.rsplit("/", 1)[-1])


def check_columns(doctype: str | None, arguments: dict[str, Any]) -> None:
	"""Columns of linked records are joined without asking for their rows. Raises JoinedColumnError unless the user sees all of them."""
	if not isinstance(doctype, str) or not frappe.db.exists("DocType", doctype, cache=True):
		return
	texts = [str(arguments[key]) for key in COLUMN_ARGUMENTS if arguments.get(key)]
	used = {name for text in texts for name in JOINED.findall(text)}
	fields = (frappe.get_meta(doctype).get_field(name) for name in used)
	joined = {field.options for field in fields if field and field.fieldtype == "Link"}
	named = {other for other in scope.POLICIES if other != doctype and any(_names_table(text, other) for text in texts)}
	_check_all_are_seen(joined | named, JoinedColumnError)


def _check_totals(command: str, arguments: dict[str, Any]) -> None:
	"""Totals that the framework makes of the whole table."""
	if command == "frappe.utils.goal.get_monthly_goal_graph_data":
		_check_all_are_seen({arguments.get("goal_doctype")}, CountsEveryRecordError)
	if command == "frappe.desk.query_report.get_data_for_custom_field":
		_check_all_are_seen({arguments.get("doctype")}, CountsEveryRecordError)
	if command in {"frappe.desk.query_report.run", "frappe.desk.query_report.export_query"} and arguments.get("custom_columns"):
		columns = frappe.parse_json(arguments["custom_columns"])
		_check_all_are_seen({column.get("doctype") for column in columns if column.get("link_field")}, JoinedColumnError)


def _check_all_are_seen(doctypes: set[str | None], error: type) -> None:
	for doctype in sorted(filter(followers.is_guarded, doctypes)):
		if followers.readable(doctype) is not None:
			refuse(error, record_type=_(doctype))


def _named(command: str, arguments: dict[str, Any]) -> Iterator[tuple[str, str]]:
	pairs = [(arguments.get(kind), arguments.get(name)) for kind, name in PAIRS]
	if command in ARGUMENTS:
		doctype, argument = ARGUMENTS[command]
		pairs.append((doctype, arguments.get(argument)))
	for doctype, names in pairs:
		if isinstance(doctype, str) and followers.is_guarded(doctype) and names:
			yield from ((doctype, name) for name in _list_of(names))


def _list_of(names: Any) -> list[str]:
	if isinstance(names, str) and names.lstrip().startswith("["):
		names = frappe.parse_json(names)
	return [str(name) for name in (names if isinstance(names, list | tuple) else [names])]


def _names_table(text: str, doctype: str) -> bool:
	return f"tab{doctype}`" in text or f"'{doctype}'," in text or f'"{doctype}",' in text


def _method_of(path: str) -> str | None:
	found = re.fullmatch(r"/api/(?:v\d+/)?method/([^/]+)/?", path)
	return found and found.group(1)


def _resource_of(path: str) -> str | None:
	found = re.fullmatch(r"/api/(?:v\d+/)?(?:resource|document)/([^/]+)/?", path)
	return found and unquote(found.group(1))
