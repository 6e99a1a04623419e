"""Prints how long look-ups take on a large base: python -m crm_custom.tests.bench [customers]. `CRM_TEST_SITE` names a site of its own.

Figures of one run stand beside each other: milliseconds of this machine, and how many times a primary-key read they are. Nothing is
asserted: tests assert the number of statements and their plans, which do not vary with the machine.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import frappe

from crm_custom.background.store import commit
from crm_custom.customer_management.duplicates import candidates, keys, scan, search
from crm_custom.customer_management.duplicates.rules.keys import Facts
from crm_custom.customer_management.duplicates.rules.likeness import TELL
from crm_custom.tests.bench.customers import seed
from crm_custom.tests.site_fixtures import BENCH

ROUNDS = 60


def main(number: int) -> None:
	"""Seed, measure, print."""
	os.chdir(BENCH / "sites")
	frappe.init(site=os.environ["CRM_TEST_SITE"], sites_path=str(BENCH / "sites"))
	frappe.connect()
	frappe.flags.in_test = frappe.flags.mute_emails = True
	seconds = _timed(lambda: seed(number))
	total, rows = frappe.db.count("Customer"), frappe.db.count(keys.KEY_TABLE)
	print(f"{total:,} customers, {rows:,} keys; seeding took {seconds:.0f} s\n")
	_print_table(_measure())
	run = _Run()
	seconds = _timed(lambda: scan.scan(run))
	print(f"\nsearch of the whole base: {seconds:.0f} s, {run.found:,} pairs found, in {run.batches} batches")
	codes = frappe.get_all("Customer", pluck="name", limit=keys.BATCH)
	print(f"keys of {keys.BATCH:,} customers anew: {_timed(lambda: keys.refresh(codes)):.1f} s")
	frappe.db.rollback()
	frappe.destroy()


class _Run:
	resume_point, arguments = None, {}

	def __init__(self) -> None:
		self.found = self.batches = 0

	def saw(self, _rows: int) -> None: ...

	def progress(self, _done: float, _total: float) -> None: ...

	def changed(self, rows: int) -> None:
		self.found += rows

	def checkpoint(self, _state: Any) -> None:
		self.batches += 1
		commit()


def _measure() -> list[tuple[str, list[float]]]:
	names = frappe.get_all("Customer", pluck="customer_name", limit=ROUNDS, order_by="name desc")
	code = frappe.get_all("Customer", pluck="name", limit=1)[0]

	def look_up(name: str) -> Any:
		return candidates.find_likely(Facts(name=name, numbers=frozenset({"+8613900000001"}), email="info@company3.com.cn"), TELL)

	work: list[tuple[str, Callable[[str], Any]]] = [
		("read one customer by its code", lambda _name: frappe.db.get_value("Customer", code, "customer_name")),
		("likely duplicates: a name that is there", look_up),
		("likely duplicates: the same with another form", lambda name: look_up(f"上海市{name}集团")),
		("likely duplicates: a name that is not there", lambda name: look_up(name[::-1])),
		("search: pinyin initials", lambda _name: search.find_codes("hxkj")),
		("search: beginning of a number", lambda _name: search.find_codes("1390000")),
		("search: two characters", lambda name: search.find_codes(name[:2])),
		("link search, as a user", lambda name: search.customer_query("Customer", name[:4], "name", 0, 10)),
	]
	return [(title, [_timed(lambda do=do, name=name: do(name)) * 1000 for name in names]) for title, do in work]


def _print_table(measured: list[tuple[str, list[float]]]) -> None:
	base = statistics.median(measured[0][1])
	print(f"{'':<48}{'median ms':>10}{'p95 ms':>9}{'times a read':>14}")
	for title, times in measured:
		median, p95 = statistics.median(times), sorted(times)[int(len(times) * 0.95)]
		print(f"{title:<48}{median:>10.1f}{p95:>9.1f}{median / base:>14.0f}")


def _timed(do: Callable[[], Any]) -> float:
	started = time.perf_counter()
	do()
	return time.perf_counter() - started


if __name__ == "__main__":
	main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
