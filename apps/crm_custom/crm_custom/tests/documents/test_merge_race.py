"""Two supervisors at the same moment, and a process that dies in the middle: merged once, or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import frappe
import pytest

from crm_custom.customer_management.merge import services, undo
from crm_custom.customer_management.merge.refusals import MergedAlreadyError, MergeUndoneError
from crm_custom.tests import factories_customer as make
from crm_custom.tests.documents.test_customer_race import erase, race
from crm_custom.tests.site_fixtures import BENCH, SITE, in_thread


@pytest.fixture
def shared() -> Iterator[dict]:
	"""Two committed customers of one manager; erased afterwards with everything that was made of them."""

	def build() -> dict:
		values = {"customer_manager": make.make_manager(), "grade": make.make_grade(), "region": make.make_region()}
		return {**values, "names": [make.make_customer(**values).name for _side in range(2)]}

	values = in_thread(build)
	yield values
	in_thread(lambda: clear(values))


def clear(values: dict) -> None:
	frappe.db.delete("Customer Merge", {"survivor": ["in", values["names"]]})
	frappe.db.delete("Comment", {"reference_name": ["in", values["names"]]})
	frappe.db.set_value("Customer", {"name": ["in", values["names"]]}, "merged_into", None)
	erase(values)


def test_of_two_who_merge_the_same_customers_at_once_one_does(shared: dict):
	names = shared["names"]
	results = race(lambda: services.merge(names, names[0]))
	assert isinstance(results[0], str)
	assert isinstance(results[1], MergedAlreadyError)
	assert in_thread(lambda: frappe.db.count("Customer Merge", {"survivor": names[0]})) == 1


def test_of_two_who_undo_the_same_merge_at_once_one_does(shared: dict):
	names = shared["names"]
	log = in_thread(lambda: services.merge(names, names[0]))
	results = race(lambda: undo.undo(log))
	assert results[0] == []
	assert isinstance(results[1], MergeUndoneError)


KILLED_IN_THE_MIDDLE = """
import os, signal, sys
import frappe
frappe.init(site=sys.argv[1], sites_path=".")
frappe.connect()
from crm_custom.customer_management.merge import services
services._write_log = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
services.merge(sys.argv[2:4], sys.argv[2])
"""


def test_a_merge_that_is_killed_in_the_middle_has_changed_nothing_and_can_be_done_again(shared: dict):
	names = shared["names"]
	command = [sys.executable, "-c", KILLED_IN_THE_MIDDLE, SITE, *names]
	died = subprocess.run(command, cwd=BENCH / "sites", env=dict(os.environ), capture_output=True, text=True)
	assert died.returncode == -signal.SIGKILL, died.stderr
	states = in_thread(lambda: frappe.get_all("Customer", {"name": ["in", names]}, ["status", "merged_into"]))
	assert [(row.status, row.merged_into) for row in states] == [("Normal", None)] * 2
	assert in_thread(lambda: services.merge(names, names[0]))
