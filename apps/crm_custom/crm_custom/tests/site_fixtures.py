"""pytest on a real site: one connection per session, everything rolled back after each test.

`CRM_BENCH_ROOT` names the bench, `CRM_TEST_SITE` the site (it must allow tests). Folders whose tests need a site import these
fixtures in their conftest.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import frappe
import pytest

BENCH = Path(os.environ.get("CRM_BENCH_ROOT") or Path(__file__).resolve().parents[4])
SITE = os.environ.get("CRM_TEST_SITE", "crm-test.localhost")


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
	"""The connected test site."""
	os.chdir(BENCH / "sites")
	frappe.init(site=SITE, sites_path=str(BENCH / "sites"))
	assert frappe.conf.allow_tests, f"{SITE} does not allow tests"
	frappe.connect()
	frappe.flags.in_test = True
	frappe.flags.mute_emails = True
	yield SITE
	frappe.destroy()


@pytest.fixture(autouse=True)
def rollback(site: str) -> Iterator[None]:
	"""Each test begins as Administrator on a clean transaction and leaves nothing behind; a commit in between does nothing."""
	frappe.set_user("Administrator")
	frappe.db.begin()
	commit, language = frappe.db.commit, frappe.local.lang
	frappe.db.commit = lambda *args, **kwargs: None
	yield
	frappe.db.commit, frappe.local.lang = commit, language
	frappe.db.rollback()
	forget_request()
	frappe.set_user("Administrator")


@pytest.fixture
def as_user() -> Callable[[str], object]:
	"""`with as_user(name):` does the block as that user."""
	return acting_as


@contextmanager
def acting_as(user: str) -> Iterator[None]:
	"""Do the block as another user, as a request of theirs would: nothing is remembered from before."""
	before = frappe.session.user
	forget_request()
	frappe.set_user(user)
	try:
		yield
	finally:
		forget_request()
		frappe.set_user(before)


def forget_request() -> None:
	"""Forget what lives as long as one request."""
	frappe.local.crm_persons = {}
	frappe.local.role_permissions = {}
	frappe.local.document_cache = {}
	frappe.local.message_log = []
	frappe.db.value_cache = {}
	frappe.clear_document_cache("CRM Settings", "CRM Settings")


@contextmanager
def count_queries() -> Iterator[list[str]]:
	"""Collect the SQL statements that the block sends."""
	sent: list[str] = []
	real = frappe.db.sql

	def recording(query, *args, **kwargs):
		sent.append(str(query))
		return real(query, *args, **kwargs)

	frappe.db.sql = recording
	try:
		yield sent
	finally:
		frappe.db.sql = real


def with_own_connection(work: Callable[[], Any]) -> Any:
	"""Do the work in this thread as a request of its own would, and commit."""
	frappe.init(site=SITE, sites_path=str(BENCH / "sites"))
	frappe.connect()
	frappe.flags.in_test = frappe.flags.mute_emails = True
	try:
		result = work()
		frappe.db.commit()
		return result
	finally:
		frappe.destroy()


def in_thread(work: Callable[[], Any]) -> Any:
	"""The same in a thread of its own, so that the connection of the test is left alone."""
	with ThreadPoolExecutor(1) as pool:
		return pool.submit(with_own_connection, work).result()
