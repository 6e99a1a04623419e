"""Doors of the framework that look at no permission of their own: the gate before them and the answers in their place (R-353, D-07)."""

import json

import frappe
import pytest
from frappe.desk.form import assign_to
from frappe.share import add_docshare

from crm_custom.exceptions import UseAssignActionError
from crm_custom.permissions import answers, followers, gate, hooks, scope
from crm_custom.permissions.doors import call
from crm_custom.permissions.refusals import (
	AssignedRecordOutOfSightError,
	CountsEveryRecordError,
	FileOfOthersError,
	JoinedColumnError,
	RecordOutOfSightError,
)
from crm_custom.permissions.roles import CUSTOMER_MANAGER, EXECUTIVE, SALES_SUPERVISOR
from crm_custom.tests import factories
from crm_custom.tests.factories_customer import make_customer, setting
from crm_custom.tests.site_fixtures import acting_as, forget_request

SYSTEM = {"ignore_share_permission": True}


class Scene:
	"""A customer of an owner with a contact, and a stranger who sees their own only."""

	def __init__(self):
		self.department = factories.make_department()
		self.owner = factories.make_user(CUSTOMER_MANAGER, department=self.department)
		self.supervisor = factories.make_user(SALES_SUPERVISOR, department=self.department)
		self.stranger = factories.make_user(CUSTOMER_MANAGER)
		self.customer = make_customer(customer_manager=self.owner)
		self.name = self.customer.name
		contact = frappe.get_doc({"doctype": "Contact", "first_name": factories.unique("Li")})
		contact.append("links", {"link_doctype": "Customer", "link_name": self.name})
		contact.append("phone_nos", {"phone": "13900001111", "is_primary_mobile_no": 1})
		self.contact = contact.insert().name

	def attach(self, **values) -> frappe.model.document.Document:
		values = {"attached_to_doctype": "Customer", "attached_to_name": self.name, "content": factories.unique("content"), **values}
		return frappe.get_doc({"doctype": "File", "file_name": f"{factories.unique('offer')}.txt", **values}).insert()


@pytest.fixture
def scene():
	with setting(visibility="Own"):
		yield Scene()


NAMED = (
	("frappe.desk.form.load.getdoc", {"doctype": "Customer", "name": "{name}"}),
	("frappe.desk.form.load.get_docinfo", {"doctype": "Customer", "name": "{name}"}),
	("frappe.desk.form.load.get_communications", {"doctype": "Customer", "name": "{name}"}),
	("frappe.client.get", {"doctype": "Customer", "name": "{name}"}),
	("frappe.client.validate_link", {"doctype": "Customer", "docname": "{name}"}),
	("frappe.desk.form.linked_with.get", {"doctype": "Customer", "docname": "{name}"}),
	("frappe.desk.notifications.get_open_count", {"doctype": "Customer", "name": "{name}"}),
	("frappe.desk.like.toggle_like", {"doctype": "Customer", "name": "{name}", "add": "Yes"}),
	("frappe.desk.doctype.tag.tag.add_tag", {"dt": "Customer", "dn": "{name}", "tag": "Key"}),
	("frappe.desk.doctype.tag.tag.add_tags", {"dt": "Customer", "docs": '["{name}"]', "tags": '["Key"]'}),
	("frappe.desk.form.document_follow.follow_document", {"doctype": "Customer", "doc_name": "{name}", "user": "{stranger}"}),
	("frappe.desk.form.document_follow.get_follow_users", {"doctype": "Customer", "doc_name": "{name}"}),
	("frappe.desk.form.utils.add_comment", {"reference_doctype": "Customer", "reference_name": "{name}", "content": "x"}),
	("frappe.share.get_users", {"doctype": "Customer", "name": "{name}"}),
	("frappe.www.printview.get_html_and_style", {"doc": "Customer", "name": "{name}"}),
	("frappe.utils.print_format.download_pdf", {"doctype": "Customer", "name": "{name}"}),
	("frappe.utils.print_format.download_multi_pdf", {"doctype": "Customer", "name": '["{name}"]'}),
	("frappe.core.doctype.communication.email.make", {"doctype": "Customer", "name": "{name}", "content": "x", "subject": "x"}),
	("frappe.contacts.doctype.contact.contact.get_contact_details", {"contact": "{contact}"}),
	("frappe.core.doctype.sms_settings.sms_settings.get_contact_number", {"contact_name": "{contact}", "ref_doctype": "", "ref_name": ""}),
	("frappe.printing.page.print.print.get_print_settings_to_show", {"doctype": "Customer", "docname": "{name}"}),
	("frappe.desk.form.assign_to.add", {"doctype": "Customer", "name": "{name}", "assign_to": '["{stranger}"]'}),
)


@pytest.mark.parametrize(("command", "arguments"), NAMED, ids=[command.rsplit(".", 1)[-1] for command, _ in NAMED])
def test_who_does_not_see_a_record_gets_nothing_by_naming_it(scene, command, arguments):
	filled = {key: value.replace("{name}", scene.name).replace("{contact}", scene.contact) for key, value in arguments.items()}
	filled = {key: value.replace("{stranger}", scene.stranger) for key, value in filled.items()}
	with acting_as(scene.stranger), pytest.raises(RecordOutOfSightError):
		call(command, **filled)


def test_a_name_that_does_not_exist_yet_passes_the_gate(scene):
	"""A form that is not saved yet asks with the name that the browser gave it."""
	with acting_as(scene.stranger):
		gate.check_call("frappe.desk.form.load.get_docinfo", {"doctype": "Customer", "name": "new-customer-1"})


def test_reading_is_not_enough_to_tag(scene):
	with setting(visibility="Shared"), acting_as(scene.stranger):
		gate.check_call("frappe.desk.like.toggle_like", {"doctype": "Customer", "name": scene.name})
		with pytest.raises(RecordOutOfSightError):
			gate.check_call("frappe.desk.doctype.tag.tag.add_tag", {"dt": "Customer", "dn": scene.name})


def test_a_link_field_cannot_switch_the_permissions_off(scene):
	with acting_as(scene.stranger):
		call("frappe.desk.search.search_link", doctype="Customer", txt=scene.name, ignore_user_permissions=1)
		assert frappe.local.response["results"] == []


def test_the_title_of_a_link_is_the_bare_name_for_who_does_not_see_it(scene):
	with acting_as(scene.stranger):
		assert call("frappe.desk.search.get_link_title", doctype="Customer", docname=scene.name) == scene.name
	with acting_as(scene.owner):
		assert call("frappe.desk.search.get_link_title", doctype="Customer", docname=scene.name) == scene.customer.customer_name


def test_a_form_brings_no_titles_of_records_out_of_sight(scene):
	child = make_customer(customer_manager=scene.stranger, parent_customer=scene.name)
	for user, is_shown in ((scene.stranger, False), (factories.make_user(EXECUTIVE), True)):
		with acting_as(user):
			call("frappe.desk.form.load.getdoc", doctype="Customer", name=child.name)
			assert (f"Customer::{scene.name}" in frappe.local.response["_link_titles"]) is is_shown


def test_global_search_finds_what_one_sees(scene, monkeypatch):
	found = [frappe._dict(doctype="Customer", name=scene.name, content="Customer Name : X", rank=1)]
	monkeypatch.setattr(answers.global_search, "search", lambda text, start, limit, doctype: found if not start else [])
	for user, names in ((scene.stranger, []), (scene.owner, [scene.name])):
		with acting_as(user):
			assert [row.name for row in call("frappe.utils.global_search.search", text="X")] == names


def test_global_search_looks_on_when_a_page_is_out_of_sight(scene, monkeypatch):
	mine = make_customer(customer_manager=scene.stranger).name
	pages = {0: [scene.name], 1: [mine]}

	def page_of(text, start, limit, doctype):
		return [frappe._dict(doctype="Customer", name=name, content="", rank=1) for name in pages.get(start, [])]

	monkeypatch.setattr(answers.global_search, "search", page_of)
	with acting_as(scene.stranger):
		assert [row.name for row in call("frappe.utils.global_search.search", text="X", limit=1)] == [mine]


def test_linked_with_and_the_numbers_of_connections_count_what_one_sees(scene):
	mine = make_customer(customer_manager=scene.stranger)
	make_customer(customer_manager=scene.owner, parent_customer=mine.name)
	seen = make_customer(customer_manager=scene.stranger, parent_customer=mine.name)
	with acting_as(scene.stranger):
		linked = call("frappe.desk.form.linked_with.get", doctype="Customer", docname=mine.name)
		assert {row["name"] for row in linked["Customer"]} == {seen.name}
		counts = call("frappe.desk.notifications.get_open_count", doctype="Customer", name=mine.name, items='["Customer"]')
		assert [row["count"] for row in counts["count"]] == [1]


def test_tags_group_counts_and_states_are_of_permitted_rows(scene):
	mine = make_customer(customer_manager=scene.stranger)
	frappe.db.set_value("Customer", {"name": ["in", [mine.name, scene.name]]}, "_user_tags", ",Key")
	for name, user in ((scene.name, scene.owner), (mine.name, scene.stranger)):
		assign_to.add({"assign_to": [user], "doctype": "Customer", "name": name})
	filters = json.dumps([["Customer", "name", "in", [mine.name, scene.name]]])
	with acting_as(scene.stranger):
		assert [row[0] for row in call("frappe.desk.doctype.tag.tag.get_tagged_docs", doctype="Customer", tag="Key")] == [mine.name]
		groups = call("frappe.desk.listview.get_group_by_count", doctype="Customer", current_filters=filters, field="assigned_to")
		assert [(row["name"], row["count"]) for row in groups] == [(scene.stranger, 1)]
		states = call(
			"frappe.workflow.doctype.workflow.workflow.get_workflow_state_count",
			doctype="Customer",
			workflow_state_field="status",
			states='["Lost"]',
		)
		assert states == [{"status": "Normal", "count": 1}]


def test_each_person_gets_their_own_chart(scene):
	"""The framework keeps one answer for everybody under the chart's name."""
	chart = frappe.get_doc(
		{
			"doctype": "Dashboard Chart",
			"chart_name": factories.unique("Customers"),
			"chart_type": "Group By",
			"document_type": "Customer",
			"group_by_type": "Count",
			"group_by_based_on": "customer_manager",
			"filters_json": json.dumps([["Customer", "name", "=", scene.name]]),
			"is_public": 1,
		}
	).insert()
	for user, total in ((scene.owner, 1), (scene.stranger, 0), (scene.owner, 1)):
		with acting_as(user):
			data = call("frappe.desk.doctype.dashboard_chart.dashboard_chart.get", chart_name=chart.name)
			assert sum(data["datasets"][0]["values"] if data else []) == total


def test_totals_of_the_whole_table_are_for_those_who_see_it(scene):
	heatmap = {
		"name": "x",
		"type": "Heatmap",
		"chart_type": "Count",
		"document_type": "Customer",
		"based_on": "creation",
		"filters_json": "[]",
	}
	goal = {"title": "x", "doctype": "User", "docname": "x", "goal_doctype": "Customer Order"}
	for call_it in (
		lambda: call("frappe.desk.doctype.dashboard_chart.dashboard_chart.get", chart=json.dumps(heatmap)),
		lambda: gate.check_call("frappe.utils.goal.get_monthly_goal_graph_data", goal),
		lambda: gate.check_call("frappe.desk.query_report.get_data_for_custom_field", {"doctype": "Customer", "field": "mobile"}),
	):
		with acting_as(scene.stranger), pytest.raises(CountsEveryRecordError):
			call_it()
	with acting_as(factories.make_user(EXECUTIVE)):
		assert call("frappe.desk.doctype.dashboard_chart.dashboard_chart.get", chart=json.dumps(heatmap))["dataPoints"]


def test_columns_of_linked_records_are_for_those_who_see_them_all(scene):
	joined = {"doctype": "Service", "fields": json.dumps(["name", "customer.mobile"])}
	filtered = {"doctype": "Service", "filters": json.dumps([["Customer", "mobile", "like", "13%"]])}
	for arguments in (joined, filtered):
		with acting_as(scene.stranger), pytest.raises(JoinedColumnError):
			call("frappe.client.get_list", **arguments)
	own = {"doctype": "Service", "fields": json.dumps(["`tabService`.`name`", "`tabService`.`customer`"])}
	with acting_as(scene.stranger):
		gate.check_call("frappe.desk.reportview.get", own)
		gate.check_call("frappe.desk.reportview.get", {**own, "filters": json.dumps([["Service", "customer", "=", scene.name]])})
	with setting(visibility="Shared"), acting_as(scene.stranger):
		gate.check_call("frappe.client.get_list", joined)


def test_child_rows_are_listed_with_their_parent_only(scene):
	arguments = {"doctype": "Contact Phone", "parent": "Contact", "fields": '["phone"]', "filters": json.dumps({"parent": scene.contact})}
	for user, phones in ((scene.stranger, []), (scene.owner, ["13900001111"])):
		with acting_as(user):
			assert [row.phone for row in call("frappe.client.get_list", **arguments)] == phones


def test_every_child_table_of_a_scoped_record_is_guarded():
	children = {field.options for doctype in scope.POLICIES for field in frappe.get_meta(doctype).get_table_fields()}
	assert children <= set(followers.FOLLOWERS), children - set(followers.FOLLOWERS)


def test_every_policy_and_follower_stands_in_the_hooks():
	conditions, checks = frappe.get_hooks("permission_query_conditions"), frappe.get_hooks("has_permission")
	for doctype in (*scope.POLICIES, *followers.FOLLOWERS):
		path = f"crm_custom.permissions.hooks.{hooks.name_of_condition(doctype)}"
		assert path in conditions.get(doctype, []), doctype
		if frappe.db.exists("DocType", {"name": doctype, "istable": 0}):
			assert any(path.startswith("crm_custom.permissions.hooks.") for path in checks.get(doctype, [])), doctype


def test_every_follower_names_fields_that_exist():
	for doctype, follower in followers.FOLLOWERS.items():
		if not frappe.db.exists("DocType", doctype):
			continue
		for field in filter(None, (follower.type_field, follower.name_field)):
			assert frappe.db.has_column(doctype, field), (doctype, field)


def test_the_calendar_is_of_who_asks_and_without_appointments_out_of_sight(scene):
	values = {"doctype": "Event", "subject": "Visit", "event_type": "Public", "starts_on": "2026-03-03 10:00:00"}
	event = frappe.get_doc(values)
	event.append("event_participants", {"reference_doctype": "Customer", "reference_docname": scene.name})
	event.insert()
	private = frappe.get_doc({**values, "event_type": "Private"}).insert()
	arguments = {"start": "2026-03-01", "end": "2026-03-31", "user": "Administrator"}
	for user, is_seen in ((scene.stranger, False), (scene.owner, True)):
		with acting_as(user):
			names = {row.name for row in call("frappe.desk.doctype.event.event.get_events", **arguments)}
			assert (event.name in names, private.name in names) == (is_seen, False)
			assert frappe.get_doc("Event", event.name).has_permission("read") is is_seen


def test_a_file_of_a_record_is_private_even_when_it_is_sent_as_a_public_one(scene):
	with acting_as(scene.owner):
		file = scene.attach(is_private=0)
	assert (file.is_private, file.file_url[:15]) == (1, "/private/files/")
	with acting_as(scene.owner):
		file.is_private = 0
		file.save()
	assert frappe.db.get_value("File", file.name, "is_private") == 1


def test_a_public_file_that_is_attached_becomes_a_private_copy(scene):
	public = frappe.get_doc({"doctype": "File", "file_name": "logo.txt", "content": factories.unique("logo"), "is_private": 0}).insert()
	with acting_as(scene.owner):
		copy = scene.attach(file_url=public.file_url, content=None)
	assert copy.is_private and copy.file_url.startswith("/private/files/")
	assert frappe.db.get_value("File", public.name, "is_private") == 0


def test_a_private_file_is_opened_with_the_record_only_also_by_its_address(scene):
	with acting_as(scene.owner):
		file = scene.attach()
		gate.check_file(file.file_url)
	with acting_as(scene.stranger):
		assert not frappe.get_doc("File", file.name).is_downloadable()
		with pytest.raises(FileOfOthersError):
			gate.check_file(file.file_url)
		with pytest.raises(FileOfOthersError):
			call("frappe.handler.download_file", file_url=file.file_url)
		with pytest.raises(FileOfOthersError):
			frappe.get_doc({"doctype": "File", "file_name": "mine.txt", "file_url": file.file_url}).insert()
	add_docshare("Customer", scene.name, scene.stranger, flags=SYSTEM)
	with acting_as(scene.stranger):
		gate.check_file(file.file_url)


def test_who_uploaded_a_file_loses_it_with_the_record(scene):
	with acting_as(scene.owner):
		file = scene.attach()
	frappe.db.set_value("Customer", scene.name, {"customer_manager": scene.stranger, "department": None})
	with acting_as(scene.owner):
		assert not frappe.get_doc("File", file.name).is_downloadable()
		assert frappe.get_list("File", {"name": file.name}) == []


def test_who_only_reads_a_record_attaches_nothing_to_it(scene):
	with setting(visibility="Shared"), acting_as(scene.stranger), pytest.raises(frappe.PermissionError):
		scene.attach()


def test_nobody_gets_at_a_record_by_making_a_task_for_it(scene):
	values = {"doctype": "ToDo", "description": "x", "reference_type": "Customer", "reference_name": scene.name}
	with acting_as(scene.stranger):
		with pytest.raises(RecordOutOfSightError):
			frappe.get_doc({**values, "allocated_to": scene.stranger}).insert(ignore_permissions=True)
		with pytest.raises(RecordOutOfSightError):
			assign_to.add({"assign_to": [scene.stranger], "doctype": "Customer", "name": scene.name})


def test_who_may_not_share_a_record_cannot_show_it_by_a_task(scene):
	reader = factories.make_user(CUSTOMER_MANAGER)
	add_docshare("Customer", scene.name, reader, flags=SYSTEM)
	values = {"doctype": "ToDo", "description": "x", "reference_type": "Customer", "reference_name": scene.name, "assigned_by": reader}
	with acting_as(reader):
		frappe.get_doc({**values, "allocated_to": scene.owner}).insert()
		with pytest.raises(AssignedRecordOutOfSightError):
			frappe.get_doc({**values, "allocated_to": scene.stranger}).insert()
	with acting_as(scene.owner):
		assign_to.add({"assign_to": [scene.stranger], "doctype": "Customer", "name": scene.name})
	forget_request()
	assert scope.includes("Customer", scene.name, scope.READ, scene.stranger)


def test_the_browser_cannot_pass_a_task_off_as_one_of_a_rule(scene):
	arguments = {"doctype": "Customer", "name": scene.name, "assign_to": json.dumps([scene.stranger]), "assignment_rule": "Any"}
	with acting_as(scene.stranger), pytest.raises(RecordOutOfSightError):
		frappe.call("crm_custom.lifecycle.framework_doors.add", args=arguments)
	with acting_as(scene.stranger), pytest.raises(UseAssignActionError):
		frappe.call("crm_custom.lifecycle.framework_doors.add", args={**arguments, "doctype": "Service"})


def test_a_mention_shows_nothing_of_a_record_to_who_does_not_see_it(scene):
	values = {"doctype": "Notification Log", "type": "Mention", "document_type": "Customer", "document_name": scene.name}
	values |= {"subject": "about Secret Ltd", "email_content": "Secret", "from_user": scene.owner}
	hidden = frappe.get_doc({**values, "for_user": scene.stranger}).insert(ignore_permissions=True)
	shown = frappe.get_doc({**values, "for_user": scene.supervisor}).insert(ignore_permissions=True)
	assert (hidden.document_name, hidden.email_content, "Secret" in hidden.subject) == (None, None, False)
	assert (shown.document_name, shown.email_content, "Secret" in shown.subject) == (scene.name, "Secret", True)


def test_notifications_are_gone_with_the_record(scene):
	values = {"doctype": "Notification Log", "type": "Alert", "document_type": "Customer", "document_name": scene.name, "subject": "x"}
	log = frappe.get_doc({**values, "for_user": scene.owner}).insert(ignore_permissions=True)
	with acting_as(scene.owner):
		assert frappe.get_list("Notification Log", {"name": log.name}, pluck="name") == [log.name]
	frappe.db.set_value("Customer", scene.name, {"customer_manager": scene.stranger, "department": None})
	with acting_as(scene.owner):
		assert frappe.get_list("Notification Log", {"name": log.name}, pluck="name") == []


def test_administrators_and_own_endpoints_pass_the_gate(scene):
	with acting_as(scene.stranger):
		gate.check_call("crm_custom.customer_management.api.delete_customer", {"doctype": "Customer", "name": scene.name})
	with acting_as(factories.make_user("System Manager")):
		assert call("frappe.desk.search.get_link_title", doctype="Customer", docname=scene.name) == scene.customer.customer_name
