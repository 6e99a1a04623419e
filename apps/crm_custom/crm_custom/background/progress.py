"""How far a run is: for the browsers that watch it, and for those that ask."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils import now_datetime

from crm_custom.background.rules import outcome

EVENT = "crm_job_run"
KEEP_SECONDS = 3600


def tell(run: str, state: str, done: float, total: float) -> None:
	"""Send how far the run is to the person on whose behalf it works, and keep it for whoever asks. Past the transaction."""
	news = {
		"run": run,
		"state": state,
		"done": done,
		"total": total,
		"percent": outcome.percent(done, total),
		"told_at": str(now_datetime()),
	}
	frappe.cache().set_value(_key(run), news, expires_in_sec=KEEP_SECONDS)
	frappe.publish_realtime(EVENT, news, user=frappe.session.user)


def told(run: str) -> dict[str, Any]:
	"""What was told last about a run; empty when nothing was or when it is too long ago."""
	return frappe.cache().get_value(_key(run), expires=True) or {}


def _key(run: str) -> str:
	return f"crm_job_progress:{run}"
