"""Handing over the work of a person: preview, rules, result, undo, refusals (R-094, R-095)."""

import json
from types import SimpleNamespace

import frappe
import pytest
from frappe.utils import add_days, nowdate

from crm_custom.base_data import api, refusals
from crm_custom.base_data.handover import jobs
from crm_custom.base_data.handover import services as handovers
from crm_custom.base_data.handover.kinds import all_kinds
from crm_custom.base_data.handover.planning import ITEM, summary_of
from crm_custom.customer_management import services as customers
from crm_custom.customer_management.refusals import OwnershipLogFixedError
from crm_custom.marketing import services as selling
from crm_custom.permissions import scope
from crm_custom.tests import factories, factories_interactions, factories_marketing, factories_service
from crm_custom.tests import factories_customer as make
from crm_custom.tests import factories_handover as giving
from crm_custom.tests.site_fixtures import count_queries

MOVED, STAYED = "Handed over", "Not handed over"


@pytest.fixture
def office() -> SimpleNamespace:
	"""Somebody who leaves with one of everything, and the people around: department, other department, supervisor."""
	east, south = factories.make_department(), factories.make_department()
	team = factories_marketing.make_team()
	team.department = east
	leaver = team.manager
	heir = make.make_manager(south)
	customer = make.make_customer(customer_manager=leaver)
	opportunity = factories_marketing.make_developing(team)
	service_team = SimpleNamespace(
		supervisor=team.supervisor,
		creator=team.colleague,
		assignee=leaver,
		customer=make.make_customer(customer_manager=team.colleague).name,
	)
	service = factories_service.make_service(service_team, "Assigned")
	contact = frappe.get_doc({"doctype": "Contact", "first_name": factories.unique("Contact")}).insert(ignore_permissions=True)
	frappe.db.set_value("Contact", contact.name, "owner", leaver)
	return SimpleNamespace(
		east=east,
		south=south,
		team=team,
		leaver=leaver,
		heir=heir,
		customer=customer.name,
		opportunity=opportunity,
		plan=frappe.db.get_value("Development Plan", {"opportunity": opportunity}),
		service=service,
		contact=contact.name,
	)


def value(doctype: str, name: str, field: str):
	return frappe.db.get_value(doctype, name, field)


def test_everything_of_the_person_goes_to_one_other(office: SimpleNamespace):
	handover = giving.make_handover(office.leaver, office.heir)
	run = giving.carry_out(handover)
	assert run.failures == []
	assert {status for status, _to in giving.results(handover).values()} == {MOVED}
	assert value("Customer", office.customer, "customer_manager") == office.heir
	assert value("Customer", office.customer, "department") == office.south
	assert value("Sales Opportunity", office.opportunity, "assigned_to") == office.heir
	assert value("Sales Opportunity", office.opportunity, "department") == office.south
	assert value("Development Plan", office.plan, "assigned_to") == office.heir
	assert set(frappe.get_all("Development Plan Step", {"parent": office.plan}, pluck="step_owner")) == {office.heir}
	assert value("Service", office.service, "assigned_to") == office.heir
	assert value("Contact", office.contact, "owner") == office.heir
	tasks = frappe.get_all("ToDo", {"status": "Open", "reference_name": ["in", [office.opportunity, office.service]]}, pluck="allocated_to")
	assert tasks == [office.heir] * 2
	assert json.loads(value("Sales Opportunity", office.opportunity, "_assign")) == [office.heir]
	handover.reload()
	assert (handover.status, handover.not_moved) == ("Completed", 0)
	assert handover.moved == len(giving.results(handover))


def test_an_opportunity_is_handed_over_as_it_is_reassigned(office: SimpleNamespace):
	before = frappe.get_doc("Sales Opportunity", office.opportunity)
	giving.carry_out(giving.make_handover(office.leaver, office.heir))
	after = frappe.get_doc("Sales Opportunity", office.opportunity)
	assert (before.status, after.status) == ("Developing", "Assigned")
	assert len(after.assignments) == len(before.assignments) + 1
	last = after.assignments[-1]
	assert (last.assigned_from, last.assigned_to, last.assigned_by) == (office.leaver, office.heir, "Administrator")
	with factories_marketing.acting_as(office.heir):
		plan = frappe.get_doc("Development Plan", office.plan)
		plan.steps[0].result = "Went on"
		plan.save()
	assert value("Sales Opportunity", office.opportunity, "status") == "Developing"


def test_each_record_keeps_its_history(office: SimpleNamespace):
	handover = giving.make_handover(office.leaver, office.heir, remark="Retires")
	giving.carry_out(handover)
	fields = ["from_user", "to_user", "why", "changed_by", "remark", "handover"]
	log = frappe.get_all(
		"Customer Ownership Log", {"customer": office.customer}, fields, order_by="changed_at desc, creation desc", limit=1
	)[0]
	assert tuple(log.values()) == (office.leaver, office.heir, "Handover", "Administrator", "Retires", handover.name)
	version = frappe.get_last_doc("Version", {"ref_doctype": "Customer", "docname": office.customer})
	assert ["customer_manager", office.leaver, office.heir] in json.loads(version.data)["changed"]
	assert frappe.db.exists("Version", {"ref_doctype": "Service", "docname": office.service, "data": ["like", f"%{office.heir}%"]})


def test_the_former_owners_access_ends_at_once(office: SimpleNamespace):
	frappe.share.add_docshare("Customer", office.customer, office.leaver, write=1, flags={"ignore_share_permission": True})
	with make.setting(visibility="Own"):
		giving.carry_out(giving.make_handover(office.leaver, office.heir))
		for doctype in ("Customer", "Sales Opportunity", "Development Plan", "Service"):
			name = {"Customer": office.customer, "Sales Opportunity": office.opportunity, "Development Plan": office.plan}.get(
				doctype, office.service
			)
			factories_marketing.acting_as(office.leaver)
			with factories_marketing.acting_as(office.leaver):
				assert not frappe.has_permission(doctype, "read", name), doctype
				assert name not in frappe.get_list(doctype, pluck="name", limit_page_length=0)
			with factories_marketing.acting_as(office.heir):
				assert frappe.has_permission(doctype, "read", name), doctype


def test_the_new_owner_is_told_once_in_the_own_language(office: SimpleNamespace):
	frappe.db.set_value("User", office.heir, "language", "zh")
	handover = giving.make_handover(office.leaver, office.heir)
	giving.carry_out(handover)
	told = frappe.get_all("Notification Log", {"for_user": office.heir, "document_name": handover.name}, ["subject"])
	assert len(told) == 1
	assert "客户" in told[0].subject


def test_what_was_private_or_ended_stays(office: SimpleNamespace):
	note = frappe.get_doc({"doctype": "ToDo", "description": "Buy flowers", "allocated_to": office.leaver, "assigned_by": office.leaver})
	note.insert(ignore_permissions=True)
	with factories_marketing.acting_as(office.team.manager):
		ended = factories_marketing.make_opportunity()
	frappe.db.set_value("Sales Opportunity", ended, {"assigned_to": office.leaver, "status": "Failed"})
	giving.carry_out(giving.make_handover(office.leaver, office.heir))
	assert value("ToDo", note.name, "allocated_to") == office.leaver
	assert value("Sales Opportunity", ended, "assigned_to") == office.leaver


def test_rows_decide_by_kind_region_grade_and_department(office: SimpleNamespace):
	country = make.make_region()
	province, grade = make.make_region(country), make.make_grade()
	second, third = make.make_manager(), make.make_manager()
	by_region = make.make_customer(customer_manager=office.leaver, region=province).name
	by_grade = make.make_customer(customer_manager=office.leaver, grade=grade).name
	rows = [
		{"region": country, "kind": "Customer", "to_user": second},
		{"grade": grade, "to_user": third},
		{"kind": "Service", "to_user": second},
	]
	handover = giving.make_handover(office.leaver, None, way="By kind, region, grade or department", rows=rows)
	giving.carry_out(handover)
	assert value("Customer", by_region, "customer_manager") == second
	assert value("Customer", by_grade, "customer_manager") == third
	assert value("Service", office.service, "assigned_to") == second
	assert value("Customer", office.customer, "customer_manager") == office.leaver
	assert giving.results(handover)[("Customer", office.customer)] == (STAYED, None)


def test_what_belongs_to_a_customer_goes_with_the_customer(office: SimpleNamespace):
	second = make.make_manager()
	with make.setting(allow_opportunities_for_customers=1), factories_marketing.acting_as(office.team.supervisor):
		opportunity = factories_marketing.make_opportunity(customer=office.customer)
		selling.assign(opportunity, office.leaver)
	grade = value("Customer", office.customer, "grade")
	rows = [{"kind": "Customer", "grade": grade, "to_user": second}]
	handover = giving.make_handover(office.leaver, office.heir, way="By kind, region, grade or department", rows=rows)
	giving.carry_out(handover)
	assert value("Sales Opportunity", opportunity, "assigned_to") == second
	assert value("Sales Opportunity", office.opportunity, "assigned_to") == office.heir


def test_promises_not_yet_kept_go_with_the_customer(office: SimpleNamespace):
	with factories_marketing.acting_as(office.leaver):
		open_one, kept = factories_interactions.make_promise(office.customer), factories_interactions.make_promise(office.customer)
	frappe.db.set_value("Promise", kept.name, "status", "Kept")
	giving.carry_out(giving.make_handover(office.leaver, office.heir))
	assert value("Promise", open_one.name, "responsible") == office.heir
	assert value("Promise", kept.name, "responsible") == office.leaver


def test_an_even_split_gives_everybody_the_same_number():
	leaver, heirs = make.make_manager(), [make.make_manager() for _ in range(3)]
	names = [make.make_customer(customer_manager=leaver).name for _ in range(7)]
	rows = [{"to_user": heir} for heir in heirs]
	giving.carry_out(giving.make_handover(leaver, None, way="Evenly among several", rows=rows))
	owners = frappe.get_all("Customer", {"name": ["in", names]}, pluck="customer_manager")
	assert sorted(owners.count(heir) for heir in heirs) == [2, 2, 3]


def test_the_preview_shows_what_will_happen_and_changes_nothing(office: SimpleNamespace):
	handover = giving.make_handover(office.leaver, office.heir)
	count = handovers.preview(handover.name)
	rows = summary_of(handover.name)
	assert {row["kind"] for row in rows} == {
		"Customer",
		"Sales Opportunity",
		"Development Plan",
		"Development Plan Step",
		"Service",
		"ToDo",
		"Contact",
	}
	assert sum(row["records"] for row in rows) == count
	assert value("Customer", office.customer, "customer_manager") == office.leaver
	assert handovers.preview(handover.name) == count, "a second look shows the same"


def test_a_record_that_got_another_owner_meanwhile_is_left_to_them(office: SimpleNamespace):
	handover = giving.make_handover(office.leaver, office.heir)
	handovers.start(handover.name)
	frappe.db.set_value("Customer", office.customer, "customer_manager", office.team.colleague)
	frappe.db.set_value("Sales Opportunity", office.opportunity, "assigned_to", office.team.colleague)
	run = giving.StandIn()
	handovers.carry_out(handover.name, run)
	assert value("Customer", office.customer, "customer_manager") == office.team.colleague
	assert giving.results(handover)[("Development Plan", office.plan)][0] == STAYED, "a plan does not leave its opportunity"
	reasons = dict(frappe.get_all(ITEM, {"handover": handover.name, "status": STAYED}, ["record_key", "reason"], as_list=True))
	assert office.team.colleague.split("@")[0] in reasons[office.customer]
	assert {record[0] for record, _why in run.failures} >= {"Customer", "Sales Opportunity"}


def test_a_recipient_who_is_disabled_meanwhile_gets_nothing(office: SimpleNamespace):
	handover = giving.make_handover(office.leaver, office.heir)
	handovers.start(handover.name)
	frappe.db.set_value("User", office.heir, "enabled", 0)
	handovers.carry_out(handover.name, giving.StandIn())
	assert value("Customer", office.customer, "customer_manager") == office.leaver
	assert {status for status, _to in giving.results(handover).values()} == {STAYED}


def test_undo_takes_back_what_nobody_has_changed_since(office: SimpleNamespace):
	other = make.make_customer(customer_manager=office.leaver).name
	department = value("Customer", office.customer, "department")
	handover = giving.make_handover(office.leaver, office.heir)
	giving.carry_out(handover)
	with factories_marketing.acting_as(office.heir):
		doc = frappe.get_doc("Customer", other)
		doc.short_name = "Worked on"
		doc.save()
	giving.undo(handover)
	assert value("Customer", office.customer, "customer_manager") == office.leaver
	assert value("Customer", office.customer, "department") == department
	assert value("Customer", other, "customer_manager") == office.heir
	assert value("Sales Opportunity", office.opportunity, "assigned_to") == office.leaver
	assert value("Sales Opportunity", office.opportunity, "status") == "Developing"
	assert value("Development Plan", office.plan, "assigned_to") == office.leaver
	assert value("Contact", office.contact, "owner") == office.leaver
	assert value("Service", office.service, "assigned_to") == office.leaver
	results = giving.results(handover)
	assert results[("Customer", other)][0] == "Not taken back"
	assert results[("Customer", office.customer)][0] == "Taken back"
	log = frappe.get_all("Customer Ownership Log", {"customer": office.customer}, pluck="why", order_by="changed_at, creation")
	assert log[-1] == "Handover undone"
	handover.reload()
	assert (handover.status, handover.moved, handover.not_moved) == ("Undone", len(results), 0)
	assert handover.taken_back == len(results) - 1
	assert handover.finished_at <= handover.undone_at


def test_a_second_undo_and_a_second_start_are_refused(office: SimpleNamespace):
	handover = giving.make_handover(office.leaver, office.heir)
	with pytest.raises(refusals.HandoverNotUndoableError):
		handovers.start_undo(handover.name)
	giving.carry_out(handover)
	with pytest.raises(refusals.HandoverStartedError):
		handovers.start(handover.name)
	giving.undo(handover)
	with pytest.raises(refusals.HandoverNotUndoableError):
		handovers.start_undo(handover.name)


def test_undo_needs_the_former_owner_at_work(office: SimpleNamespace):
	handover = giving.make_handover(office.leaver, office.heir)
	giving.carry_out(handover)
	frappe.db.set_value("User", office.leaver, "enabled", 0)
	with pytest.raises(refusals.RecipientNotEligibleError):
		handovers.start_undo(handover.name)


def test_a_kill_in_the_middle_loses_and_doubles_nothing(office: SimpleNamespace, monkeypatch: pytest.MonkeyPatch):
	monkeypatch.setattr(handovers, "BATCH", 2)
	names = [make.make_customer(customer_manager=office.leaver).name for _ in range(5)] + [office.customer]
	handover = giving.make_handover(office.leaver, office.heir)
	handovers.start(handover.name)
	with pytest.raises(giving.KilledError):
		handovers.carry_out(handover.name, giving.StandIn(stop_after=2))
	owners = frappe.get_all("Customer", {"name": ["in", names]}, pluck="customer_manager")
	assert 0 < owners.count(office.heir) < len(names)
	handovers.carry_out(handover.name, giving.StandIn())
	assert set(frappe.get_all("Customer", {"name": ["in", names]}, pluck="customer_manager")) == {office.heir}
	logged = frappe.get_all("Customer Ownership Log", {"customer": ["in", names], "why": "Handover"}, pluck="customer")
	assert sorted(logged) == sorted(names)
	assert value("Work Handover", handover.name, "status") == "Completed"
	handovers.carry_out(handover.name, giving.StandIn())
	assert len(frappe.get_all("Customer Ownership Log", {"customer": ["in", names], "why": "Handover"})) == len(names)


def test_the_number_of_statements_does_not_depend_on_the_number_of_records():
	def statements(customers: int) -> int:
		leaver, heir = make.make_manager(), make.make_manager()
		grade, region = make.make_grade(), make.make_region()
		for _ in range(customers):
			make.make_customer(customer_manager=leaver, grade=grade, region=region)
		handover = giving.make_handover(leaver, heir)
		with count_queries() as sent:
			giving.carry_out(handover)
		return len(sent)

	few, many = statements(2), statements(12)
	assert many <= few + 2
	assert many < 120


def test_what_makes_no_sense_is_refused(office: SimpleNamespace):
	for values, refusal in (
		({"to_user": office.leaver}, refusals.HandoverToSelfError),
		({"to_user": None}, refusals.RecipientMissingError),
		({"to_user": make.make_manager(enabled=False)}, refusals.RecipientNotEligibleError),
		({"to_user": office.heir, "way": "Evenly among several", "rows": []}, refusals.RecipientMissingError),
		(
			{
				"to_user": office.heir,
				"way": "By kind, region, grade or department",
				"rows": [{"kind": "Region", "to_user": office.heir}],
			},
			refusals.HandoverKindError,
		),
	):
		with pytest.raises(refusal):
			giving.make_handover(office.leaver, **values)


def test_somebody_who_may_not_look_after_customers_gets_none(office: SimpleNamespace):
	handover = giving.make_handover(office.leaver, make.make_supervisor())
	with pytest.raises(refusals.RecipientNotEligibleError):
		handovers.start(handover.name)


def test_nothing_to_hand_over_and_too_early(office: SimpleNamespace):
	with pytest.raises(refusals.NothingToHandOverError):
		handovers.start(giving.make_handover(make.make_manager(), office.heir).name)
	with pytest.raises(refusals.HandoverTooEarlyError):
		handovers.start(giving.make_handover(office.leaver, office.heir, handover_on=add_days(nowdate(), 1)).name)


def test_two_handovers_of_one_person_do_not_run_side_by_side(office: SimpleNamespace):
	first, second = giving.make_handover(office.leaver, office.heir), giving.make_handover(office.leaver, office.team.colleague)
	handovers.start(first.name)
	with pytest.raises(refusals.HandoverRunningError):
		handovers.start(second.name)


def test_after_the_start_nothing_is_edited_and_nothing_deleted(office: SimpleNamespace):
	handover = giving.make_handover(office.leaver, office.heir)
	handovers.start(handover.name)
	handover.reload()
	handover.remark = "Another"
	with pytest.raises(refusals.HandoverStartedError):
		handover.save()
	with pytest.raises(refusals.HandoverStartedError):
		frappe.delete_doc("Work Handover", handover.name)
	item = frappe.get_last_doc(ITEM, {"handover": handover.name})
	with pytest.raises(refusals.HandoverItemFixedError):
		item.save(ignore_permissions=True)
	with pytest.raises(refusals.HandoverItemFixedError):
		frappe.delete_doc(ITEM, item.name)


def test_a_draft_can_be_deleted_and_the_course_is_not_set_by_hand(office: SimpleNamespace):
	handover = giving.make_handover(office.leaver, office.heir, status="Completed", moved=99)
	assert (handover.status, handover.moved) == ("Draft", 0)
	handovers.preview(handover.name)
	frappe.delete_doc("Work Handover", handover.name)
	assert not frappe.db.exists(ITEM, {"handover": handover.name})


def test_the_ownership_history_is_complete_and_fixed(office: SimpleNamespace):
	doc = frappe.get_doc("Customer", office.customer)
	doc.customer_manager = office.heir
	doc.save()
	customers.delete_customer(doc.name, "Closed")
	customers.restore_customer(doc.name, office.team.colleague)
	log = frappe.get_all("Customer Ownership Log", {"customer": doc.name}, ["from_user", "to_user", "why"], order_by="creation, changed_at")
	assert sorted((row.why, row.from_user, row.to_user) for row in log) == sorted(
		[
			("Entered", None, office.leaver),
			("Changed by hand", office.leaver, office.heir),
			("Restored", office.heir, office.team.colleague),
		]
	)
	row = frappe.get_last_doc("Customer Ownership Log", {"customer": doc.name})
	with pytest.raises(OwnershipLogFixedError):
		row.save(ignore_permissions=True)
	with pytest.raises(OwnershipLogFixedError):
		frappe.delete_doc("Customer Ownership Log", row.name)


def test_the_history_is_read_with_its_customer(office: SimpleNamespace):
	log = frappe.db.get_value("Customer Ownership Log", {"customer": office.customer})
	with make.setting(visibility="Own"):
		assert scope.includes("Customer Ownership Log", log, user=office.leaver)
		assert not scope.includes("Customer Ownership Log", log, user=office.heir)
		assert not scope.includes("Customer Ownership Log", log, scope.CHANGE, user=office.leaver)


def test_every_kind_is_declared_completely():
	seen = set()
	for kind in all_kinds():
		meta = frappe.get_meta(kind.doctype)
		for column in (kind.title_field, *kind.dimensions.values(), *filter(None, [kind.state_field])):
			assert meta.has_field(column) or column == "name", (kind.doctype, column)
		assert meta.has_field(kind.owner_field) or kind.owner_field == "owner"
		assert not kind.leader or not kind.leader.doctype or kind.leader.doctype in seen, "leaders come first"
		seen.add(kind.doctype)


def test_going_on_does_not_wait_for_a_commit(office: SimpleNamespace, monkeypatch: pytest.MonkeyPatch):
	"""A request that only wakes the worker writes nothing, and the framework commits only what was written."""
	woken: list[str] = []
	monkeypatch.setattr(jobs, "start_job", woken.append)
	api.resume_handover(giving.make_handover(office.leaver, office.heir).name)
	assert woken == [jobs.CODE]
