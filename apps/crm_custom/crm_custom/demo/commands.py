"""Create and clear the demo company; run by an administrator, never by an installation."""

from __future__ import annotations

from collections import Counter
from datetime import date

import frappe
from frappe import _
from frappe.utils import getdate, nowdate

from crm_custom.customer_management.duplicates import keys, pairs
from crm_custom.demo import register
from crm_custom.demo.company import Company
from crm_custom.demo.conversations import make_conversations
from crm_custom.demo.people import address_of, make_people
from crm_custom.demo.story import PEOPLE
from crm_custom.permissions.roles import SYSTEM_MANAGER

#: rows that the framework writes about records, cleared with them: document type, field of the type, field of the name
TRACES = (
	("Version", "ref_doctype", "docname"),
	("Notification Log", "document_type", "document_name"),
	("ToDo", "reference_type", "reference_name"),
	("Comment", "reference_doctype", "reference_name"),
	("Workflow Action", "reference_doctype", "reference_name"),
	("View Log", "reference_doctype", "reference_name"),
	("DocShare", "share_doctype", "share_name"),
)

#: rows that the framework writes about a person at work, cleared with the person: document type, field of the user
TRACES_OF_A_PERSON = (
	("Access Log", "user"),
	("Activity Log", "user"),
	("Dashboard Settings", "user"),
	("DocShare", "user"),
	("Energy Point Log", "user"),
	("List Filter", "for_user"),
	("Notification Log", "for_user"),
	("Notification Log", "from_user"),
	("Route History", "user"),
	("View Log", "viewed_by"),
)


def create_company(
	language: str = "en", password_of: dict[str, str] | None = None, today: date | str | None = None
) -> list[dict[str, str]]:
	"""Create the demo company in this language ("en" or "zh") and answer its users: [{"user", "role", "language"}].

	A second call adds nothing and answers the same users. Passwords by user name in `password_of`; others are random and unknown.
	`today` is the day that the story counts from; None means the present day. Does not commit. As Administrator.
	"""
	_check_administrator()
	if not register.get_entries():
		_create(language, password_of or {}, getdate(today or nowdate()))
	users = {address_of(person.key): person.role for person in PEOPLE}
	rows = frappe.get_all("User", {"name": ["in", list(users)]}, ["name", "language"])
	language_of = {row.name: row.language for row in rows}
	return [{"user": user, "role": role, "language": language_of[user]} for user, role in users.items() if user in language_of]


def clear_company() -> dict[str, int]:
	"""Remove what `create_company` made and nothing else; answers how many records of each type went.

	A demo record that a record made by somebody else refers to stays, and is counted as "kept": clear again when that one is gone. Does
	not commit. As Administrator.
	"""
	_check_administrator()
	removed: Counter[str] = Counter()
	entries = register.get_entries()
	while entries:
		left = [entry for entry in entries if not _remove(*entry)]
		removed.update(document_type for document_type, _name in set(entries) - set(left))
		if len(left) == len(entries):
			removed["kept"] = len(left)
			break
		entries = left
	frappe.clear_cache()
	return dict(removed)


def _check_administrator() -> None:
	if SYSTEM_MANAGER not in frappe.get_roles():
		frappe.throw(_("Only an administrator creates and clears the demo company."), frappe.PermissionError)


def _create(language: str, password_of: dict[str, str], today: date) -> None:
	before, muted = frappe.session.user, frappe.flags.mute_emails
	frappe.flags.mute_emails = True
	try:
		make_people(language, password_of)
		company = Company(language, today)
		company.make_goods()
		company.make_customers()
		company.make_orders()
		company.make_opportunities()
		company.make_services()
		make_conversations(company.customers, language, today)
	finally:
		frappe.flags.mute_emails = muted
		frappe.set_user(before)


def _remove(document_type: str, name: str) -> bool:
	"""True when the record is gone; False when something that stays refers to it."""
	point = "one_demo_record"
	frappe.db.savepoint(point)
	try:
		_remove_traces(document_type, name)
		if document_type == "Customer":
			keys.forget(name)
			pairs.forget(name)
		# the guards of deletion are for people; here the whole story goes
		frappe.delete_doc(document_type, name, ignore_permissions=True, ignore_on_trash=True, ignore_missing=True, delete_permanently=True)
	except frappe.LinkExistsError:
		frappe.db.rollback(save_point=point)
		frappe.clear_last_message()
		return False
	_remove_traces(document_type, name)
	register.forget(document_type, name)
	return True


def _remove_traces(document_type: str, name: str) -> None:
	for trace, type_field, name_field in TRACES:
		frappe.db.delete(trace, {type_field: document_type, name_field: name})
	# the framework's remark that somebody deleted it
	subject = f"{_(document_type)} {name}"
	frappe.db.delete("Comment", {"comment_type": "Deleted", "reference_doctype": document_type, "subject": subject})
	if document_type == "Customer":
		frappe.db.delete("Customer Ownership Log", {"customer": name})
	if document_type == "User":
		for trace, field in TRACES_OF_A_PERSON:
			# a line of the framework may lack one of them
			if frappe.db.table_exists(trace):
				frappe.db.delete(trace, {field: name})
		frappe.db.delete("__Auth", {"doctype": "User", "name": name})
