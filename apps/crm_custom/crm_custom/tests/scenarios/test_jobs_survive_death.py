"""Jobs in processes of their own: two schedulers at once, a process killed in the middle, a worker killed under a job started by hand."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import Popen

import frappe
import pytest
from frappe.utils import now_datetime

from crm_custom.background import clock, registry, store
from crm_custom.background.rules import outcome
from crm_custom.tests.background_processes import ROWS, SLOW, enqueue_by_hand, spawn
from crm_custom.tests.site_fixtures import in_thread

PATIENCE_SECONDS = 60


@pytest.fixture(autouse=True)
def slow_job() -> Iterator[None]:
	"""A committed row for the slow job; afterwards nothing of it is left."""
	in_thread(forget)
	in_thread(make_row)
	yield
	in_thread(forget)


def make_row() -> None:
	doc = frappe.get_doc({"doctype": "CRM Job", "code": SLOW, "title": "Slow", "is_enabled": 0, "waiting_since": now_datetime()})
	doc.flags.by_the_system = True
	doc.insert()


def forget() -> None:
	runs = frappe.get_all("CRM Job Run", {"job": SLOW}, pluck="name")
	frappe.db.delete("CRM Job Failure", {"parent": ["in", runs]})
	frappe.db.delete("CRM Job Run", {"job": SLOW})
	frappe.db.delete("CRM Job", {"name": SLOW})
	frappe.db.delete("CRM Operation Log", {"kind": "Job", "object_name": "Slow"})
	frappe.db.delete("DefaultValue", {"defkey": ["like", "crm_test_slow%"]})
	frappe.clear_cache()


def done() -> dict[str, int]:
	"""How often each row was done, as others see it."""
	read = lambda: frappe.get_all("DefaultValue", {"defkey": ["like", "crm_test_slow%"]}, ["defkey", "defvalue"])
	return {row.defkey.removeprefix("crm_test_slow "): int(row.defvalue) for row in in_thread(read)}


def runs() -> list:
	columns = ["name", "state", "seen", "by_hand", "message", "resume_point"]
	return in_thread(lambda: frappe.get_all("CRM Job Run", {"job": SLOW}, columns, order_by="started_at"))


def wait_for(condition: Callable[[], bool]) -> None:
	end = time.monotonic() + PATIENCE_SECONDS
	while not condition():
		assert time.monotonic() < end, "nothing happened"
		time.sleep(0.2)


def kill(process: Popen) -> None:
	"""kill -9 for the process and everything that it started, as when the machine loses its power."""
	children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
	for number in (process.pid, *map(int, children)):  # a worker's job runs in a child that is in no group with it
		os.kill(number, signal.SIGKILL)
	process.wait(timeout=30)


def answer_of(process: Popen) -> str:
	return process.communicate(timeout=PATIENCE_SECONDS)[0].strip()


def test_of_two_schedulers_at_once_one_runs_the_job():
	both = [spawn("run", SLOW), spawn("run", SLOW)]
	answers = sorted(answer_of(process) for process in both)
	assert answers[1] == "not run" or answers[0] == "not run"
	assert [run.state for run in runs()] == [outcome.FINISHED]
	assert done() == dict.fromkeys(ROWS, 1)


def test_a_job_killed_in_the_middle_goes_on_where_it_stopped():
	first = spawn("run", SLOW)
	wait_for(lambda: len(done()) >= 4)
	kill(first)
	assert [run.state for run in runs()] == [outcome.RUNNING]

	answer_of(spawn("run", SLOW))
	dead, second = runs()
	assert (dead.state, second.state) == (outcome.INTERRUPTED, outcome.FINISHED)
	assert dead.message
	assert 4 <= dead.seen < len(ROWS)
	assert dead.seen + second.seen == len(ROWS)
	assert done() == dict.fromkeys(ROWS, 1)
	assert second.resume_point is None


def test_a_worker_killed_under_a_job_started_by_hand_leaves_a_run_that_the_clock_finds():
	queue = f"crm-test-{frappe.generate_hash(length=8)}"
	enqueue_by_hand(queue, SLOW)
	worker = spawn("work", queue)
	wait_for(lambda: len(done()) >= 3)
	assert clock.revive_the_dead(registry.all_jobs()) == []  # it lives
	kill(worker)
	wait_for(lambda: in_thread(lambda: clock.revive_the_dead({}) or store.find_last_states(SLOW, 1) == [outcome.INTERRUPTED]))
	enqueue_by_hand(queue, SLOW)
	answer_of(spawn("work", queue))
	dead, second = runs()
	assert (dead.state, second.state) == (outcome.INTERRUPTED, outcome.FINISHED)
	assert (dead.by_hand, second.by_hand) == (1, 1)
	assert done() == dict.fromkeys(ROWS, 1)
