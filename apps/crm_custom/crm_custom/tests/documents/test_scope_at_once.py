"""A change of department, superior, head, share, task, visibility or role counts at once in a process that has answered before."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import frappe
import pytest
from frappe.share import add_docshare, remove

from crm_custom.permissions.roles import CUSTOMER_MANAGER, EXECUTIVE, SALES_SUPERVISOR
from crm_custom.tests import factories
from crm_custom.tests.factories_customer import make_customer
from crm_custom.tests.site_fixtures import BENCH, SITE, in_thread

#: a process of its own that answers one question after another, each as a request of its own
OTHER_PROCESS = """
import json, os, sys
import frappe

for line in sys.stdin:
	user, name = json.loads(line)
	frappe.init(site=os.environ["CRM_TEST_SITE"], sites_path=".")
	frappe.connect()
	frappe.set_user(user)
	listed = bool(frappe.get_list("Customer", {"name": name}))
	opened = frappe.get_doc("Customer", name).has_permission("read")
	frappe.destroy()
	print(json.dumps([listed, opened]), flush=True)
"""


class Office:
	"""Committed people and a customer; removed again by `close`."""

	def __init__(self):
		self.department, self.other = factories.make_department(), factories.make_department()
		self.owner = factories.make_user(CUSTOMER_MANAGER, department=self.department)
		self.asker = factories.make_user(SALES_SUPERVISOR, department=self.other)
		self.customer = make_customer(customer_manager=self.owner).name

	def set_visibility(self, value: str) -> None:
		settings = frappe.get_doc("CRM Settings")
		settings.visibility = value
		settings.save()

	def set_profile(self, user: str, **values: str | None) -> None:
		frappe.get_doc("Staff Profile", {"user": user}).update(values).save()

	def set_head(self, department: str, user: str | None) -> None:
		frappe.get_doc("CRM Department", department).update({"head": user}).save()

	def set_task(self, status: str) -> None:
		known = frappe.db.exists("ToDo", {"reference_name": self.customer})
		task = frappe.get_doc("ToDo", known) if known else frappe.new_doc("ToDo")
		task.update({"reference_type": "Customer", "reference_name": self.customer, "allocated_to": self.asker, "description": "x"})
		task.update({"status": status}).save()

	def close(self, visibility: str) -> None:
		self.set_visibility(visibility)
		people = (self.owner, self.asker)
		for doctype, filters in (
			("DocShare", {"share_name": self.customer}),
			("ToDo", {"reference_name": self.customer}),
			("Comment", {"reference_name": ["in", (self.customer, *people)]}),
			("Version", {"docname": ["in", (self.customer, *people, self.department, self.other)]}),
			("Customer", {"name": self.customer}),
			("Staff Profile", {"user": ["in", people]}),
			("CRM Department", {"name": ["in", (self.department, self.other)]}),
			("Has Role", {"parent": ["in", people]}),
			("Notification Settings", {"name": ["in", people]}),
			("User", {"name": ["in", people]}),
		):
			frappe.db.delete(doctype, filters)


@pytest.fixture
def office(site) -> Iterator[Office]:
	visibility = frappe.db.get_single_value("CRM Settings", "visibility")
	office = in_thread(Office)
	in_thread(lambda: office.set_visibility("Own"))
	yield office
	in_thread(lambda: office.close(visibility))


@contextmanager
def asking(office: Office) -> Iterator[Callable[[], bool]]:
	"""A function that asks the other process whether the customer is seen; list and record must agree."""
	environment = {**os.environ, "CRM_TEST_SITE": SITE}
	command = [sys.executable, "-c", OTHER_PROCESS]
	process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=BENCH / "sites", env=environment)

	def ask() -> bool:
		process.stdin.write(json.dumps([office.asker, office.customer]) + "\n")
		process.stdin.flush()
		listed, opened = json.loads(process.stdout.readline())
		assert listed is opened
		return listed

	try:
		yield ask
	finally:
		process.stdin.close()
		process.wait(timeout=20)


def test_every_change_counts_at_once_in_another_process(office):
	changes = (
		("visibility", lambda: office.set_visibility("Shared"), lambda: office.set_visibility("Own")),
		(
			"department",
			lambda: office.set_profile(office.asker, department=office.department),
			lambda: office.set_profile(office.asker, department=office.other),
		),
		(
			"superior",
			lambda: office.set_profile(office.owner, superior=office.asker),
			lambda: office.set_profile(office.owner, superior=None),
		),
		("head", lambda: office.set_head(office.department, office.asker), lambda: office.set_head(office.department, None)),
		(
			"share",
			lambda: add_docshare("Customer", office.customer, office.asker, flags={"ignore_share_permission": True}),
			lambda: remove("Customer", office.customer, office.asker, flags={"ignore_share_permission": True}),
		),
		("task", lambda: office.set_task("Open"), lambda: office.set_task("Closed")),
		(
			"role",
			lambda: frappe.get_doc("User", office.asker).add_roles(EXECUTIVE),
			lambda: frappe.get_doc("User", office.asker).remove_roles(EXECUTIVE),
		),
	)
	with asking(office) as ask:
		assert not ask()
		for what, give, take in changes:
			in_thread(give)
			assert ask(), what
			in_thread(take)
			assert not ask(), what
