"""What browser tests do behind the Desk: a connection to the same site, to set a person's language and to tidy up."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import frappe

#: made by these tests, in an order in which nothing refers to what is already gone
MADE = (
	"Work Handover Item",
	"Work Handover",
	"CRM Job Run",
	"Promise",
	"Interaction",
	"Customer Merge",
	"Duplicate Pair",
	"Service",
	"Development Plan",
	"Sales Opportunity",
	"Contact",
	"Customer Ownership Log",
	"Customer",
	"ToDo",
	"File",
	"Staff Profile",
	"User",
	"Notification Settings",
	"CRM Department",
)
#: rows that the framework keeps about them: document type, field of the type, field of the name
TRACES = (
	("Version", "ref_doctype", "docname"),
	("Notification Log", "document_type", "document_name"),
	("Comment", "reference_doctype", "reference_name"),
	("Workflow Action", "reference_doctype", "reference_name"),
	("View Log", "reference_doctype", "reference_name"),
	("DocShare", "share_doctype", "share_name"),
	("Deleted Document", "deleted_doctype", "deleted_name"),
)


class Backstage:
	"""The test site, outside any request."""

	def __init__(self, bench: Path, site: str):
		os.chdir(bench / "sites")
		frappe.init(site=site, sites_path=str(bench / "sites"))
		assert frappe.conf.allow_tests, f"{site} does not allow tests"
		frappe.connect()
		frappe.flags.in_test = True
		frappe.flags.mute_emails = True
		self.started = frappe.utils.now()

	def close(self) -> None:
		frappe.destroy()

	@contextmanager
	def at_work(self) -> Iterator[None]:
		"""A transaction of its own that sees what others have committed."""
		frappe.db.rollback()
		frappe.set_user("Administrator")
		frappe.local.document_cache = {}
		frappe.db.value_cache = {}
		yield
		frappe.db.commit()

	def speak(self, user: str, language: str) -> None:
		"""The language that this user reads from the next page on."""
		with self.at_work():
			if frappe.db.get_value("User", user, "language") != language:
				frappe.db.set_value("User", user, "language", language)
				frappe.db.commit()
				frappe.clear_cache(user=user)

	def start_job(self, job: Callable[[], None], user: str) -> None:
		"""Give a job to the background workers, as if this user had started it."""
		with self.at_work():
			frappe.set_user(user)
			frappe.enqueue(job)
			frappe.set_user("Administrator")

	def tidy(self) -> None:
		"""Remove what was made since the beginning, so that the next run and other tests find the site as it was."""
		with self.at_work():
			for doctype in MADE:
				for name in frappe.get_all(doctype, {"creation": [">=", self.started]}, pluck="name"):
					self._remove(doctype, name)

	@staticmethod
	def _remove(doctype: str, name: str) -> None:
		frappe.delete_doc(doctype, name, force=True, ignore_permissions=True, ignore_on_trash=True, ignore_missing=True)
		for trace, type_field, name_field in TRACES:
			frappe.db.delete(trace, {type_field: doctype, name_field: name})
