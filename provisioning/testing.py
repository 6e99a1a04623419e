"""`make test` and `make check`: the stages, their order, and the count at the end."""

from __future__ import annotations

import os
import subprocess
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from provisioning import browser, demo, linting, logins, session, sites
from provisioning.errors import ProvisioningError
from provisioning.framework import own_tests
from provisioning.root import TEST_SITE, Root
from provisioning.services import mariadb, web
from provisioning.session import Session
from provisioning.shell import clean_environment

APP_STAGES = ("contracts", "rules", "documents", "scenarios", "installation", "browser")
BENCH_SITE = "crm-bench.localhost"
STAGES = ("lint", "provisioning", *APP_STAGES)
# a stage that hangs must not hold up the rest for ever
STAGE_SECONDS = 30 * 60
PYTEST_FOUND_NOTHING = 5


@dataclass(frozen=True)
class Outcome:
	"""What came of one stage."""

	stage: str
	passed: int = 0
	failed: int = 0
	skipped: int = 0
	seconds: float = 0
	note: str = ""


def check(current: Session) -> None:
	"""Lint and pure tests; brings the Python environment to the state of the locks, no servers. Raises ProvisioningError on a failure."""
	session.prepare_code(current)
	report([lint(current.root), pytest_stage(current.root, "contracts"), pytest_stage(current.root, "rules")])


def test(current: Session, *, stages: str | None = None, fresh: bool = False) -> None:
	"""All stages, on a site of their own. Raises ProvisioningError when one failed; the last line is the count."""
	chosen = _chosen(stages)
	with session.stopping_what_was_started(current):
		print(f"Setting up the tests in {current.root.path}", flush=True)
		site = prepare_site(current, fresh=fresh)
		outcomes = [_run_stage(current.root, stage, site) for stage in chosen]
	report(outcomes)


def _chosen(stages: str | None) -> list[str]:
	names = [name.strip() for name in stages.split(",")] if stages else list(STAGES)
	unknown = [name for name in names if name not in STAGES]
	if unknown:
		raise ProvisioningError(f"There is no stage '{unknown[0]}'. Stages: {', '.join(STAGES)}.")
	return names


def prepare_site(current: Session, *, fresh: bool) -> dict[str, str]:
	"""The test site, migrated and served by processes that run the current code; returns what tests read from the environment."""
	root, steps, settings = current.root, current.steps, current.settings

	def make() -> None:
		if fresh:
			sites.drop_site(root, TEST_SITE)
		sites.create_throwaway_site(root, steps, settings, TEST_SITE, settings.test_url)
		sites.migrate_if_needed(root, steps, TEST_SITE, keep_backup=False)

	session.set_up(current, make)
	users = []
	steps.run("demo company on the test site", lambda: users.extend(demo.create(root, settings, TEST_SITE)))
	password = settings.password("test_administrator")
	settings.save()
	listing = [logins.administrator(password, settings.language), *users]
	logins.write(logins.file_of(root, test=True), settings.test_url, TEST_SITE, listing)
	steps.run("web, workers, realtime with the current code", lambda: _serve(current))
	return {
		"CRM_BENCH_ROOT": str(root.path),
		"CRM_TEST_SITE": TEST_SITE,
		"CRM_TEST_URL": settings.test_url,
		"CRM_LOGINS": str(logins.file_of(root, test=True)),
		"CRM_SCREENSHOTS": str(_results(root) / "screenshots"),
		**browser.environment(),
	}


def _serve(current: Session) -> None:
	stack = current.stack
	if current.started_here:
		stack.start_application()
	else:
		stack.restart_code()
	web.wait_ready(current.settings.test_url)


def _run_stage(root: Root, stage: str, site: dict[str, str]) -> Outcome:
	print(f"\n== {stage}", flush=True)
	return lint(root) if stage == "lint" else pytest_stage(root, stage, site)


# stages


def lint(root: Root) -> Outcome:
	"""Each tool and each kind of file counts as one test."""
	started = time.monotonic()
	passed = failed = 0
	for name, problems in linting.run_all(root):
		print(f"{'ok' if not problems else 'FAILED':<8}{name}", flush=True)
		print("".join(f"        {line}\n" for line in problems), end="", flush=True)
		passed, failed = passed + (not problems), failed + bool(problems)
	return Outcome("lint", passed, failed, seconds=time.monotonic() - started)


def pytest_stage(root: Root, stage: str, environment: dict[str, str] | None = None) -> Outcome:
	"""Run one folder of tests with the bench's Python."""
	folder = folder_of(root, stage)
	if not folder.exists():
		return Outcome(stage, note=f"{folder.relative_to(root.path)} does not exist yet")
	result = _results(root) / f"{stage}.xml"
	result.unlink(missing_ok=True)
	command = [str(root.env / "bin" / "python"), "-m", "pytest", str(folder), "-q", f"--junitxml={result}", "--durations=5"]
	started = time.monotonic()
	code = _call(root, command, clean_environment(environment or {"CRM_BENCH_ROOT": str(root.path)}))
	return outcome(stage, result, code, time.monotonic() - started)


def folder_of(root: Root, stage: str) -> Path:
	if stage == "provisioning":
		return root.path / "provisioning" / "tests"
	return root.app / root.app.name / "tests" / stage


def _call(root: Root, command: list[str], environment: dict[str, str]) -> int:
	environment.setdefault("PATH", os.defpath)
	try:
		return subprocess.run(command, cwd=root.path, env=environment, stdin=subprocess.DEVNULL, timeout=STAGE_SECONDS).returncode
	except subprocess.TimeoutExpired:
		print(f"stopped after {STAGE_SECONDS} s", flush=True)
		return 1


def _results(root: Root) -> Path:
	folder = root.run / "test-results"
	folder.mkdir(parents=True, exist_ok=True)
	return folder


def outcome(stage: str, result: Path, code: int, seconds: float) -> Outcome:
	"""Counts from pytest's report. A stage that ran nothing, or broke down without a report, counts as one failure."""
	if code == PYTEST_FOUND_NOTHING:
		return Outcome(stage, failed=1, seconds=seconds, note="found no tests")
	try:
		suites = list(ElementTree.parse(result).getroot().iter("testsuite"))  # noqa: S314 - written by our own pytest
	except (OSError, ElementTree.ParseError):
		return Outcome(stage, failed=1, seconds=seconds, note=f"ended with status {code} and without a report")
	total, failures, errors, skipped = (
		sum(int(suite.get(key, 0)) for suite in suites) for key in ("tests", "failures", "errors", "skipped")
	)
	# a test that passes and fails while it is cleaned up appears in both numbers
	failed = min(total, failures + errors)
	note = ""
	if code and not failed:
		failed, note = 1, f"ended with status {code}"
		total += 1
	return Outcome(stage, total - failed - skipped, failed, skipped, seconds, note)


def report(outcomes: Iterable[Outcome]) -> None:
	"""One line per stage, the count last. Raises ProvisioningError when something failed or nothing was tested."""
	outcomes = list(outcomes)
	print()
	for one in outcomes:
		counts = f"{one.passed} passed, {one.failed} failed" + (f", {one.skipped} skipped" if one.skipped else "")
		print(f"{one.stage:<14}{one.seconds:7.1f} s  {counts}" + (f"  ({one.note})" if one.note else ""))
	passed, failed, skipped = (sum(getattr(one, name) for one in outcomes) for name in ("passed", "failed", "skipped"))
	last = f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else "")
	if failed or not passed:
		raise SomeFailed(last)
	print(last, flush=True)


class SomeFailed(ProvisioningError):
	"""Tests failed; the message is the count, which is the last line on the screen."""


# measuring


def bench(current: Session, *, customers: int) -> None:
	"""Look-ups on a base of so many customers, on a site that is kept for the next time; figures on the screen, no verdict."""
	root, steps, settings = current.root, current.steps, current.settings

	def make() -> None:
		sites.create_throwaway_site(root, steps, settings, BENCH_SITE)
		sites.migrate_if_needed(root, steps, BENCH_SITE, keep_backup=False)

	with session.stopping_what_was_started(current):
		session.set_up(current, make)
		command = [str(root.env / "bin" / "python"), "-m", "crm_custom.tests.bench", str(customers)]
		environment = clean_environment({"CRM_BENCH_ROOT": str(root.path), "CRM_TEST_SITE": BENCH_SITE})
		if _call(root, command, environment):
			raise ProvisioningError("Measuring broke off. Its last lines above say why.")


# the framework's own tests


def test_framework(current: Session) -> None:
	"""The framework's own test suite on a site that has nothing but the framework; prints how many passed."""
	root, steps, settings = current.root, current.steps, current.settings
	if current.stack.is_serving:
		raise ProvisioningError("The framework's tests need the web server's port. Stop the CRM first: make stop")
	result = _results(root) / "framework.xml"
	with session.stopping_what_was_started(current):
		session.set_up(current, lambda: sites.create_framework_site(root, steps, settings, own_tests.SITE, own_tests.PASSWORD))
		print("The framework's own tests take about half an hour: logs/framework-tests.log", flush=True)
		started = time.monotonic()
		database = mariadb.connection(settings)
		administrator = (str(database["user"]), str(database["password"]))
		code = own_tests.run_framework_tests(root, steps, os.environ, result, administrator)
		sites.drop_site(root, own_tests.SITE)
	report([outcome("framework", result, code, time.monotonic() - started)])
