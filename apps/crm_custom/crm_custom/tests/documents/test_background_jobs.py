"""What a job promises: logged, failures apart, checkpoints, once at a time, only for administrators."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
from frappe.utils import add_to_date, now_datetime

from crm_custom.background import Job, api, catalogue, clock, lock, registry, run_job, runner, start_job, store
from crm_custom.background.refusals import (
	JobModuleOffError,
	JobNeedsArgumentsError,
	JobRunningError,
	JobScheduleError,
	LogReadOnlyError,
	NothingToRetryError,
)
from crm_custom.background.rules import outcome
from crm_custom.tests import factories as make
from crm_custom.tests.site_fixtures import count_queries, in_thread


@pytest.fixture
def declare(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Job]:
	"""Declare a job, as a feature does."""
	jobs = dict(registry.all_jobs())
	for module in (registry, clock, catalogue):
		monkeypatch.setattr(module, "all_jobs", lambda: jobs)

	def add(work: Callable[[Any], None], **values: Any) -> Job:
		job = Job(code=f"test.{make.unique('job').replace(' ', '.')}", title="Reminders of due plan steps", work=work, **values)
		jobs[job.code] = job
		catalogue.ensure_jobs()
		return job

	return add


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> list[dict]:
	"""What would be put into the queue."""
	sent: list[dict] = []
	real = frappe.enqueue
	monkeypatch.setattr(frappe, "enqueue", lambda method, **values: sent.append(values) if method is run_job else real(method, **values))
	monkeypatch.setattr(runner, "is_job_enqueued", lambda job_id: any(values["job_id"] == job_id for values in sent))
	return sent


@pytest.fixture
def held_elsewhere() -> Iterator[Callable[[str], None]]:
	"""Another process holds the lock of a job."""
	from crm_custom.tests.background_processes import Holder

	holders: list[Holder] = []

	def hold(code: str) -> None:
		holders.append(Holder(code))

	yield hold
	for holder in holders:
		holder.release()


def read(name: str) -> Any:
	return frappe.get_doc("CRM Job Run", name)


def test_a_run_says_who_when_how_many_and_how_it_ended(declare):
	def work(run):
		run.saw(3)
		run.changed(2)

	run = read(run_job(declare(work, cron="0 2 * * *").code, by_hand=True))
	assert (run.state, run.seen, run.changed, run.failed, run.by_hand) == (outcome.FINISHED, 3, 2, 0, 1)
	assert run.started_by == "Administrator" and run.started_at <= run.ended_at and run.duration >= 0
	job = frappe.get_doc("CRM Job", run.job)
	assert (job.last_run, job.last_state, job.last_finished_at) == (run.name, outcome.FINISHED, run.ended_at)


def test_a_record_that_fails_stops_nobody_and_changes_nothing(declare):
	value = frappe.generate_hash(length=8)

	def work(run):
		run.each(["a", "b", "c"], lambda name: touch(name, value), doctype="Customer Source")

	def touch(name: str, title: str) -> None:
		frappe.get_doc({"doctype": "Customer Source", "title": f"{name} {title}"}).insert()
		if name == "b":
			frappe.throw("<b>no</b> b")

	run = read(run_job(declare(work).code))
	assert run.state == outcome.FINISHED_WITH_FAILURES
	assert (run.seen, run.changed, run.failed) == (3, 2, 1)
	assert [(row.record_type, row.record, row.reason) for row in run.failures] == [("Customer Source", "b", "no b")]
	assert frappe.get_all("Customer Source", {"title": ["like", f"%{value}"]}, pluck="title", order_by="title") == [
		f"a {value}",
		f"c {value}",
	]
	assert frappe.local.message_log == []


def test_of_many_failures_the_first_keep_their_reason_and_all_are_counted(declare):
	def work(run):
		for number in range(outcome.KEPT_FAILURES + 30):
			run.failed(("Customer", f"K{number}"), "no")
			if number % 50 == 0:
				run.checkpoint()

	run = read(run_job(declare(work).code))
	assert run.failed == outcome.KEPT_FAILURES + 30
	assert len(run.failures) == outcome.KEPT_FAILURES
	assert [row.idx for row in run.failures] == list(range(1, outcome.KEPT_FAILURES + 1))


def test_a_retry_does_what_failed_and_nothing_else(declare, queue):
	done: list[list[str]] = [[]]

	def work(run):
		run.each(["a", "b", "c", "d"], lambda name: attempt(name))

	def attempt(name: str) -> None:
		done[-1].append(name)
		if name in "bd" and len(done) == 1:
			frappe.throw("not today")

	job = declare(work)
	first = run_job(job.code)
	api.retry_failed(first)
	done.append([])
	second = read(run_job(**{key: queue[0][key] for key in ("code", "by_hand", "arguments", "retry_of")}))
	assert done == [["a", "b", "c", "d"], ["b", "d"]]
	assert (second.state, second.seen) == (outcome.FINISHED, 2)
	queue.clear()
	with pytest.raises(NothingToRetryError):
		api.retry_failed(first)


def test_the_next_run_of_the_same_arguments_continues_at_the_checkpoint(declare, monkeypatch):
	points: list[Any] = []
	monkeypatch.setattr(frappe.db, "rollback", lambda *args, **kwargs: None)

	def work(run):
		points.append((run.arguments, run.resume_point))
		run.checkpoint({"after": "m"})
		if len(points) == 1:
			raise RuntimeError("the wall is in the way")

	code = declare(work).code
	stopped = read(run_job(code, arguments={"to": "x"}))
	assert (stopped.state, stopped.message) == (outcome.FAILED, "the wall is in the way")
	run_job(code, arguments={"to": "y"})
	run_job(code, arguments={"to": "x"})
	run_job(code, arguments={"to": "x"})
	assert points == [({"to": "x"}, None), ({"to": "y"}, None), ({"to": "x"}, {"after": "m"}), ({"to": "x"}, None)]


def test_records_before_the_checkpoint_are_not_done_again(declare):
	job = declare(lambda run: run.each(["a", "b", "c"], seen.append))
	seen: list[str] = []
	name = store.begin_run(job.code, job.title, False, {}, None)
	store.update_run(name, state=outcome.INTERRUPTED, resume_point=json.dumps({"after": "a"}))
	run_job(job.code)
	assert seen == ["b", "c"]


def test_a_timeout_is_no_failure_of_the_record_but_the_end_of_the_run(declare, monkeypatch):
	from rq.timeouts import JobTimeoutException

	monkeypatch.setattr(frappe.db, "rollback", lambda *args, **kwargs: None)

	def work(run):
		run.each(["a", "b"], lambda name: (_ for _ in ()).throw(JobTimeoutException("exceeded 3600 seconds")))

	run = read(run_job(declare(work).code))
	assert (run.state, run.failed, run.seen) == (outcome.FAILED, 0, 0)
	assert "3600" in run.message


def test_administrators_are_told_of_a_failure_once_in_a_row(declare, monkeypatch):
	monkeypatch.setattr(frappe.db, "rollback", lambda *args, **kwargs: None)
	admin = make.make_user("System Manager")
	outsider = make.make_user("Executive")

	def work(run):
		raise RuntimeError("no & yes")

	code = declare(work).code
	run = run_job(code)
	run_job(code)
	told = frappe.get_all("Notification Log", {"document_type": "CRM Job Run", "for_user": admin}, ["document_name", "subject"])
	assert [row.document_name for row in told] == [run]
	assert "no &amp; yes" in told[0].subject
	assert not frappe.db.exists("Notification Log", {"document_type": "CRM Job Run", "for_user": outsider})


def test_a_job_that_is_under_way_is_not_begun_again(declare, held_elsewhere, queue):
	calls: list[int] = []
	code = declare(lambda run: calls.append(1), cron="0 2 * * *").code
	held_elsewhere(code)
	assert run_job(code) is None
	with pytest.raises(JobRunningError):
		run_job(code, by_hand=True)
	with pytest.raises(JobRunningError):
		api.run_now(code)
	assert (calls, queue) == ([], [])


def test_pressing_twice_starts_one(declare, queue):
	code = declare(lambda run: None, cron="0 2 * * *").code
	api.run_now(code)
	with pytest.raises(JobRunningError):
		api.run_now(code)
	assert [values["code"] for values in queue] == [code]


def test_a_job_of_a_module_that_is_off_is_skipped_by_the_clock_and_refused_by_hand(declare, monkeypatch, queue):
	monkeypatch.setattr(runner, "is_module_on", lambda module: False)
	code = declare(lambda run: None, cron="0 2 * * *", module="Marketing").code
	assert run_job(code) is None
	with pytest.raises(JobModuleOffError):
		start_job(code)
	assert queue == []
	assert not frappe.db.exists("CRM Job Run", {"job": code})


def test_a_job_for_something_is_not_started_from_the_list(declare, queue):
	with pytest.raises(JobNeedsArgumentsError):
		api.run_now(declare(lambda run: None).code)


def test_the_clock_begins_what_is_due_once_however_late_it_comes(declare, queue):
	code = declare(lambda run: None, cron="0 2 * * *").code
	off = declare(lambda run: None, cron="0 2 * * *").code
	store.update_job(code, next_run_at=add_to_date(now_datetime(), days=-40))
	store.update_job(off, next_run_at=add_to_date(now_datetime(), days=-40), is_enabled=0)
	jobs = registry.all_jobs()
	assert code in clock.begin_due(jobs)
	assert code not in clock.begin_due(jobs)
	assert [values["code"] for values in queue if values["code"] in {code, off}] == [code]
	assert frappe.db.get_value("CRM Job", code, "next_run_at") > now_datetime()


def test_a_dead_run_is_marked_and_goes_on_at_once_but_a_living_one_is_left_alone(declare, queue, held_elsewhere):
	dead, living = declare(lambda run: None), declare(lambda run: None)
	runs = [store.begin_run(job.code, job.title, False, {"to": "x"}, None) for job in (dead, living)]
	held_elsewhere(living.code)
	clock.revive_the_dead(registry.all_jobs())
	assert [read(run).state for run in runs] == [outcome.INTERRUPTED, outcome.RUNNING]
	assert [(values["code"], values["arguments"]) for values in queue] == [(dead.code, {"to": "x"})]


def test_a_job_that_always_dies_is_left_to_its_schedule_and_reported(declare, queue):
	admin = make.make_user("System Manager")
	job = declare(lambda run: None, cron="0 2 * * *")
	for _death in range(outcome.MOST_REVIVALS + 1):
		store.begin_run(job.code, job.title, False, {}, None)
		clock.revive_the_dead(registry.all_jobs())
	assert len([values for values in queue if values["code"] == job.code]) == outcome.MOST_REVIVALS
	assert frappe.db.count("Notification Log", {"for_user": admin, "document_type": "CRM Job Run"}) == 1


def test_administrators_hear_once_of_a_job_that_has_not_run_for_three_periods(declare):
	admin = make.make_user("System Manager")
	code = declare(lambda run: None, cron="*/15 * * * *").code
	store.update_job(code, waiting_since=add_to_date(now_datetime(), minutes=-60))
	jobs = registry.all_jobs()
	assert code in clock.tell_of_late(jobs)
	assert clock.tell_of_late(jobs) == []
	assert frappe.db.count("Notification Log", {"for_user": admin, "document_type": "CRM Job", "document_name": code}) == 1
	run_job(code)
	assert not frappe.db.get_value("CRM Job", code, "is_lateness_told")


def test_an_administrator_changes_times_and_nothing_else(declare, as_user):
	code = declare(lambda run: None, cron="0 2 * * *").code
	run_job(code)
	with as_user(make.make_user("System Manager")):
		doc = frappe.get_doc("CRM Job", code)
		doc.update({"schedule": "*/5 * * * *", "title": "Mine", "last_state": "Running", "next_run_at": None})
		doc.save()
		doc.reload()
		assert (doc.title, doc.last_state) == ("Reminders of due plan steps", outcome.FINISHED)
		assert (doc.next_run_at - now_datetime()).total_seconds() <= 300
		doc.schedule = "at noon"
		with pytest.raises(JobScheduleError):
			doc.save()
		for refused in (lambda: frappe.delete_doc("CRM Job", code), lambda: frappe.copy_doc(doc).insert()):
			with pytest.raises((frappe.PermissionError, LogReadOnlyError)):
				refused()


def test_a_changed_schedule_survives_the_next_migration(declare):
	code = declare(lambda run: None, cron="0 2 * * *").code
	frappe.db.set_value("CRM Job", code, {"schedule": "0 4 * * *", "is_enabled": 0, "title": "old title"})
	catalogue.ensure_jobs()
	row = frappe.db.get_value("CRM Job", code, ["schedule", "is_enabled", "title"], as_dict=True)
	assert row == {"schedule": "0 4 * * *", "is_enabled": 0, "title": "Reminders of due plan steps"}


def test_the_second_look_at_the_jobs_writes_nothing():
	catalogue.ensure_jobs()
	with count_queries() as queries:
		catalogue.ensure_jobs()
	assert [query for query in queries if not query.lstrip().lower().startswith("select")] == []


@pytest.mark.parametrize("change", ["write", "delete"])
def test_nobody_changes_or_deletes_a_run_not_even_the_administrator(declare, change):
	run = read(run_job(declare(lambda run: None).code))
	with pytest.raises(LogReadOnlyError):
		run.save() if change == "write" else run.delete()
	with pytest.raises(LogReadOnlyError):
		frappe.get_doc({"doctype": "CRM Job Run", "job": run.job, "state": "Finished", "started_at": now_datetime()}).insert()


@pytest.mark.parametrize("role", ["Executive", "Sales Supervisor", "Customer Manager"])
def test_jobs_and_runs_are_for_administrators_only(declare, as_user, role):
	code = declare(lambda run: None, cron="0 2 * * *").code
	run = run_job(code)
	with as_user(make.make_user(role)):
		for refused in (
			lambda: api.run_now(code),
			lambda: api.retry_failed(run),
			lambda: api.state_of(code),
			lambda: api.is_clock_running(),
			lambda: frappe.get_list("CRM Job"),
			lambda: frappe.get_list("CRM Job Run"),
			lambda: frappe.get_doc("CRM Job Run", run).check_permission("read"),
		):
			with pytest.raises(frappe.PermissionError):
				refused()


def test_whoever_watches_is_told_how_far_it_is(declare, monkeypatch):
	news: list[dict] = []
	monkeypatch.setattr(
		frappe, "publish_realtime", lambda event, message=None, **rest: news.append(message) if event == "crm_job_run" else None
	)
	monkeypatch.setattr("crm_custom.background.run.PROGRESS_EVERY", 0)
	code = declare(lambda run: [run.progress(done, 4) for done in range(5)]).code
	name = run_job(code)
	assert [message["percent"] for message in news] == [0, 0, 25, 50, 75, 100, 100]
	assert {message["run"] for message in news} == {name}
	answer = api.state_of(code)
	assert (answer["run"]["state"], answer["is_under_way"]) == (outcome.FINISHED, False)


def test_a_job_of_nothing_costs_few_queries(declare):
	code = declare(lambda run: None).code
	run_job(code)
	with count_queries() as queries:
		run_job(code)
	assert len(queries) <= 24


def test_the_lock_of_a_site_is_not_another_sites(monkeypatch):
	with lock.held("test.sites") as is_mine:
		assert is_mine
		assert not in_thread(lambda: lock.is_free("test.sites"))
		monkeypatch.setattr(frappe.conf, "db_name", "another")
		assert lock.is_free("test.sites")
		monkeypatch.undo()


def test_runs_are_found_by_index():
	for filters in ({"state": "Running"}, {"job": "marketing.due_steps"}, {"job": "x", "arguments_key": "y"}):
		query = frappe.get_all("CRM Job Run", filters, order_by="started_at desc", run=False)
		plan = frappe.db.sql(f"explain {query}", as_dict=True)
		assert plan[0]["key"], plan
