"""Merging: everything that refers to the absorbed customers moves, found from the record types; undoing takes exactly that back."""

from __future__ import annotations

import json
from typing import Any

import frappe
import pytest
from frappe.client import get_list
from frappe.utils import now_datetime

from crm_custom.customer_management import api as customer_api
from crm_custom.customer_management import services as customer_services
from crm_custom.customer_management.duplicates import search
from crm_custom.customer_management.merge import api, moving, references, services, undo
from crm_custom.customer_management.merge.refusals import (
	MergeChoiceError,
	MergedAlreadyError,
	MergeFieldError,
	MergeRoleError,
	MergeStaleError,
	MergeStateError,
	MergeUndoneError,
	MergeUndoOrderError,
)
from crm_custom.customer_management.refusals import DuplicateCustomerError, MergedAwayError
from crm_custom.exceptions import SystemFieldError
from crm_custom.tests import factories
from crm_custom.tests import factories_customer as make
from crm_custom.tests.site_fixtures import count_queries


def two(**values: Any) -> tuple[Any, Any]:
	"""Two customers of one department."""
	department = factories.make_department()
	return tuple(make.make_customer(customer_manager=make.make_manager(department), **values) for _side in range(2))


def contact_of(*customers: str, **values: Any) -> Any:
	links = [{"link_doctype": "Customer", "link_name": name} for name in customers]
	return frappe.get_doc({"doctype": "Contact", "first_name": factories.unique("Zhang"), "links": links, **values}).insert()


def linked_customers(contact: str) -> list[str]:
	return [row.link_name for row in frappe.get_doc("Contact", contact).links]


def raw(doctype: str, **values: Any) -> str:
	"""A record as it stands in the table, whatever its rules say: what refers to a customer is moved, not judged."""
	doc = frappe.get_doc({"doctype": doctype, **values})
	doc.set_new_name()
	doc.db_insert()
	return doc.name


# what moves


def test_records_of_every_kind_move_and_come_back():
	kept, absorbed = two()
	contact = contact_of(absorbed.name)
	opportunity = raw("Sales Opportunity", customer=absorbed.name, customer_name="x", summary="x")
	service = raw("Service", customer=absorbed.name, summary="x", request="x")
	file = raw("File", file_name="offer.pdf", attached_to_doctype="Customer", attached_to_name=absorbed.name)
	mail = raw("Communication", subject="Offer", reference_doctype="Customer", reference_name=absorbed.name)
	comment = raw("Comment", comment_type="Comment", content="Called", reference_doctype="Customer", reference_name=absorbed.name)
	task = raw(
		"ToDo", description="Call", status="Open", reference_type="Customer", reference_name=absorbed.name, allocated_to="Administrator"
	)
	share = raw("DocShare", user="Administrator", share_doctype="Customer", share_name=absorbed.name, read=1)
	tag = raw("Tag Link", document_type="Customer", document_name=absorbed.name, tag="VIP")
	below = make.make_customer(parent_customer=absorbed.name)
	places = (
		*(("Sales Opportunity", opportunity, "customer"), ("Service", service, "customer"), ("File", file, "attached_to_name")),
		*(("Communication", mail, "reference_name"), ("Comment", comment, "reference_name"), ("ToDo", task, "reference_name")),
		*(("DocShare", share, "share_name"), ("Tag Link", tag, "document_name"), ("Customer", below.name, "parent_customer")),
	)

	log = services.merge([kept.name, absorbed.name], kept.name)
	assert {(doctype, frappe.db.get_value(doctype, name, field)) for doctype, name, field in places} == {
		(doctype, kept.name) for doctype, _name, _field in places
	}
	assert linked_customers(contact.name) == [kept.name]
	row = frappe.db.get_value("Customer", kept.name, ["_user_tags", "_assign"], as_dict=True)
	assert row._user_tags == ",VIP" and json.loads(row._assign) == ["Administrator"]

	assert undo.undo(log) == []
	assert {frappe.db.get_value(doctype, name, field) for doctype, name, field in places} == {absorbed.name}
	assert linked_customers(contact.name) == [absorbed.name]
	assert frappe.db.get_value("Customer", kept.name, ["_user_tags", "_assign"]) == (None, None)


def test_every_link_to_a_customer_is_found_from_the_record_types_custom_fields_among_them():
	field = frappe.get_doc(
		{
			"doctype": "Custom Field",
			"dt": "ToDo",
			"fieldname": "about_customer",
			"fieldtype": "Link",
			"options": "Customer",
			"label": "About",
		}
	)
	field.db_insert()
	frappe.flags.link_fields = {}
	try:
		found = {(reference.doctype, reference.field) for reference in references.find_references()}
	finally:
		frappe.flags.link_fields = {}
	links = {
		(row.parent, row.fieldname)
		for row in frappe.get_all("DocField", {"fieldtype": "Link", "options": "Customer"}, ["parent", "fieldname"])
	}
	assert links - found == {(doctype, name) for doctype, name in links if doctype in references.STAYING}
	assert {("ToDo", "about_customer"), ("Dynamic Link", "link_name"), ("File", "attached_to_name"), ("Customer", "merged_into")} <= found
	assert not {doctype for doctype, _field in found} & references.STAYING


def test_history_stays_with_the_customer_whose_it_is():
	kept, absorbed = two()
	absorbed.needs = "tyres"
	absorbed.save(ignore_version=False)
	versions = frappe.get_all("Version", {"ref_doctype": "Customer", "docname": absorbed.name}, pluck="name")
	services.merge([kept.name, absorbed.name], kept.name)
	assert versions and set(versions) <= set(frappe.get_all("Version", {"docname": absorbed.name}, pluck="name"))


def test_many_records_take_no_more_statements_than_few():
	def merge_with(records: int) -> int:
		kept, absorbed = two()
		for _record in range(records):
			raw("Service", customer=absorbed.name, summary="x", request="x")
		with count_queries() as sent:
			services.merge([kept.name, absorbed.name], kept.name)
		return len(sent)

	merge_with(1)
	assert merge_with(40) == merge_with(1)


def test_a_contact_of_both_is_linked_once_and_of_both_again():
	kept, absorbed = two()
	contact = contact_of(kept.name, absorbed.name)
	log = services.merge([kept.name, absorbed.name], kept.name)
	assert linked_customers(contact.name) == [kept.name]
	undo.undo(log)
	assert sorted(linked_customers(contact.name)) == sorted([kept.name, absorbed.name])


def test_one_primary_contact_is_left_and_the_other_is_primary_again_after_undoing():
	kept, absorbed = two()
	own, other = contact_of(kept.name, is_primary_contact=1).name, contact_of(absorbed.name, is_primary_contact=1).name
	log = services.merge([kept.name, absorbed.name], kept.name)
	assert [frappe.db.get_value("Contact", name, "is_primary_contact") for name in (own, other)] == [1, 0]
	undo.undo(log)
	assert [frappe.db.get_value("Contact", name, "is_primary_contact") for name in (own, other)] == [1, 1]


def test_a_record_of_which_there_is_one_per_customer_stays_when_both_have_one():
	kept, absorbed = two()
	rows = [raw("ToDo", description="x", reference_type="Customer", reference_name=doc.name) for doc in (kept, absorbed)]
	mover = moving.Mover("2026-01-01 00:00:00")
	mover.unique["ToDo"] = [("reference_name",)]
	mover.move(absorbed.name, kept.name, [kept.name, absorbed.name])
	assert frappe.db.get_value("ToDo", rows[1], "reference_name") == absorbed.name
	assert {"doctype": "ToDo", "source": absorbed.name, "names": [rows[1]]} in mover.log["left"]


def test_a_form_that_is_open_elsewhere_does_not_write_the_old_customer_back():
	kept, absorbed = two()
	contact = contact_of(absorbed.name)
	stale = frappe.get_doc("Contact", contact.name)
	services.merge([kept.name, absorbed.name], kept.name)
	stale.designation = "Buyer"
	with pytest.raises(frappe.TimestampMismatchError):
		stale.save()


# fields


def test_fields_are_as_chosen_else_as_proposed_and_numbers_of_both_lead_to_the_survivor():
	kept, absorbed = two(phone=None)
	frappe.db.set_value("Customer", kept.name, {"needs": "tyres", "debt": 5, "fax": "1"})
	frappe.db.set_value("Customer", absorbed.name, {"needs": "oil", "debt": 7, "fax": "2", "industry": None, "short_name": "AB"})
	services.merge([kept.name, absorbed.name], kept.name, {"fax": kept.name, "mobile": absorbed.name})
	now = frappe.get_doc("Customer", kept.name)
	assert (now.needs, now.debt, now.fax, now.short_name, now.mobile) == ("tyres\noil", 12, "1", "AB", absorbed.mobile)
	assert (frappe.db.get_value("Customer", absorbed.name, ["status", "merged_into", "mobile_key"])) == ("Deleted", kept.name, None)
	for text in (absorbed.mobile, kept.mobile, absorbed.name, absorbed.customer_name):
		assert kept.name in search.find_codes(text)
	assert customer_api.owner_of_customer(absorbed.name)[0]["customer_manager"] == kept.customer_manager


def test_a_choice_is_a_field_that_the_person_may_change_and_one_of_the_customers(as_user):
	kept, absorbed = two()
	names = [kept.name, absorbed.name]
	for choices in ({"customer_name": "KH.0"}, {"status": kept.name}, {"nonsense": kept.name}, {"fax": "*"}, {"debt": absorbed.name}):
		with pytest.raises(MergeFieldError):
			services.merge(names, kept.name, choices)


def test_a_normal_and_a_lost_customer_make_a_normal_one():
	kept, absorbed = two()
	frappe.db.set_value("Customer", kept.name, "status", "Lost")
	services.merge([kept.name, absorbed.name], kept.name)
	assert frappe.db.get_value("Customer", kept.name, "status") == "Normal"


def test_nobody_comes_to_belong_to_itself():
	top = make.make_customer()
	absorbed = make.make_customer(parent_customer=top.name)
	middle = make.make_customer(parent_customer=absorbed.name)
	kept = make.make_customer(parent_customer=middle.name)
	services.merge([kept.name, absorbed.name], kept.name)
	assert frappe.db.get_value("Customer", kept.name, "parent_customer") == top.name
	assert frappe.db.get_value("Customer", middle.name, "parent_customer") == kept.name


def test_the_comparison_shows_values_proposal_and_how_much_moves():
	kept, absorbed = two()
	raw("Service", customer=absorbed.name, summary="x", request="x")
	contact_of(absorbed.name)
	answer = api.preview([kept.name, absorbed.name])
	assert answer["survivor"] == absorbed.name
	counts = {row["doctype"]: row["counts"] for row in answer["linked"]}
	assert counts["Service"] == {absorbed.name: 1} and counts["Contact"] == {absorbed.name: 1}
	name = next(row for row in answer["fields"] if row["fieldname"] == "customer_name")
	assert set(name["values"]) == {kept.name, absorbed.name} and name["proposed"] in name["values"] and name["reason"]
	assert {customer["name"]: customer["linked"] for customer in answer["customers"]}[absorbed.name] >= 2


# afterwards


def test_the_absorbed_customer_leads_to_the_survivor_also_after_a_second_merge_and_is_not_restored_by_hand():
	first, second = two()
	third = make.make_customer()
	services.merge([second.name, first.name], second.name)
	services.merge([third.name, second.name], third.name)
	assert frappe.db.get_value("Customer", first.name, "merged_into") == third.name
	assert search.find_codes(first.name) == [third.name]
	with pytest.raises(MergedAwayError):
		customer_services.restore_customer(first.name)
	third.reload()
	third.merged_into = first.name
	with pytest.raises(SystemFieldError):
		third.save()


def test_pressed_twice_merges_once_and_undoes_once():
	kept, absorbed = two()
	log = services.merge([kept.name, absorbed.name], kept.name)
	with pytest.raises(MergedAlreadyError):
		services.merge([kept.name, absorbed.name], kept.name)
	undo.undo(log)
	with pytest.raises(MergeUndoneError):
		undo.undo(log)
	services.merge([kept.name, absorbed.name], kept.name)


def test_what_somebody_changed_after_the_comparison_is_compared_again():
	kept, absorbed = two()
	seen = {customer["name"]: customer["modified"] for customer in api.preview([kept.name, absorbed.name])["customers"]}
	absorbed.fax = "021-62345678"
	absorbed.save()
	with pytest.raises(MergeStaleError):
		api.merge([kept.name, absorbed.name], kept.name, None, seen)
	assert frappe.db.get_value("Customer", absorbed.name, "status") == "Normal"


@pytest.mark.parametrize("chosen", [[], ["KH.1"], ["KH.1", "KH.1"], [f"KH.{number}" for number in range(6)]])
def test_two_to_five_customers_are_merged(chosen: list[str]):
	with pytest.raises(MergeChoiceError):
		services.merge(chosen, "KH.1")


def test_deleted_customers_are_not_merged():
	kept, absorbed = two()
	customer_services.delete_customer(absorbed.name, "closed down")
	with pytest.raises(MergeStateError):
		services.merge([kept.name, absorbed.name], kept.name)
	with pytest.raises(MergeStateError):
		api.preview([kept.name, absorbed.name])


def test_five_become_one_and_five_again():
	customers = [make.make_customer() for _side in range(5)]
	names = [customer.name for customer in customers]
	services_of = [raw("Service", customer=name, summary="x", request="x") for name in names]
	log = services.merge(names, names[2])
	assert {frappe.db.get_value("Service", name, "customer") for name in services_of} == {names[2]}
	assert undo.undo(log) == []
	assert [frappe.db.get_value("Service", name, "customer") for name in services_of] == names
	for customer in customers:
		assert frappe.db.get_value("Customer", customer.name, ["status", "mobile_key"]) == ("Normal", customer.mobile_key)


# undoing


def test_undoing_restores_fields_and_says_what_was_changed_or_made_since():
	kept, absorbed = two(fax="1")
	changed, untouched = (raw("Service", customer=absorbed.name, summary="x", request="x") for _each in range(2))
	frappe.db.set_value("Customer", absorbed.name, {"needs": "oil", "short_name": "AB"})
	log = services.merge([kept.name, absorbed.name], kept.name)
	frappe.db.set_value("Service", changed, "summary", "changed since")
	since = raw("Service", customer=kept.name, summary="made since", request="x")
	survivor = frappe.get_doc("Customer", kept.name)
	survivor.short_name = "New"
	survivor.save()

	left = api.undo(log)
	assert {(row["doctype"], row.get("field"), *row["names"]) for row in left} == {
		("Service", None, changed),
		("Customer", "short_name", kept.name),
	}
	places = {name: frappe.db.get_value("Service", name, "customer") for name in (changed, untouched, since)}
	assert places == {changed: kept.name, untouched: absorbed.name, since: kept.name}
	assert frappe.db.get_value("Customer", kept.name, ["needs", "short_name"]) == (None, "New")
	assert api.report(log)["left_behind"] == left
	assert search.find_codes(absorbed.name) == [absorbed.name]
	assert search.find_codes(absorbed.mobile) == [absorbed.name]


def test_undoing_is_refused_when_somebody_else_has_the_number_by_now():
	kept, absorbed = two()
	log = services.merge([kept.name, absorbed.name], kept.name, {"mobile": kept.name})
	assert kept.name in search.find_codes(absorbed.mobile)
	make.make_customer(mobile=absorbed.mobile)
	frappe.db.savepoint("undoing")
	with pytest.raises(DuplicateCustomerError):
		undo.undo(log)
	frappe.db.rollback(save_point="undoing")
	assert frappe.db.get_value("Customer Merge", log, "state") == "Merged"


def test_a_later_merge_is_undone_first():
	first, second = two()
	third = make.make_customer()
	log = services.merge([second.name, first.name], second.name)
	later = services.merge([third.name, second.name], third.name)
	with pytest.raises(MergeUndoOrderError):
		undo.undo(log)
	undo.undo(later)
	undo.undo(log)
	assert frappe.db.get_value("Customer", first.name, ["status", "merged_into"]) == ("Normal", None)


# who may


def test_only_who_leads_all_of_them_merges_compares_and_undoes(as_user):
	kept, absorbed = two()
	names = [kept.name, absorbed.name]
	leader = make.make_supervisor(kept.department)
	stranger, manager = make.make_supervisor(factories.make_department()), kept.customer_manager
	for user in (stranger, manager, factories.make_user()):
		with as_user(user):
			for action in (lambda: api.preview(names), lambda: api.merge(names, kept.name)):
				with pytest.raises(MergeRoleError):
					action()
	with as_user(leader):
		log = api.merge(names, kept.name)
		assert [row["name"] for row in get_list("Customer Merge")] == [log]
		assert api.report(log)["customers"] == names
	with as_user(stranger):
		assert get_list("Customer Merge") == []
		with pytest.raises(frappe.PermissionError):
			api.report(log)
		with pytest.raises(MergeRoleError):
			api.undo(log)
	with as_user(leader):
		assert api.undo(log) == []


def test_the_log_says_who_when_what_and_is_written_by_nobody_else(as_user):
	kept, absorbed = two()
	frappe.db.set_value("Customer", absorbed.name, "short_name", "AB")
	before = now_datetime()
	log = frappe.get_doc("Customer Merge", services.merge([kept.name, absorbed.name], kept.name))
	assert (log.survivor, log.merged_by) == (kept.name, "Administrator") and log.merged_at >= before.replace(microsecond=0)
	assert absorbed.name in log.absorbed
	assert json.loads(log.old_values)["sides"][absorbed.name]["mobile"] == absorbed.mobile
	assert {"AB"} <= {row["new"] for row in api.report(log.name)["changed"]}
	comments = frappe.get_all("Comment", {"reference_name": kept.name, "comment_type": "Info"}, pluck="content")
	assert any(absorbed.name in content for content in comments)
	with as_user(make.make_supervisor(kept.department)), pytest.raises(frappe.PermissionError):
		frappe.get_doc("Customer Merge", log.name).save()
