"""Old logs go, in batches, never earlier than the shortest time (D-24)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import frappe
from frappe.utils import format_date, now_datetime

from crm_custom.background import Job, Run
from crm_custom.base_data.settings import get_setting
from crm_custom.records import operations, wording
from crm_custom.records.rules import retention

BATCH = 2000


@dataclass(frozen=True)
class Kind:
	"""A log: its DocType, the column of its time, its table of lines."""

	doctype: str
	column: str = "creation"
	lines: str | None = None


#: logs that are kept as CRM Settings says; the framework's own ones too, so that its Log Settings cannot clear them earlier
LOGS = (
	Kind("CRM Job Run", "started_at", "CRM Job Failure"),
	Kind(operations.LOG, "at"),
	Kind("Activity Log"),
	Kind("Access Log"),
)
HISTORY = Kind("Version")
PROTECTED = frozenset({kind.doctype for kind in LOGS} | {HISTORY.doctype})


def log_days() -> int:
	"""For how many days logs are kept."""
	return retention.days_in_force(get_setting("log_retention_days"))


def history_days() -> int | None:
	"""For how many days the history of changes is kept; None: for ever."""
	return retention.history_days_in_force(get_setting("history_retention_days"))


def clear_old_logs(run: Run) -> None:
	"""Remove what is older than the retention, kind by kind; each clearing is an entry of the operation log."""
	now = now_datetime()
	plan = [(kind, retention.cutoff(now, log_days())) for kind in LOGS]
	if days := history_days():
		plan.append((HISTORY, retention.cutoff(now, days)))
	total = sum(_count(kind, before) for kind, before in plan)
	for kind, before in plan:
		_clear(run, kind, before, total)


RETENTION = Job(
	code="records.retention",
	title="Removal of old logs",
	description="Removes logs that are older than the time set in CRM Settings. The history of changes goes only when a time is set for it.",
	work=clear_old_logs,
	cron="30 1 * * *",
)


def _clear(run: Run, kind: Kind, before: datetime, total: int) -> None:
	removed = 0
	while names := _oldest(kind, before):
		if kind.lines:
			_delete(kind.lines, "parent", names)
		_delete(kind.doctype, "name", names)
		removed += len(names)
		run.saw(len(names))
		run.changed(len(names))
		run.checkpoint()
		run.progress(run.counts["seen"], total)
	if removed:
		text = wording.said("{0} entries older than {1} were removed").format(removed, format_date(before))
		operations.note(operations.CLEARING, kind.doctype, kind.doctype, text)


def _count(kind: Kind, before: datetime) -> int:
	return frappe.db.count(kind.doctype, {kind.column: ["<", before]})


def _oldest(kind: Kind, before: datetime) -> list[str]:
	table = frappe.qb.DocType(kind.doctype)
	column = table[kind.column]
	rows = frappe.qb.from_(table).select(table.name).where(column < before).orderby(column).limit(BATCH).run()
	return [name for (name,) in rows]


def _delete(doctype: str, column: str, names: list[str]) -> None:
	table = frappe.qb.DocType(doctype)
	frappe.qb.from_(table).delete().where(table[column].isin(names)).run()
