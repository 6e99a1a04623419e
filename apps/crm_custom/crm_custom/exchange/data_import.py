"""The framework's Data Import, for DocTypes of the CRM with a reader and a run of its own; all others as the framework does it.

DocType, form, preview, choice of columns, import log and progress bar are the framework's.
"""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe.core.doctype.data_import.data_import import DataImport
from frappe.utils.background_jobs import enqueue

from crm_custom.exchange import failed_rows
from crm_custom.exchange.files import rows_of
from crm_custom.exchange.preview import preview_of
from crm_custom.exchange.registry import is_ours
from crm_custom.exchange.run import ImportRun
from crm_custom.exchange.table import Table

#: seconds that a run may take: some hundred thousand rows
_TIMEOUT = 6 * 60 * 60


class CRMDataImport(DataImport):
	"""Takes the place of the framework's class; what it changes is only for DocTypes of the CRM."""

	def validate(self) -> None:
		"""Another file, or other columns of it, is another import: nothing of it is done yet."""
		super().validate()
		before = self.get_doc_before_save()
		if before and (before.import_file, before.google_sheets_url) != (self.import_file, self.google_sheets_url):
			frappe.db.delete("Data Import Log", {"data_import": self.name})
			self.status = "Pending"

	def validate_import_file(self) -> None:
		"""The file can be read. Raises what `files` and `table` raise."""
		if self._is_ours():
			frappe.permissions.can_import(self.reference_doctype, raise_exception=True)
			if self.import_file:
				self.read_table()
		else:
			super().validate_import_file()

	def set_payload_count(self) -> None:
		"""How many records the file has."""
		if not self._is_ours():
			super().set_payload_count()
		elif self.import_file:
			self.payload_count = len(self.read_table().records)

	@frappe.whitelist(methods=["GET", "POST"])
	def get_preview_from_template(self: CRMDataImport, import_file: str | None = None, google_sheets_url: str | None = None) -> Any:
		"""What the form shows of the file: columns, first rows, and what is wrong."""
		if not self._is_ours():
			return super().get_preview_from_template(import_file, google_sheets_url)
		self.check_permission("read")
		self.import_file = import_file or self.import_file
		self.google_sheets_url = google_sheets_url or self.google_sheets_url
		if not (self.import_file or self.google_sheets_url):
			return None
		return preview_of(self.name, self.read_table())

	def start_import(self) -> bool:
		"""Begin, or go on with, the import in the background."""
		if not self._is_ours():
			return super().start_import()
		self.check_permission("write")
		frappe.permissions.can_import(self.reference_doctype, raise_exception=True)
		enqueue(run_import, queue="long", timeout=_TIMEOUT, data_import=self.name, now=bool(frappe.flags.in_test))
		return True

	def export_errored_rows(self) -> None:
		"""The rows that failed, with the reason, as a file to correct and to import again."""
		if not self._is_ours():
			super().export_errored_rows()
		else:
			self.check_permission("read")
			failed_rows.build_response(self)

	def read_table(self) -> Table:
		"""The file as records; read once for one state of the document."""
		options = json.loads(self.template_options or "{}")
		state = (self.reference_doctype, self.import_file, self.google_sheets_url, self.template_options, frappe.local.lang)
		if self.get("_table_state") != state:
			self._table = Table(self.reference_doctype, rows_of(self), options.get("column_to_field_map"))
			self._table_state = state
		return self._table

	def _is_ours(self) -> bool:
		return bool(self.reference_doctype) and is_ours(self.reference_doctype)


def run_import(data_import: str) -> None:
	"""Background work: one run of an import, in the language of whoever started it."""
	doc = frappe.get_doc("Data Import", data_import)
	frappe.set_user_lang(frappe.session.user)
	try:
		ImportRun(doc, doc.read_table()).go()
	except Exception:
		frappe.db.rollback()
		doc.log_error("Data import failed")
		doc.db_set("status", "Error")
	frappe.publish_realtime("data_import_refresh", {"data_import": data_import}, user=frappe.session.user)
