"""The framework's File with the promise that what hangs on a record of the CRM is private and seen with the record only."""

from __future__ import annotations

import frappe
from frappe.core.doctype.file.file import File

from crm_custom.exceptions import refuse
from crm_custom.permissions import followers, scope
from crm_custom.permissions.refusals import FileOfOthersError

PUBLIC, PRIVATE = "/files/", "/private/files/"


class ScopedFile(File):
	"""Named in `override_doctype_class`: the framework writes the file to the disk before any hook could make it private."""

	def before_insert(self) -> None:
		self.check_address()
		self.take_private_copy()
		super().before_insert()
		if self.hangs_on_scoped_record():
			self.is_private = 1

	def validate(self) -> None:
		if not self.is_new() and self.has_value_changed("file_url"):
			self.check_address()
		if self.hangs_on_scoped_record():
			self.is_private = 1
		super().validate()

	def is_downloadable(self) -> bool:
		return super().is_downloadable() and (not self.name or followers.includes("File", self.name))

	def hangs_on_scoped_record(self) -> bool:
		"""True for files of the CRM's records and of mails, appointments and tasks."""
		follower = followers.FOLLOWERS["File"]
		return bool(self.attached_to_name) and self.attached_to_doctype in {*scope.POLICIES, *follower.also}

	def check_address(self) -> None:
		"""Nobody gets at a private file by naming its address. Raises FileOfOthersError."""
		if frappe.session.user == "Administrator" or not (self.file_url or "").startswith(PRIVATE):
			return
		known = frappe.get_all("File", {"file_url": self.file_url, "name": ["!=", self.name or ""]}, pluck="name")
		if known and not any(frappe.get_doc("File", name).is_downloadable() for name in known):
			refuse(FileOfOthersError, file=self.file_url.rsplit("/", 1)[-1])

	def take_private_copy(self) -> None:
		"""Before the framework stores a new file: private from the beginning; of a public one that is attached, a copy."""
		if not self.hangs_on_scoped_record() or self.is_folder:
			return
		self.is_private = 1
		if (self.file_url or "").startswith(PUBLIC) and not self.get("content"):
			self.is_private = 0
			self.content = self.get_content()
			self.is_private, self.file_url = 1, None
