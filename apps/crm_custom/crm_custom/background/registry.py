"""The jobs of the product as data: features declare them, the hook `crm_jobs` names them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import frappe

HOUR = 3600


@dataclass(frozen=True)
class Job:
	"""What is done, by what and how often.

	`code` never changes: runs are kept under it. `title` and `description` are English and translated when shown. `work` takes a Run.
	`cron` in the site's time zone; None for work that is started by a person only. `module`: the optional module without which it is
	skipped. `timeout` in seconds: afterwards it is stopped, and the next run continues at its checkpoint.
	"""

	code: str
	title: str
	work: Callable[[Any], None]
	cron: str | None = None
	module: str | None = None
	description: str = ""
	timeout: int = HOUR


def all_jobs() -> dict[str, Job]:
	"""Every job of the installed apps by its code. Raises ValueError when two jobs share one."""
	jobs: dict[str, Job] = {}
	for pointer in frappe.get_hooks("crm_jobs"):
		job = frappe.get_attr(pointer)
		if job.code in jobs:
			raise ValueError(f"two jobs are called {job.code}")
		jobs[job.code] = job
	return jobs


def get_job(code: str) -> Job:
	"""The job of this code. Raises KeyError: a code comes from the program, not from a person."""
	return all_jobs()[code]
