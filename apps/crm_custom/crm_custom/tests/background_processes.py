"""Processes of their own for tests of background work: jobs that only they know, a worker, a holder of a lock.

`python -m crm_custom.tests.background_processes <command> …` inside the bench's `sites`; the tests start it by `spawn`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

import frappe

from crm_custom.background import Job, lock, registry, run_job
from crm_custom.background.run import Run
from crm_custom.tests.site_fixtures import BENCH, SITE

SLOW = "test.slow"
ROWS = [f"row {number:02}" for number in range(20)]


def count_rows(run: Run) -> None:
	"""Writes each row that it does into the site's defaults, a tenth of a second each."""

	def do(name: str) -> None:
		time.sleep(0.1)
		frappe.db.set_default(f"crm_test_slow {name}", str(int(frappe.db.get_default(f"crm_test_slow {name}") or 0) + 1))

	run.each(run.arguments.get("rows") or ROWS, do)


def know_test_jobs() -> None:
	"""Declare the jobs of tests in this process only."""
	jobs = {**registry.all_jobs(), SLOW: Job(code=SLOW, title="Slow", work=count_rows)}
	for name, module in list(sys.modules.items()):
		if name.startswith("crm_custom.background") and hasattr(module, "all_jobs"):
			module.all_jobs = lambda: jobs


def spawn(*arguments: str) -> subprocess.Popen:
	"""Start a process of this module."""
	environment = {**os.environ, "CRM_BENCH_ROOT": str(BENCH), "CRM_TEST_SITE": SITE}
	command = [sys.executable, "-m", "crm_custom.tests.background_processes", *arguments]
	return subprocess.Popen(
		command, cwd=BENCH / "sites", env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
	)


class Holder:
	"""Another process that holds the lock of a job until it is let go."""

	def __init__(self, code: str):
		self.process = spawn("hold", code)
		assert self.process.stdout.readline().strip() == "held"

	def release(self) -> None:
		self.process.communicate("done\n", timeout=30)


def main(command: str, *arguments: str) -> None:
	"""hold CODE | run CODE | work QUEUE"""
	frappe.init(site=SITE, sites_path=str(BENCH / "sites"))
	frappe.connect()
	frappe.set_user("Administrator")
	frappe.flags.mute_emails = True
	know_test_jobs()
	if command == "hold":
		with lock.held(arguments[0]) as is_mine:
			print("held" if is_mine else "refused", flush=True)
			sys.stdin.readline()
	elif command == "run":
		print(run_job(arguments[0]) or "not run", flush=True)
	elif command == "work":
		work(arguments[0])


def work(queue: str) -> None:
	"""An RQ worker as the framework starts it, on a queue of its own that no other worker knows; it ends when the queue is empty."""
	from frappe.utils.background_jobs import get_redis_conn
	from rq import Worker

	connection = get_redis_conn()
	frappe.destroy()
	Worker([queue], connection=connection).work(burst=True, logging_level="WARNING")


def enqueue_by_hand(queue: str, code: str) -> None:
	"""What Run now puts into the queue, in a queue of the test's own."""
	from frappe.utils.background_jobs import execute_job, get_redis_conn
	from rq import Queue

	method = f"{run_job.__module__}.{run_job.__name__}"
	kwargs = {"code": code, "by_hand": True}
	values = {"site": SITE, "user": "Administrator", "method": method, "event": None, "job_name": code, "kwargs": kwargs}
	Queue(queue, connection=get_redis_conn()).enqueue_call(execute_job, kwargs=values, timeout=120)


if __name__ == "__main__":
	main(*sys.argv[1:])
