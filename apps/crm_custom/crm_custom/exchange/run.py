"""A run of an import: batches that are committed one by one, each row with its outcome in the framework's import log.

Killed in the middle, a run goes on where it was: rows in the log are left out, rows saved just before the end are found again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html, strip_html_tags
from frappe.utils.file_lock import LockTimeoutError
from frappe.utils.synchronization import filelock

from crm_custom.background.store import commit
from crm_custom.exceptions import refuse
from crm_custom.exchange import records
from crm_custom.exchange.refusals import CellMissingError, ImportRunningError
from crm_custom.exchange.registry import TOGETHER
from crm_custom.exchange.series import follow_given_codes
from crm_custom.exchange.table import Problem, Record, Table

#: records per transaction: others who add customers wait for one batch at most
BATCH = 20
FAILED = "Failed"
#: somebody else had the rows: the batch is done again, record by record
_CONFLICTS = (frappe.QueryDeadlockError, frappe.QueryTimeoutError)
_TRIES = 3


class ImportRun:
	"""One run over the records of a file."""

	def __init__(self, data_import: Any, table: Table):
		self.data_import, self.table = data_import, table
		self.existing = records.Existing(table.doctype, table.records)
		self.together = TOGETHER.get(table.doctype, nullcontext)
		self.started = time.monotonic()

	def go(self) -> None:
		"""Import what is not imported yet, and set the status of the import. Raises ImportRunningError when it is running already."""
		with _only_once(self.data_import.name), _as_import(self.data_import):
			done = forget_failures_and_list_done(self.data_import.name)
			waiting = [record for record in self.table.parents_first() if not done.intersection(record.rows)]
			count = len(self.table.records) - len(waiting)
			for start in range(0, len(waiting), BATCH):
				batch = waiting[start : start + BATCH]
				self._do(batch)
				count += len(batch)
				self._tell(count, start + len(batch))
			self.data_import.db_set("status", status_of(self.data_import.name))
			commit()

	def _do(self, batch: list[Record]) -> None:
		try:
			with self.together():
				results = [(record, self._try(record)) for record in batch]
			self._settle(results)
		except _CONFLICTS:
			frappe.db.rollback()
			for record in batch:
				self._settle([(record, self._insist(record))])

	def _insist(self, record: Record) -> records.Outcome | list[Problem]:
		for _number in range(_TRIES):
			try:
				return self._try(record)
			except _CONFLICTS:
				frappe.db.rollback()
		return [Problem(record.rows[0], "", _("Others were working with the same records. Import again."))]

	def _try(self, record: Record) -> records.Outcome | list[Problem]:
		if record.problems:
			return record.problems
		frappe.db.savepoint("crm_exchange_record")
		frappe.clear_messages()
		try:
			return records.save(self.existing, record, self.data_import.import_type)
		except _CONFLICTS:
			raise
		except Exception as error:
			frappe.db.rollback(save_point="crm_exchange_record")
			return problems_of(error, record, self.table.doctype)
		finally:
			frappe.clear_messages()

	def _settle(self, results: list[tuple[Record, Any]]) -> None:
		"""Commit, then write the log, whose table knows no transactions."""
		created = [outcome.name for _record, outcome in results if not isinstance(outcome, list) and outcome.action == records.CREATED]
		follow_given_codes(self.table.doctype, created if "name" in self.table.fields else [])
		commit()
		for record, outcome in results:
			_log(self.data_import.name, record, outcome)
		commit()

	def _tell(self, count: int, done_now: int) -> None:
		"""Move the progress bar of the form."""
		total = len(self.table.records)
		seconds = (time.monotonic() - self.started) / max(done_now, 1) * (total - count)
		event = {"current": count, "total": total, "data_import": self.data_import.name, "success": True, "eta": seconds}
		frappe.publish_realtime("data_import_progress", event, user=frappe.session.user)


def problems_of(error: Exception, record: Record, doctype: str) -> list[Problem]:
	"""Why a record was refused, in the user's language; an error that nobody foresaw goes to the error log as well."""
	row, meta = record.rows[0], frappe.get_meta(doctype)
	if isinstance(error, frappe.MandatoryError):
		fields = str(error).rsplit(":", 1)[-1].split(",")
		return [Problem(row, _(meta.get_label(field.strip())), _(CellMissingError.message)) for field in fields]
	if isinstance(error, frappe.ValidationError | frappe.PermissionError | frappe.DuplicateEntryError | frappe.DoesNotExistError):
		texts = [strip_html_tags(_message_text(message)) for message in frappe.local.message_log] or [strip_html_tags(str(error))]
		return [Problem(row, "", text) for text in dict.fromkeys(filter(None, texts))] or [Problem(row, "", type(error).__name__)]
	frappe.log_error(title=f"Import: {doctype}, row {row}")
	return [Problem(row, "", _("An error that nobody foresaw. The administrator finds it in the error log."))]


def _message_text(message: Any) -> str:
	"""Releases of the framework keep messages as text or as dictionaries."""
	message = json.loads(message) if isinstance(message, str) else message
	return message.get("message") or ""


def _log(data_import: str, record: Record, outcome: records.Outcome | list[Problem]) -> None:
	failed = isinstance(outcome, list)
	log = frappe.get_doc(
		{
			"doctype": "Data Import Log",
			"log_index": record.rows[0],
			"success": int(not failed),
			"data_import": data_import,
			"row_indexes": json.dumps(record.rows),
			"docname": None if failed else outcome.name,
			"messages": json.dumps(_as_messages(outcome)) if failed else json.dumps([outcome.action]),
			"exception": "\n".join(map(str, outcome)) if failed else None,
		}
	)
	log.db_insert()


def _as_messages(problems: list[Problem]) -> list[Any]:
	"""As the framework keeps messages, so that its form shows them. Cells are text of strangers: escaped."""
	frappe.clear_messages()
	for problem in problems:
		frappe.msgprint(escape_html(problem.reason), title=escape_html(problem.heading) or _("Not imported"))
	messages = frappe.local.message_log
	frappe.clear_messages()
	return messages


def forget_failures_and_list_done(data_import: str) -> set[int]:
	"""The rows that an earlier run imported; the log of those that failed is dropped, they are tried again."""
	frappe.db.delete("Data Import Log", {"data_import": data_import, "success": 0})
	logs = frappe.get_all("Data Import Log", {"data_import": data_import, "success": 1}, pluck="row_indexes", limit=0)
	return {row for log in logs for row in json.loads(log)}


def status_of(data_import: str) -> str:
	"""The status of a finished run: all rows, some, or none."""
	counts = count_outcomes(data_import)
	if not counts.get(FAILED):
		return "Success"
	return "Error" if set(counts) == {FAILED} else "Partial Success"


def count_outcomes(data_import: str) -> dict[str, int]:
	"""How many records were created, updated, unchanged and failed; only what occurs."""
	logs = frappe.get_all("Data Import Log", {"data_import": data_import}, ["success", "messages"], limit=0)
	counts: dict[str, int] = {}
	for log in logs:
		action = json.loads(log.messages)[0] if log.success else FAILED
		counts[action] = counts.get(action, 0) + 1
	return counts


@contextmanager
def _only_once(name: str) -> Iterator[None]:
	"""A lock that the operating system releases with the process, so that a killed run does not block the next one."""
	try:
		with filelock(f"crm_import_{frappe.scrub(name)}", timeout=0.1):
			yield
	except LockTimeoutError:
		refuse(ImportRunningError)


@contextmanager
def _as_import(data_import: Any) -> Iterator[None]:
	before = frappe.flags.mute_emails
	frappe.flags.in_import, frappe.flags.mute_emails = True, data_import.mute_emails or before
	try:
		yield
	finally:
		frappe.flags.in_import, frappe.flags.mute_emails = False, before
