"""Who did what: logins, exports, prints, deletions, changes; for administrators only; kept long enough; changed by nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import frappe
import pytest
from frappe.core.doctype.activity_log.activity_log import add_authentication_log
from frappe.core.doctype.log_settings.log_settings import run_log_clean_up
from frappe.desk.query_report import run as run_report
from frappe.utils import add_days, now_datetime, nowdate
from werkzeug.datastructures import CombinedMultiDict, MultiDict

from crm_custom.background import run_job
from crm_custom.background.refusals import LogReadOnlyError
from crm_custom.base_data.refusals import SettingOutOfBoundsError
from crm_custom.records import doors, history, jobs, operations, permission_manager, queries
from crm_custom.tests import factories as make
from crm_custom.tests import factories_customer as make_customer
from crm_custom.tests.site_fixtures import count_queries

REPORTS = ("Operation Log", "Change Log", "Login Log")


def entries(**filters: Any) -> list[Any]:
	return frappe.get_all("CRM Operation Log", filters, ["*"], order_by="creation")


def report(name: str, **filters: Any) -> list[dict[str, Any]]:
	return [row for row in run_report(name, filters=json.dumps(filters), ignore_prepared_report=True)["result"] if isinstance(row, dict)]


# logins


def test_logins_and_failed_logins_are_entries_with_address_and_reason(monkeypatch):
	user = make.make_user("Customer Manager")
	monkeypatch.setattr(frappe.local, "request_ip", "10.1.2.3", raising=False)
	add_authentication_log(f"{user} logged in", user)
	add_authentication_log("Invalid login credentials", user, status="Failed")
	add_authentication_log("Invalid login credentials", "nobody at all", status="Failed")
	assert [(row.kind, row.address) for row in entries(person=user)] == [("Login", "10.1.2.3"), ("Failed login", "10.1.2.3")]
	assert entries(person="nobody at all")[0].detail == "Invalid login credentials"


def test_the_login_log_counts_per_person(monkeypatch):
	user = make.make_user("Customer Manager")
	monkeypatch.setattr(frappe.local, "request_ip", "10.1.2.3", raising=False)
	for status in ("Success", "Success", "Failed"):
		add_authentication_log("x", user, status=status)
	(row,) = report("Login Log", person=user)
	assert (row["logins"], row["failed"]) == (2, 1)


# doors


class Request(SimpleNamespace):
	"""What the door looks at of a request."""

	def __init__(self, path: str, **values: Any):
		super().__init__(path=path, values=CombinedMultiDict([MultiDict(values)]))


def go_through(path: str, status: int = 200, **values: Any) -> None:
	doors.watch(Request(path, **values), SimpleNamespace(status_code=status))


@pytest.mark.parametrize(
	("path", "values", "expected"),
	[
		("/api/method/frappe.desk.reportview.export_query", {"doctype": "Customer", "file_format_type": "CSV"}, ("Export", "Customer", "")),
		("/", {"cmd": "frappe.desk.query_report.export_query", "report_name": "Change Log"}, ("Export", "Report", "Change Log")),
		("/api/method/frappe.core.doctype.data_export.exporter.export_data", {"doctype": "Customer"}, ("Export", "Customer", "")),
		(
			"/api/v2/method/frappe.core.doctype.data_import.data_import.download_template",
			{"doctype": "Customer"},
			("Export", "Customer", ""),
		),
		("/api/method/frappe.core.doctype.data_import.data_import.form_start_import", {"data_import": "I 1"}, ("Import", "", "I 1")),
		("/printview", {"doctype": "Customer", "name": "K1"}, ("Print", "Customer", "K1")),
		("/api/method/frappe.utils.print_format.download_pdf", {"doctype": "Customer", "name": "K1"}, ("Print", "Customer", "K1")),
		(
			"/api/method/frappe.utils.print_format.download_multi_pdf",
			{"doctype": "Customer", "name": '["K1"]'},
			("Print", "Customer", '["K1"]'),
		),
		("/api/method/frappe.utils.print_format.report_to_pdf", {"html": "<b>"}, ("Print", "Report", "")),
		("/api/method/crm_custom.exchange.export.export_list_report", {"doctype": "Customer"}, ("Export", "Customer", "")),
		("/backups/today.sql.gz", {}, ("Export", "", "today.sql.gz")),
	],
)
def test_what_leaves_by_any_door_is_an_entry(path: str, values: dict, expected: tuple):
	before = len(entries())
	go_through(path, **values)
	(entry,) = entries()[before:] if before else entries()
	assert (entry.kind, entry.object_type, entry.object_name) == expected
	assert entry.person == "Administrator"


def test_what_was_refused_did_not_leave():
	before = frappe.db.count("CRM Operation Log")
	go_through("/printview", status=403, doctype="Customer", name="K1")
	go_through("/api/method/frappe.client.get_list", doctype="Customer")
	go_through(
		"/api/method/frappe.core.doctype.data_import.data_import.download_template", doctype="Customer", export_records="blank_template"
	)
	assert frappe.db.count("CRM Operation Log") == before


def test_every_door_that_the_framework_has_in_this_version_is_known_by_its_name():
	missing = []
	for door in doors.DOORS:
		if "." in door:
			module, function = door.rsplit(".", 1)
			try:
				if not hasattr(frappe.get_module(module), function):
					missing.append(door)
			except ImportError:
				missing.append(door)
	assert set(missing) <= {
		# of other lines of the framework
		"frappe.contacts.doctype.contact.contact.download_vcard",
		"frappe.contacts.doctype.contact.contact.download_vcards",
		"frappe.utils.print_format.download_multi_pdf_async",
	}


# changes of permissions and settings


def test_roles_given_and_taken_are_entries_with_before_and_after(as_user):
	user = make.make_user("Customer Manager")
	with as_user(make.make_user("System Manager")):
		doc = frappe.get_doc("User", user)
		doc.flags.ignore_permissions = True
		doc.roles = []
		doc.append("roles", {"role": "Executive"})
		doc.save()
		actor = frappe.session.user
	(entry,) = entries(object_type="User", object_name=user, kind="Permission change")
	assert entry.person == actor
	assert "Customer Manager" in entry.before and "Executive" in entry.after
	assert "Executive" not in entry.before


def test_a_users_own_affairs_are_no_change_of_permissions():
	doc = frappe.get_doc("User", make.make_user("Customer Manager"))
	doc.phone = "1"
	doc.save()
	assert entries(object_type="User", object_name=doc.name) == []


def test_the_permission_manager_leaves_an_entry_with_before_and_after():
	permission_manager.update("Customer Source", "Executive", 0, "export", 1)
	permission_manager.remove("Customer Source", "Executive", 0)
	permission_manager.reset("Customer Source")
	changed, removed, reset = entries(object_type="Customer Source", kind="Permission change")
	assert "export" not in changed.before and "export" in changed.after
	assert "Executive" in removed.before and "nothing" in removed.after
	assert "nothing" in reset.before and "read" in reset.after


def test_only_administrators_use_the_permission_manager(as_user, monkeypatch):
	monkeypatch.setattr(frappe.flags, "in_test", False)
	with as_user(make.make_user("Sales Supervisor")):
		for change in (
			lambda: permission_manager.update("Customer Source", "Executive", 0, "export", 1),
			lambda: permission_manager.add("Customer Source", "Executive", 1),
			lambda: permission_manager.remove("Customer Source", "Executive", 0),
			lambda: permission_manager.reset("Customer Source"),
		):
			with pytest.raises(frappe.PermissionError):
				change()
	assert entries(object_type="Customer Source") == []


@pytest.mark.parametrize(
	("values", "about"),
	[
		({"doctype": "User Permission", "allow": "CRM Department", "apply_to_all_doctypes": 1}, "CRM Department"),
		({"doctype": "DocShare", "share_doctype": "Customer Source", "read": 1}, "Customer Source"),
	],
)
def test_user_permissions_and_shares_are_entries(values: dict, about: str):
	user = make.make_user("Customer Manager")
	if values["doctype"] == "DocShare":
		source = frappe.get_doc({"doctype": "Customer Source", "title": make.unique("Source")}).insert().name
		doc = frappe.get_doc({**values, "user": user, "share_name": source}).insert()
	else:
		doc = frappe.get_doc({**values, "user": user, "for_value": make.make_department()}).insert()
	doc.delete()
	made, gone = entries(object_type=values["doctype"], object_name=["like", f"{user}%"])
	assert about in made.object_name and made.after and gone.before


def test_settings_and_workflows_are_entries():
	settings = frappe.get_doc("CRM Settings")
	settings.churn_months = 7 if settings.churn_months != 7 else 8
	settings.save()
	workflow = frappe.get_doc("Workflow", "Service")
	workflow.states[0].allow_edit = "Executive"
	workflow.save()
	assert str(settings.churn_months) in entries(object_type="CRM Settings")[-1].after
	assert "Executive" in entries(object_type="Workflow", object_name="Service")[-1].after


# deletions and history


def test_a_deletion_is_an_entry_and_the_history_goes_on_below_it():
	source = frappe.get_doc({"doctype": "Customer Source", "title": make.unique("Source")}).insert()
	source.description = "first"
	source.save()
	version = frappe.get_doc(
		{"doctype": "Version", "ref_doctype": source.doctype, "docname": source.name, "data": '{"changed": [["description", "a", "b"]]}'}
	)
	version.insert()
	source.delete()
	(entry,) = entries(kind="Deletion", object_name=source.name)
	assert "first" in entry.before
	assert frappe.db.get_value("Version", version.name, ["ref_doctype", "docname"]) == ("CRM Operation Log", entry.name)
	rows = [row for row in report("Change Log", person="Administrator") if row["record"] == source.name]
	assert rows and {row["record_type"] for row in rows} == {"Customer Source"}


def test_changes_by_a_statement_leave_a_history_like_a_saved_form():
	names = [frappe.get_doc({"doctype": "Customer Source", "title": make.unique("Source")}).insert().name for _number in range(3)]
	changes = [(name, "sort_order", 1, 7) for name in names] + [(names[0], "description", None, "x"), (names[1], "disabled", 0, 0)]
	with count_queries() as sent:
		assert history.record_changes("Customer Source", changes) == 3
	assert len([query for query in sent if query.lower().startswith("insert")]) == 1
	version = frappe.get_last_doc("Version", {"docname": names[0]})
	assert version.get_data()["changed"] == [["sort_order", 1, 7], ["description", None, "x"]]
	rows = report("Change Log", record_type="Customer Source", record=names[0], field="sort_order")
	assert [(row["before"], row["after"]) for row in rows] == [("1", "7")]


def test_the_change_log_finds_by_record_person_field_and_text(as_user):
	supervisor = make.make_user("System Manager")
	name = frappe.get_doc({"doctype": "Customer Source", "title": make.unique("Source")}).insert().name
	with as_user(supervisor):
		history.record_changes("Customer Source", [(name, "description", "old_100%", "new"), (name, "sort_order", 1, 2)])
	find = lambda **filters: [row["field"] for row in report("Change Log", record_type="Customer Source", record=name, **filters)]
	assert find(person=supervisor) == ["Description", "Display order"]
	assert find(text="OLD_100%") == ["Description"]
	assert find(text="oldX100") == []
	assert find(field="sort_order", text="old") == []
	assert find(from_date=str(add_days(nowdate(), -9)), to_date=str(add_days(nowdate(), -2))) == []


def test_reports_are_paged(monkeypatch):
	monkeypatch.setattr(queries, "PAGE", 2)
	monkeypatch.setattr("crm_custom.records.reports.PAGE", 2)
	person = make.unique("person")
	for number in range(5):
		operations.note(operations.JOB, detail=str(number), person=person)
	pages = [report("Operation Log", person=person, page=page) for page in (1, 2, 3)]
	assert [len(page) for page in pages] == [2, 2, 1]
	assert len({row["name"] for page in pages for row in page}) == 5
	assert run_report("Operation Log", filters={"person": person}, ignore_prepared_report=True)["message"]


# who may look, who may change


@pytest.mark.parametrize("role", ["Executive", "Sales Supervisor", "Customer Manager", "CRM Read Only", "CRM Finance"])
def test_logs_are_for_administrators_by_every_door(as_user, role, monkeypatch):
	from frappe.desk.query_report import export_query as export_report
	from frappe.desk.reportview import export_query as export_list

	operations.note(operations.JOB)
	with as_user(make.make_user(role)):
		for name in REPORTS:
			with pytest.raises(frappe.PermissionError):
				report(name)
			monkeypatch.setattr(frappe.local, "form_dict", frappe._dict(report_name=name, file_format_type="CSV", filters="{}"))
			with pytest.raises(frappe.PermissionError):
				export_report()
		for doctype in ("CRM Operation Log", "CRM Job Run", "Version", "Access Log"):
			with pytest.raises(frappe.PermissionError):
				frappe.get_list(doctype)
			fields = json.dumps([f"`tab{doctype}`.`name`"])
			monkeypatch.setattr(
				frappe.local, "form_dict", frappe._dict(doctype=doctype, file_format_type="CSV", fields=fields, filters="[]")
			)
			with pytest.raises(frappe.PermissionError):
				export_list()


def test_a_role_that_is_given_the_report_does_not_get_the_log(as_user):
	with as_user(make.make_user("Executive")):
		for name in REPORTS:
			with pytest.raises(frappe.PermissionError):
				frappe.get_doc("Report", name).execute_script_report({})


@pytest.mark.parametrize("doctype", ["CRM Operation Log", "Version", "Activity Log", "Access Log", "Deleted Document"])
@pytest.mark.parametrize("actor", ["Administrator", "System Manager"])
def test_logs_are_changed_and_deleted_by_nobody(as_user, doctype, actor):
	name = make_entry(doctype)
	with as_user(actor if actor == "Administrator" else make.make_user(actor)):
		with pytest.raises((LogReadOnlyError, frappe.PermissionError)):
			doc = frappe.get_doc(doctype, name)
			doc.modified_by = "x"
			doc.save()
		with pytest.raises((LogReadOnlyError, frappe.PermissionError)):
			frappe.delete_doc(doctype, name)
	assert frappe.db.exists(doctype, name)


def make_entry(doctype: str) -> str:
	if doctype == "CRM Operation Log":
		return operations.note(operations.JOB)
	values = {
		"Version": {"ref_doctype": "Customer Source", "docname": "x", "data": "{}"},
		"Activity Log": {"subject": "x", "user": "Administrator"},
		"Access Log": {"user": "Administrator"},
		"Deleted Document": {"deleted_doctype": "Customer Source", "deleted_name": "x", "data": "{}"},
	}[doctype]
	doc = frappe.get_doc({"doctype": doctype, **values})
	doc.flags.ignore_links = True
	doc.insert()
	return doc.name


# retention


def aged(doctype: str, days: int) -> str:
	name = make_entry(doctype)
	moment = add_days(now_datetime(), -days)
	values = {"creation": moment, "modified": moment, **({"at": moment} if doctype == "CRM Operation Log" else {})}
	frappe.db.set_value(doctype, name, values, update_modified=False)
	return name


def test_old_logs_go_and_young_ones_stay_and_the_clearing_is_an_entry(monkeypatch):
	monkeypatch.setattr(jobs, "BATCH", 2)
	kinds = ("CRM Operation Log", "Activity Log", "Access Log")
	old = [(kind, aged(kind, 400)) for kind in kinds for _number in range(3)]
	young = [(kind, aged(kind, 300)) for kind in kinds]
	history_row = aged("Version", 4000)
	frappe.get_doc("CRM Settings").db_set("log_retention_days", 365)
	run = frappe.get_doc("CRM Job Run", run_job("records.retention"))
	assert run.state == "Finished" and run.changed >= len(old)
	assert [pair for pair in old if frappe.db.exists(*pair)] == []
	assert [pair for pair in young if not frappe.db.exists(*pair)] == []
	assert frappe.db.exists("Version", history_row)
	assert {row.object_type for row in entries(kind="Log clearing")} >= set(kinds)


def test_the_history_goes_only_after_the_time_set_for_it():
	old, young = aged("Version", 4000), aged("Version", 200)
	frappe.get_doc("CRM Settings").db_set("history_retention_days", 365)
	run_job("records.retention")
	assert not frappe.db.exists("Version", old)
	assert frappe.db.exists("Version", young)


def test_a_shorter_time_is_refused_and_does_not_count_when_it_gets_in_another_way():
	settings = frappe.get_doc("CRM Settings")
	settings.log_retention_days = 179
	with pytest.raises(SettingOutOfBoundsError):
		settings.save()
	settings.db_set("log_retention_days", 1)
	frappe.clear_document_cache("CRM Settings", "CRM Settings")
	assert jobs.log_days() == 180


def test_the_frameworks_log_settings_clear_nothing_earlier():
	settings = frappe.get_doc("Log Settings")
	for doctype in ("Activity Log", "Access Log"):
		settings.register_doctype(doctype, 1)
	settings.save()
	assert {row.days for row in settings.logs_to_clear if row.ref_doctype in jobs.PROTECTED} == {jobs.log_days()}
	kept = aged("Activity Log", 100)
	frappe.db.set_value("Logs To Clear", {"ref_doctype": "Activity Log"}, "days", 1)
	run_log_clean_up()
	assert frappe.db.exists("Activity Log", kept)


# size


@contextmanager
def filled_queries() -> Iterator[list[str]]:
	"""The statements of the block as the database gets them, values filled in."""
	sent: list[str] = []
	real = frappe.db.sql

	def recording(query, values=(), *args, **kwargs):
		sent.append(frappe.db._cursor.mogrify(str(query), values or None))
		return real(query, values, *args, **kwargs)

	frappe.db.sql = recording
	try:
		yield sent
	finally:
		frappe.db.sql = real


def test_reports_of_logs_use_an_index_whatever_is_asked():
	period = {"from_date": "2026-01-01", "to_date": "2026-01-02"}
	with filled_queries() as sent:
		for filters in ({}, {"person": "x"}, {"kind": "Login"}, {"object_type": "Customer"}, {"address": "1"}):
			queries.find_operations({**period, **filters})
		for filters in ({}, {"person": "x"}, {"record_type": "Customer"}, {"record_type": "Customer", "record": "K1"}, {"field": "phone"}):
			queries.find_changes({**period, **filters})
		queries.count_logins(period)
	for query in sent:
		(plan,) = frappe.db.sql(f"explain {query}", as_dict=True)
		assert plan["key"] and plan["type"] != "ALL", (query, plan)


def test_the_change_log_reads_in_pieces_misses_nothing_and_says_when_it_stopped(monkeypatch):
	customer = make_customer.make_customer()
	names = ["Nova", "Nova A", "Nova B", "Nova C", "Nova D"]
	for name in names:
		customer.short_name = name
		customer.save(ignore_version=False)
	filters = {"record_type": "Customer", "record": customer.name, "field": "short_name"}
	monkeypatch.setattr(queries, "CHUNK", 2)
	found, is_complete = queries.find_changes(filters)
	assert sorted(change.after for _version, change in found) == names and is_complete
	monkeypatch.setattr(queries, "MOST_READ", 3)
	found, is_complete = queries.find_changes(filters)
	assert len(found) == 3 and not is_complete


def test_the_reports_cost_the_same_queries_however_many_rows():
	def cost() -> int:
		with count_queries() as sent:
			report("Operation Log")
		return len(sent)

	operations.note(operations.JOB)
	cost()
	few = cost()
	for _number in range(30):
		operations.note(operations.JOB, person=make.unique("somebody"))
	assert cost() <= few


def test_every_business_record_keeps_its_history():
	for doctype in ("Contact", "User", "Role", "Role Profile", "Workflow", "User Permission", "System Settings"):
		assert frappe.get_meta(doctype).track_changes, doctype


def test_a_saved_customer_says_what_stood_there_before(as_user):
	customer = make_customer.make_customer()
	customer.short_name = "Nova"
	customer.save(ignore_version=False)
	rows = report("Change Log", record_type="Customer", record=customer.name, field="short_name")
	assert [(row["before"], row["after"]) for row in rows] == [("", "Nova")]
