"""Chromium against the served test site, one context per person.

From the environment: `CRM_TEST_URL`, `CRM_LOGINS` (users and passwords by role), `CRM_CHROMIUM` with `CRM_CHROMIUM_FLAGS`, and
`CRM_SCREENSHOTS` for the pictures.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from crm_custom.tests.browser.backstage import Backstage
from crm_custom.tests.browser.desk import Desk, new_context

# as long as on a machine that is busy with other things
expect.set_options(timeout=15_000)
OUTCOME = pytest.StashKey[pytest.TestReport]()
FLAGS = [
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
	*os.environ.get("CRM_CHROMIUM_FLAGS", "").split(),
]


@pytest.fixture(scope="session")
def url() -> str:
	return os.environ["CRM_TEST_URL"]


@pytest.fixture(scope="session")
def logins() -> list[dict[str, str]]:
	return json.loads(Path(os.environ["CRM_LOGINS"]).read_text())["users"]


@pytest.fixture(scope="session", autouse=True)
def backstage(logins: list[dict[str, str]]) -> Iterator[Backstage]:
	"""The site behind the Desk; left as it was found."""
	site = Backstage(Path(os.environ["CRM_BENCH_ROOT"]), os.environ["CRM_TEST_SITE"])
	yield site
	site.tidy()
	for login in logins:
		site.speak(login["user"], login["language"])
	site.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
	with sync_playwright() as playwright:
		browser = playwright.chromium.launch(executable_path=os.environ["CRM_CHROMIUM"], args=FLAGS)
		yield browser
		browser.close()


@pytest.fixture(scope="session")
def login_of(logins: list[dict[str, str]]) -> Callable[..., dict[str, str]]:
	"""`login_of("Sales Supervisor")`: user and password of that role's (first) demo user."""

	def choose(role: str, number: int = 0) -> dict[str, str]:
		return [login for login in logins if login["role"] == role][number]

	return choose


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
	report = yield
	if report.when == "call":
		item.stash[OUTCOME] = report
	return report


@pytest.fixture
def windows(request: pytest.FixtureRequest) -> Iterator[list[Desk]]:
	"""The windows that a test opens; closed after it, when none of them may have had an error in its console.

	A test that failed leaves a picture of each.
	"""
	opened: list[Desk] = []
	yield opened
	has_failed = OUTCOME in request.node.stash and request.node.stash[OUTCOME].failed
	for number, desk in enumerate(opened):
		if has_failed:
			desk.picture_of_failure(f"{request.node.name}-{number}")
	problems = [problem for desk in opened for problem in desk.take_problems()]
	for desk in opened:
		desk.close()
	assert problems == [], "the browser's console has errors"


@pytest.fixture(scope="session")
def desks(chromium: Browser) -> dict[tuple[str, str], Desk]:
	"""One browser per person and language for all tests: people do not log in again for each thing they do."""
	return {}


@pytest.fixture
def desk_of(
	chromium: Browser,
	url: str,
	login_of: Callable[..., dict[str, str]],
	backstage: Backstage,
	desks: dict[tuple[str, str], Desk],
	windows: list[Desk],
) -> Callable[..., Desk]:
	"""`desk_of("Sales Supervisor")`: the Desk as that role's (first) demo user sees it, in this language."""

	def open_desk(role: str, language: str = "en", number: int = 0) -> Desk:
		login = login_of(role, number)
		key = (login["user"], language)
		backstage.speak(login["user"], language)
		if key not in desks:
			desks[key] = Desk(new_context(chromium, language), url, login["user"], language)
		desk = desks[key]
		windows.append(desk)
		if desk.log_in(login["user"], login["password"]) or desk.page.url == "about:blank":
			desk.open("crm")
		assert desk.page.evaluate("frappe.boot.lang") == language
		return desk

	return open_desk


@pytest.fixture
def stranger(chromium: Browser, url: str, windows: list[Desk]) -> Callable[..., Desk]:
	"""`stranger("zh")`: a window of somebody who is not logged in, their browser in this language."""

	def open_window(language: str = "en") -> Desk:
		desk = Desk.window(chromium, url, language)
		windows.append(desk)
		return desk

	return open_window
