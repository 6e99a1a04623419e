"""The scope over real requests: a record, its file and what hangs on it are not there for a program of somebody else (R-353)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import quote

import frappe
import pytest
from frappe.utils.password import set_encrypted_password

from crm_custom.permissions.roles import CUSTOMER_MANAGER, EXECUTIVE
from crm_custom.tests import factories
from crm_custom.tests.factories_marketing import make_opportunity
from crm_custom.tests.site_fixtures import SITE, acting_as, in_thread

OPPORTUNITY, SECRET = "Sales Opportunity", "a-secret-of-the-tests"


@dataclass(frozen=True)
class Story:
	"""Committed records that requests can see."""

	owner: str
	stranger: str
	executive: str
	name: str
	file: str
	file_url: str


@pytest.fixture(scope="module")
def story(site: str) -> Iterator[Story]:
	story = in_thread(tell)
	yield story
	in_thread(lambda: erase(story))


def tell() -> Story:
	department = factories.make_department()
	owner = factories.make_user(CUSTOMER_MANAGER, department=department)
	people = (owner, factories.make_user(CUSTOMER_MANAGER), factories.make_user(EXECUTIVE))
	for user in people:
		frappe.db.set_value("User", user, "api_key", user)
		set_encrypted_password("User", user, SECRET, "api_secret")
	with acting_as(owner):
		name = make_opportunity()
		values = {"doctype": "File", "file_name": "offer.txt", "content": factories.unique("offer"), "is_private": 0}
		file = frappe.get_doc({**values, "attached_to_doctype": OPPORTUNITY, "attached_to_name": name}).insert()
	return Story(*people, name, file.name, file.file_url)


def erase(story: Story) -> None:
	people = (story.owner, story.stranger, story.executive)
	for file in frappe.get_all("File", {"attached_to_name": story.name}, pluck="name"):
		frappe.delete_doc("File", file, force=True)
	departments = frappe.get_all("Staff Profile", {"user": ["in", people]}, pluck="department")
	for doctype, filters in (
		("Access Log", {"user": ["in", people]}),
		("Comment", {"reference_name": story.name}),
		(OPPORTUNITY, {"name": story.name}),
		("Staff Profile", {"user": ["in", people]}),
		("CRM Department", {"name": ["in", departments]}),
		("Has Role", {"parent": ["in", people]}),
		("Notification Settings", {"name": ["in", people]}),
		("User", {"name": ["in", people]}),
	):
		frappe.db.delete(doctype, filters)
	frappe.db.delete("__Auth", {"name": ["in", people]})


def request(user: str, verb: str, path: str, **arguments: object) -> tuple[int, str]:
	"""Status and body of a request of this user to the application, as the web server makes it."""
	from frappe.app import application
	from werkzeug.test import Client

	headers = {"X-Frappe-Site-Name": SITE, "Authorization": f"token {user}:{SECRET}", "Accept": "application/json"}

	def send() -> tuple[int, str]:
		answer = Client(application).open(path, method=verb, headers=headers, **arguments)
		return answer.status_code, answer.get_data(as_text=True)

	with ThreadPoolExecutor(1) as pool:
		return pool.submit(send).result()


def read(user: str, path: str, **query: str) -> tuple[int, str]:
	return request(user, "GET", path, query_string=query)


PATHS = (
	"/api/resource/{doctype}/{name}",
	"/api/method/frappe.client.get?doctype={doctype}&name={name}",
	"/api/method/frappe.desk.form.load.getdoc?doctype={doctype}&name={name}",
	"/api/method/frappe.desk.form.load.get_docinfo?doctype={doctype}&name={name}",
	"/api/method/frappe.client.validate_link?doctype={doctype}&docname={name}",
	"/api/method/frappe.desk.form.document_follow.get_follow_users?doctype={doctype}&doc_name={name}",
	"/api/method/frappe.www.printview.get_html_and_style?doc={doctype}&name={name}",
	"/api/method/frappe.utils.print_format.download_multi_pdf?doctype={doctype}&name=%5B%22{name}%22%5D&format=Standard",
	"{file}",
	"/api/method/frappe.handler.download_file?file_url={file}",
	"/api/method/download_file?file_url={file}",
)


@pytest.mark.parametrize("path", PATHS[:7] + PATHS[8:])
def test_a_record_and_its_file_are_there_for_its_people_only(story, path):
	filled = path.format(doctype=quote(OPPORTUNITY), name=story.name, file=quote(story.file_url))
	statuses = [request(user, "GET", filled)[0] for user in (story.owner, story.executive, story.stranger)]
	assert statuses == [200, 200, 403]


def test_a_print_of_many_is_refused_to_strangers(story):
	filled = PATHS[7].format(doctype=quote(OPPORTUNITY), name=story.name)
	assert request(story.stranger, "GET", filled)[0] == 403


def test_lists_and_counts_over_requests(story):
	filters = json.dumps([["name", "=", story.name]])
	for user, number in ((story.owner, 1), (story.stranger, 0), (story.executive, 1)):
		listed = json.loads(read(user, f"/api/resource/{OPPORTUNITY}", filters=filters)[1])["data"]
		counted = json.loads(read(user, "/api/method/frappe.client.get_count", doctype=OPPORTUNITY, filters=filters)[1])["message"]
		files = json.loads(read(user, "/api/resource/File", filters=json.dumps([["name", "=", story.file]]))[1])["data"]
		assert (len(listed), counted, len(files)) == (number, number, number), user


def test_the_title_of_a_link_is_bare_for_strangers(story):
	for user, is_bare in ((story.owner, False), (story.stranger, True)):
		answer = read(user, "/api/method/frappe.desk.search.get_link_title", doctype=OPPORTUNITY, docname=story.name)[1]
		assert (json.loads(answer)["message"] == story.name) is is_bare


def test_columns_of_linked_records_are_refused_to_programs_too(story):
	plan = read(story.stranger, "/api/resource/Development Plan", fields='["name", "opportunity.phone"]')
	assert (plan[0], json.loads(plan[1])["exc_type"]) == (403, "JoinedColumnError")


def test_an_upload_that_calls_itself_public_is_private(story):
	def upload(user: str) -> tuple[int, str]:
		data = {"file": (BytesIO(factories.unique("photo").encode()), "photo.txt"), "is_private": "0"}
		data |= {"doctype": OPPORTUNITY, "docname": story.name}
		return request(user, "POST", "/api/method/upload_file", data=data, content_type="multipart/form-data")

	status, answer = upload(story.owner)
	assert status == 200 and json.loads(answer)["message"]["file_url"].startswith("/private/files/")
	assert upload(story.stranger)[0] == 403
