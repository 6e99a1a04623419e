"""Interactions as they are stored: who records what, what a customer shows afterwards, what is refused (domain 3.7, R-070 to R-078)."""

from __future__ import annotations

from datetime import datetime, timedelta

import frappe
import pytest
from frappe.client import set_value
from frappe.desk.form.load import get_additional_timeline_content
from frappe.desk.reportview import get_count
from frappe.utils import add_days, getdate, nowdate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_custom.customer_management import services as customers
from crm_custom.customer_management.interactions import api, recompute, refusals, services
from crm_custom.customer_management.interactions.rules.visits import Contacted, dates_of
from crm_custom.customer_management.merge import services as merging
from crm_custom.customer_management.merge import undo
from crm_custom.exceptions import SystemFieldError
from crm_custom.tests import factories_customer as make
from crm_custom.tests.factories import make_department, make_user, unique
from crm_custom.tests.factories_interactions import dates_of as stored_dates
from crm_custom.tests.factories_interactions import days_from_now, fresh, interaction_values, make_interaction, make_promise
from crm_custom.tests.factories_marketing import make_opportunity
from crm_custom.tests.site_fixtures import count_queries


def day(number: int):
	return getdate(add_days(nowdate(), number))


@pytest.fixture
def customer():
	return make.make_customer(customer_manager=make.make_manager(make_department())).name


def manager_of(customer: str) -> str:
	return frappe.db.get_value("Customer", customer, "customer_manager")


# --- the dates of the customer ---------------------------------------------------------------------------------------------------


def test_an_interaction_moves_the_dates_of_its_customer(customer: str, as_user):
	with as_user(manager_of(customer)):
		make_interaction(customer, days_ago=3, next_in=4)
		make_interaction(customer, days_ago=1, method="Text message")
	assert stored_dates(customer) == (day(-1), day(-3), day(4))


def test_an_edit_a_removal_and_another_customer_recompute(customer: str, as_user):
	other = make.make_customer(customer_manager=manager_of(customer)).name
	with as_user(manager_of(customer)):
		older, newer = make_interaction(customer, 9), make_interaction(customer, 2, next_in=5)
		fresh(newer).update({"occurred_at": days_from_now(-1), "next_visit_at": days_from_now(6)}).save()
		assert stored_dates(customer) == (day(-1), day(-1), day(6))
		fresh(newer).update({"customer": other}).save()
		assert (stored_dates(customer), stored_dates(other)) == ((day(-9), day(-9), None), (day(-1), day(-1), day(6)))
		fresh(older).delete()
		fresh(newer).delete()
	assert stored_dates(customer) == stored_dates(other) == (None, None, None)


def test_a_day_is_a_day_of_the_sites_time_zone_from_its_first_to_its_last_second(customer: str):
	make_interaction(customer, occurred_at=f"{day(-2)} 23:59:59")
	assert stored_dates(customer)[0] == day(-2)
	make_interaction(customer, occurred_at=f"{day(-1)} 00:00:00", next_visit_at=f"{day(3)} 23:59:59")
	assert stored_dates(customer) == (day(-1), day(-1), day(3))


moments = st.integers(0, 30 * 24).map(lambda hours: datetime.combine(day(-40), datetime.min.time()) + timedelta(hours=hours))
histories = st.lists(st.tuples(st.sampled_from(["li", "wang"]), moments, st.none() | st.integers(0, 9), st.booleans()), max_size=7)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories)
def test_the_statement_says_what_the_rule_says(customer: str, rows: list):
	frappe.db.delete("Interaction", {"customer": customer})
	contacted = [
		Contacted(frappe.generate_hash(length=10), person, moment, None if ahead is None else moment + timedelta(days=ahead), counts)
		for person, moment, ahead, counts in rows
	]
	for row in contacted:
		doc = {"doctype": "Interaction", "name": row.key, "customer": customer, "summary": "x", "recorded_by": row.person}
		doc |= {"occurred_at": row.occurred_at, "next_visit_at": row.next_visit_at}
		frappe.get_doc({**doc, "method": "Visit" if row.is_substantive else "Text message"}).db_insert()
	recompute.recompute([customer])
	expected = dates_of(contacted)
	assert stored_dates(customer) == (expected.last_interaction_on, expected.last_substantive_interaction_on, expected.next_visit_on)


def test_whatever_went_wrong_is_set_right_in_one_pass(customer: str):
	make_interaction(customer, 2, next_in=2)
	recompute.heal()
	frappe.db.set_value("Customer", customer, {"last_interaction_on": None, "next_visit_on": day(50)}, update_modified=False)
	with count_queries() as sent:
		assert recompute.heal() == 1
	assert stored_dates(customer) == (day(-2), day(-2), day(2))
	assert len(sent) == 3  # look, lock, set: however many customers
	assert recompute.heal() == 0


def test_a_method_that_ceases_to_count_changes_the_customers(customer: str):
	make_interaction(customer, 4)
	make_interaction(customer, 2, method="WeChat")
	method = frappe.get_doc("Contact Method", "WeChat")
	method.is_substantive = 0
	method.save()
	assert stored_dates(customer) == (day(-2), day(-4), None)


def test_recording_leaves_the_form_that_somebody_has_open_alone(customer: str, as_user):
	with as_user(manager_of(customer)):
		sent_by_browser = frappe.parse_json(frappe.as_json(frappe.get_doc("Customer", customer)))
		make_interaction(customer, 1, next_in=1)
		frappe.get_doc(sent_by_browser).update({"needs": "more"}).save()
	assert stored_dates(customer) == (day(-1), day(-1), day(1))


@pytest.mark.parametrize("field", ["last_interaction_on", "last_substantive_interaction_on", "next_visit_on"])
def test_nobody_sets_these_dates_by_hand(customer: str, field: str):
	set_value("Customer", customer, field, "2020-01-01")
	assert frappe.db.get_value("Customer", customer, field) is None


def test_the_queries_of_a_save_do_not_grow_with_the_history(customer: str):
	def sent_by_one_more() -> int:
		doc = frappe.get_doc(interaction_values(customer, 1))
		with count_queries() as sent:
			doc.insert()
		return len(sent)

	sent_by_one_more()
	few = sent_by_one_more()
	for number in range(20):
		make_interaction(customer, number + 1)
	assert sent_by_one_more() == few


def test_a_merge_takes_interactions_and_promises_along_and_its_undoing_brings_them_back(customer: str):
	other = make.make_customer().name
	make_interaction(customer, 8, next_in=9)
	make_interaction(other, 3, next_in=2)
	promise = make_promise(other)
	log = merging.merge([customer, other], customer)
	# the later plan of the same person replaces the earlier one
	assert (stored_dates(customer), stored_dates(other)) == ((day(-3), day(-3), day(2)), (None, None, None))
	assert frappe.db.get_value("Promise", promise.name, "customer") == customer
	assert undo.undo(log) == []
	assert (stored_dates(customer), stored_dates(other)) == ((day(-8), day(-8), day(9)), (day(-3), day(-3), day(2)))


# --- what is refused -------------------------------------------------------------------------------------------------------------


def test_what_has_not_happened_yet_is_not_recorded(customer: str):
	with pytest.raises(refusals.InteractionInFutureError):
		make_interaction(customer, occurred_at=days_from_now(0.1))
	make_interaction(customer, occurred_at=days_from_now(0) + timedelta(minutes=5))


def test_the_next_visit_is_not_before_the_interaction(customer: str):
	with pytest.raises(refusals.VisitBeforeInteractionError):
		make_interaction(customer, 2, next_in=-3)


def test_nothing_is_recorded_about_a_deleted_customer(customer: str):
	interaction, promise = make_interaction(customer), make_promise(customer)
	customers.delete_customer(customer, "Twice")
	for attempt in (
		lambda: make_interaction(customer),
		lambda: make_promise(customer),
		lambda: fresh(interaction).update({"summary": "Other"}).save(),
		lambda: frappe.delete_doc("Interaction", interaction.name),
		lambda: services.postpone_visit(customer, day(3)),
		lambda: services.settle_promise(promise.name, "Kept"),
		lambda: make_interaction(make.make_customer().name).update({"customer": customer}).save(),
	):
		with pytest.raises(refusals.DeletedCustomerError):
			attempt()


def test_a_lost_customer_is_called_again(customer: str, as_user):
	frappe.db.set_value("Customer", customer, "status", "Lost")
	with as_user(manager_of(customer)):
		make_interaction(customer, next_in=2)
	assert stored_dates(customer) == (day(0), day(0), day(2))


def test_links_are_those_of_the_customer(customer: str):
	stranger = make.make_customer().name
	contact = frappe.get_doc({"doctype": "Contact", "first_name": "Ada", "links": [{"link_doctype": "Customer", "link_name": stranger}]})
	foreign = {
		"contact": contact.insert().name,
		"opportunity": make_opportunity(customer=stranger),
		"service": frappe.get_doc(
			{"doctype": "Service", "service_type": "Consultation", "customer": stranger, "summary": "x", "request": "y"}
		)
		.insert()
		.name,
	}
	for field, name in foreign.items():
		with pytest.raises(refusals.ForeignLinkError):
			make_interaction(customer, **{field: name})
		assert make_interaction(stranger, **{field: name}).get(field) == name
	with pytest.raises(refusals.ForeignLinkError):
		make_promise(customer, interaction=make_interaction(stranger).name)


def test_markup_stays_out_of_the_summary(customer: str):
	assert make_interaction(customer, summary="<b>Called</b>\n twice <script>alert(1)</script>").summary.startswith("Called twice")


# --- who may do what -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def people(customer: str):
	department = frappe.db.get_value("Customer", customer, "department")
	return {
		"manager": manager_of(customer),
		"colleague": make.make_manager(department),
		"stranger": make.make_manager(make_department()),
		"supervisor": make.make_supervisor(department),
		"other supervisor": make.make_supervisor(make_department()),
		"executive": make_user("Executive"),
		"nobody": make_user(),
	}


RECORDING = {
	"Shared": {"manager", "colleague", "stranger", "supervisor", "other supervisor"},
	"Department": {"manager", "colleague", "supervisor"},
	"Own": {"manager", "supervisor"},
}


@pytest.mark.parametrize("visibility", sorted(RECORDING))
def test_whoever_reads_the_customer_records_an_interaction_with_it(customer: str, people, visibility: str, as_user):
	with make.setting(visibility=visibility):
		able = set()
		for name, user in people.items():
			with as_user(user):
				try:
					make_interaction(customer)
					able.add(name)
				except (frappe.PermissionError, refusals.CustomerNotReadableError):
					pass
	assert able == RECORDING[visibility]


@pytest.mark.parametrize("doctype", ["Interaction", "Promise"])
@pytest.mark.parametrize(
	("visibility", "readers"),
	[
		("Shared", {"manager", "colleague", "stranger", "supervisor", "other supervisor", "executive"}),
		("Department", {"manager", "colleague", "supervisor", "executive"}),
		("Own", {"manager", "supervisor", "executive"}),
	],
)
def test_it_is_read_by_whoever_reads_the_customer_through_every_door(
	customer: str, people, doctype: str, visibility: str, readers: set, as_user
):
	name = (make_interaction if doctype == "Interaction" else make_promise)(customer).name
	with make.setting(visibility=visibility):
		for person, user in people.items():
			with as_user(user):
				may = person in readers
				assert frappe.get_doc(doctype, name).has_permission("read") is may, person
				if person == "nobody":
					continue
				assert bool(frappe.get_list(doctype, {"name": name})) is may, person
				frappe.local.form_dict = frappe._dict(doctype=doctype, filters={"name": name}, fields=[])
				assert bool(get_count()) is may, person
				entries = get_additional_timeline_content("Customer", customer)
				assert bool(entries) is (may and doctype == "Interaction"), person


def test_own_records_are_edited_and_deleted_others_are_edited_with_the_customer(customer: str, people, as_user):
	with as_user(people["stranger"]):
		name = make_interaction(customer).name
	may = {"write": set(), "delete": set()}
	for person, user in people.items():
		with as_user(user):
			doc = frappe.get_doc("Interaction", name)
			for right, able in may.items():
				able.update({person} if doc.has_permission(right) else set())
	assert may == {"write": {"stranger", "manager", "supervisor"}, "delete": {"stranger"}}


def test_own_records_go_out_of_reach_with_the_customer(customer: str, people, as_user):
	with as_user(people["stranger"]):
		name = make_interaction(customer).name
	with make.setting(visibility="Own"), as_user(people["stranger"]):
		assert not frappe.get_doc("Interaction", name).has_permission("write")


def test_nobody_records_in_the_name_of_somebody_else_but_an_administrator(customer: str, people, as_user):
	with as_user(people["manager"]):
		with pytest.raises(SystemFieldError):
			make_interaction(customer, recorded_by=people["colleague"])
		doc = make_interaction(customer)
		with pytest.raises(SystemFieldError):
			doc.update({"recorded_by": people["colleague"]}).save()
	assert make_interaction(customer, recorded_by=people["colleague"]).recorded_by == people["colleague"]


# --- quick entry -----------------------------------------------------------------------------------------------------------------


def entry(customer: str, **values) -> dict:
	return {"customer": customer, "method": "Visit", "summary": "Showed the new press", **values}


def test_a_press_that_comes_twice_records_once(customer: str, as_user):
	with as_user(manager_of(customer)):
		token = unique("press")
		answers = [
			api.record_interaction(entry(customer, promise={"promise": "Send prices", "due_on": day(2)}), token) for _press in range(2)
		]
	assert answers[0] == answers[1]
	assert answers[0]["customer"]["last_interaction_on"] == day(0)
	assert frappe.db.count("Interaction", {"customer": customer}) == frappe.db.count("Promise", {"customer": customer}) == 1


def test_a_group_visit_is_recorded_with_each_customer_and_refused_for_the_one_that_is_deleted(customer: str, as_user):
	manager = manager_of(customer)
	others = [make.make_customer(customer_manager=manager).name for _ in range(2)]
	customers.delete_customer(others[1], "Twice")
	with as_user(manager):
		rows = api.record_for_many([customer, *others], frappe.as_json(entry("", next_visit_at=str(days_from_now(7)))), unique("press"))
	assert [row["ok"] for row in rows] == [True, True, False]
	assert [stored_dates(name)[2] for name in (customer, others[0])] == [day(7), day(7)]


def test_the_dialog_begins_with_what_the_person_used_last(customer: str, as_user):
	with as_user(manager_of(customer)):
		first = api.get_entry_defaults(customer)
		assert (first["method"], first["direction"]) == ("Visit", "Outbound")
		make_interaction(customer, 3, method="WeChat", direction="Inbound", next_in=2)
		again = api.get_entry_defaults(customer)
	assert (again["method"], again["direction"], len(again["visits"])) == ("WeChat", "Inbound", 1)


def test_a_press_tells_nothing_about_customers_out_of_reach(customer: str, as_user):
	with make.setting(visibility="Own"), as_user(make.make_manager()):
		with pytest.raises(refusals.CustomerNotReadableError):
			api.record_interaction(entry(customer))
		for call in (api.get_entry_defaults, api.get_customer_panel, lambda name: api.postpone_visit(name, str(day(2)))):
			with pytest.raises(frappe.PermissionError):
				call(customer)


@pytest.mark.parametrize("method", [api.record_interaction, api.get_call_backs, api.record_for_many])
def test_people_outside_the_crm_reach_none_of_it(method, customer: str, as_user):
	with as_user(make_user()), pytest.raises(frappe.PermissionError):
		method([customer], {}) if method is api.record_for_many else method({} if method is api.record_interaction else "day")
