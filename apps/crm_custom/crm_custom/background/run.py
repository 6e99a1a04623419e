"""What the work of a job is given: its arguments, and the ways to say how far it is."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from typing import Any

import frappe
from frappe.utils import strip_html
from rq.timeouts import BaseTimeoutException

from crm_custom.background import progress, store
from crm_custom.background.rules import outcome

#: seconds between two messages of progress
PROGRESS_EVERY = 0.4
#: how often a record is tried that somebody else's transaction got in the way of
MOST_TRIES = 3
POINT = "one_of_the_run"


class Run:
	"""One run of a job. What is counted becomes visible, and stays, with the next `checkpoint` or the end of the work."""

	def __init__(self, name: str, arguments: dict[str, Any], resume_point: Any = None, only: list[str] | None = None):
		self.name = name
		self.arguments = arguments
		#: the state given to the last checkpoint of a run of the same arguments that did not come to its end; None otherwise
		self.resume_point = resume_point
		#: when failed records are retried: their names; None in an ordinary run
		self.only = only
		self.counts = {"seen": 0, "changed": 0, "failed": 0}
		self._failures: list[tuple[str | None, str, str]] = []
		self._kept = 0
		self._told_at = 0.0

	def saw(self, rows: int = 1) -> None:
		"""So many more rows were looked at."""
		self.counts["seen"] += rows

	def changed(self, rows: int = 1) -> None:
		"""So many more rows were changed."""
		self.counts["changed"] += rows

	def failed(self, record: Any, reason: str) -> None:
		"""A record could not be done: a document, (DocType, name) or a name. The first 200 keep their reason; all are counted."""
		self.counts["failed"] += 1
		if self._kept + len(self._failures) < outcome.KEPT_FAILURES:
			doctype, name = _identify(record)
			self._failures.append((doctype, name, strip_html(str(reason))[:1000]))

	def progress(self, done: float, total: float) -> None:
		"""So much of so much is done: moves the bar of whoever watches. Cheap; call it as often as you like."""
		now = time.monotonic()
		if done < total and now - self._told_at < PROGRESS_EVERY:
			return
		self._told_at = now
		progress.tell(self.name, outcome.RUNNING, done, total)

	def checkpoint(self, state: Any = None) -> None:
		"""Commit what was done so far together with the counts and the state (JSON) at which a later run continues."""
		self._write(resume_point=None if state is None else store.as_json(state))
		store.commit()

	def each(self, records: Iterable[Any], work: Callable[[Any], Any], doctype: str | None = None) -> None:
		"""Do the work for each record name, in the order of names; one that fails changes nothing and stops nobody.

		Each record is committed with its checkpoint: after a death the next run continues behind it. A retry does the failed ones only.
		`work` answers False when there was nothing to change.
		"""
		names = sorted(set(records) & set(self.only)) if self.only is not None else sorted(set(records))
		behind = (self.resume_point or {}).get("after") if self.only is None else None
		for place, name in enumerate(names, 1):
			if behind is None or name > behind:
				self._attempt(name, work, doctype)
				self.checkpoint({"after": name})
			self.progress(place, len(names))

	def _attempt(self, name: Any, work: Callable[[Any], Any], doctype: str | None, tries: int = MOST_TRIES) -> None:
		messages = len(frappe.local.message_log)
		frappe.db.savepoint(POINT)
		try:
			is_changed = work(name) is not False
		except BaseTimeoutException:
			raise
		except Exception as error:
			if _is_connection_lost(error):
				raise
			_undo()
			del frappe.local.message_log[messages:]
			if tries > 1 and frappe.db.is_deadlocked(error):
				return self._attempt(name, work, doctype, tries - 1)
			self.saw()
			self.failed((doctype, name), str(error) or type(error).__name__)
		else:
			self.saw()
			self.changed(int(is_changed))

	def _write(self, **values: Any) -> None:
		store.add_failures(self.name, self._failures, self._kept + 1)
		self._kept += len(self._failures)
		self._failures = []
		store.update_run(self.name, **self.counts, **values)

	def finish(self) -> str:
		"""The work came to its end: what is left is written, nothing is to be continued. Answers the state."""
		self._write(resume_point=None)
		return outcome.state_after_work(self.counts["failed"])


def resume_point_of(text: str | None) -> Any:
	"""A resume point as the work gave it."""
	return json.loads(text) if text else None


def _identify(record: Any) -> tuple[str | None, str]:
	if isinstance(record, tuple):
		return record[0], str(record[1])
	if hasattr(record, "doctype"):
		return record.doctype, str(record.name)
	return None, str(record)


def _undo() -> None:
	"""Back to where the record began: the last checkpoint, when a deadlock or a commit has taken the savepoint away."""
	try:
		frappe.db.rollback(save_point=POINT)
	except frappe.db.OperationalError:
		frappe.db.rollback()


def _is_connection_lost(error: Exception) -> bool:
	"""Whether the database cannot be asked any more: the lock is gone with the connection, so the run must not go on."""
	return isinstance(error, frappe.db.OperationalError) and error.args[:1] in {(2006,), (2013,), (2055,)}
