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
from playwright.sync_api import Browser, sync_playwright

from crm_custom.tests.browser.desk import Desk

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


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
	with sync_playwright() as playwright:
		browser = playwright.chromium.launch(executable_path=os.environ["CRM_CHROMIUM"], args=FLAGS)
		yield browser
		browser.close()


@pytest.fixture
def desk_of(chromium: Browser, url: str, logins: list[dict[str, str]]) -> Iterator[Callable[..., Desk]]:
	"""`desk_of("Sales Supervisor")`: the Desk as that role's (first) demo user sees it; `language` switches the user's language."""
	opened: list[Desk] = []

	def open_desk(role: str, language: str = "en", number: int = 0) -> Desk:
		login = [login for login in logins if login["role"] == role][number]
		desk = Desk.logged_in(chromium, url, login["user"], login["password"], language)
		opened.append(desk)
		return desk

	yield open_desk
	problems = [problem for desk in opened for problem in desk.problems]
	for desk in opened:
		desk.close()
	assert problems == [], "the browser's console has errors"
