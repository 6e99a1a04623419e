"""The named rules of the scope: what gives a record, what a share or an assignment gives, and what it does not (R-086, R-088, R-353)."""

import frappe
import pytest
from frappe.desk.form import assign_to
from frappe.share import add_docshare

from crm_custom.permissions import scope, wording
from crm_custom.permissions.person import get_person
from crm_custom.permissions.policies import POLICIES, rules_for
from crm_custom.permissions.roles import CUSTOMER_MANAGER, EXECUTIVE, SALES_SUPERVISOR
from crm_custom.permissions.rule import reasons_of
from crm_custom.tests import factories
from crm_custom.tests.factories_customer import make_customer, setting
from crm_custom.tests.site_fixtures import acting_as, count_queries, forget_request

SYSTEM = {"ignore_share_permission": True}


@pytest.fixture
def customer() -> frappe.model.document.Document:
	"""A customer of a manager in a department of its own, visible to the owner only."""
	department = factories.make_department()
	with setting(visibility="Own"):
		yield make_customer(customer_manager=factories.make_user(CUSTOMER_MANAGER, department=department))


def giving_rules(name: str, user: str, action: str = scope.READ, doctype: str = "Customer") -> set[str]:
	forget_request()
	verdicts = scope.explain(doctype, name, user, action)
	given = {verdict.code for verdict in verdicts if verdict.includes}
	assert bool(given) == scope.includes(doctype, name, action, user)
	assert all(wording.worded(verdict) for verdict in verdicts)
	return given


def test_the_explanation_names_each_rule_that_gives_the_record(customer):
	superior = factories.make_user(SALES_SUPERVISOR)
	head = factories.make_user(SALES_SUPERVISOR)
	frappe.get_doc("CRM Department", customer.department).update({"head": head}).save()
	profile = frappe.get_doc("Staff Profile", {"user": customer.customer_manager})
	profile.update({"superior": superior}).save()
	assert giving_rules(customer.name, customer.customer_manager) == {"own_customer"}
	assert giving_rules(customer.name, superior) == {"customer_of_team"}
	assert giving_rules(customer.name, head) == {"customer_of_department"}
	assert giving_rules(customer.name, factories.make_user(EXECUTIVE)) == {"reads_all"}
	assert giving_rules(customer.name, factories.make_user("System Manager")) == {"administrator", "reads_all"}
	assert giving_rules(customer.name, factories.make_user(SALES_SUPERVISOR)) == set()


def test_a_rule_that_the_setting_switches_off_is_listed_as_not_in_force(customer):
	stranger = factories.make_user(CUSTOMER_MANAGER)
	verdicts = {verdict.code: verdict for verdict in scope.explain("Customer", customer.name, stranger)}
	assert not verdicts["visibility_shared"].is_in_force
	with setting(visibility="Shared"):
		assert giving_rules(customer.name, stranger) == {"visibility_shared"}


def test_a_share_gives_what_it_says_and_never_deletion_or_sharing_on(customer):
	reader, writer = (factories.make_user(CUSTOMER_MANAGER) for _ in range(2))
	add_docshare("Customer", customer.name, reader, flags=SYSTEM)
	add_docshare("Customer", customer.name, writer, write=1, flags=SYSTEM)
	assert giving_rules(customer.name, reader) == giving_rules(customer.name, writer) == {"shared_with_you"}
	assert giving_rules(customer.name, reader, scope.CHANGE) == set()
	assert giving_rules(customer.name, writer, scope.CHANGE) == {"shared_with_you"}
	assert giving_rules(customer.name, writer, scope.DISPOSE) == set()
	with acting_as(writer):
		doc = frappe.get_doc("Customer", customer.name)
		assert [doc.has_permission(right) for right in ("read", "write", "delete", "share")] == [True, True, False, False]


def test_a_share_with_everyone_is_everyones(customer):
	add_docshare("Customer", customer.name, everyone=1, flags=SYSTEM)
	assert giving_rules(customer.name, factories.make_user(CUSTOMER_MANAGER)) == {"shared_with_you"}


def test_what_is_not_a_users_is_a_share_away_even_outside_the_crm(customer):
	"""The framework opens a shared record for anybody: the scope says the same."""
	outsider = factories.make_user("Blogger")
	assert giving_rules(customer.name, outsider) == set()
	add_docshare("Customer", customer.name, outsider, flags=SYSTEM)
	assert giving_rules(customer.name, outsider) == {"shared_with_you"}
	with acting_as(outsider):
		assert frappe.get_doc("Customer", customer.name).has_permission("read")


def test_an_open_assignment_gives_reading_until_it_is_closed(customer):
	helper = factories.make_user(CUSTOMER_MANAGER)
	assign_to.add({"assign_to": [helper], "doctype": "Customer", "name": customer.name})
	frappe.db.delete("DocShare", {"share_name": customer.name})
	assert giving_rules(customer.name, helper) == {"assigned_to_you"}
	assert giving_rules(customer.name, helper, scope.CHANGE) == set()
	assign_to.close_all_assignments("Customer", customer.name)
	assert giving_rules(customer.name, helper) == set()


def test_what_goes_with_a_shared_customer_is_shared_too(customer):
	contact = frappe.get_doc({"doctype": "Contact", "first_name": factories.unique("Wang")})
	contact.append("links", {"link_doctype": "Customer", "link_name": customer.name})
	contact.insert()
	order = frappe.get_doc({"doctype": "Customer Order", "order_number": factories.unique("SO"), "customer": customer.name})
	order.update({"ordered_on": "2026-01-05", "amount": 1, "status": "Open"}).db_insert()
	reader, writer = (factories.make_user(CUSTOMER_MANAGER) for _ in range(2))
	add_docshare("Customer", customer.name, reader, flags=SYSTEM)
	add_docshare("Customer", customer.name, writer, write=1, flags=SYSTEM)
	for follower in (contact, order):
		assert giving_rules(follower.name, reader, doctype=follower.doctype) == {"shared_with_you"}
	assert giving_rules(contact.name, reader, scope.CHANGE, "Contact") == set()
	assert giving_rules(contact.name, writer, scope.CHANGE, "Contact") == {"shared_with_you"}
	verdict = next(verdict for verdict in scope.explain("Contact", contact.name, reader) if verdict.includes)
	assert verdict.via == ("Customer",)


def test_a_person_with_very_many_shares_has_each_of_them(customer, monkeypatch):
	monkeypatch.setattr("crm_custom.permissions.grants.MOST_NAMES", 1)
	reader = factories.make_user(CUSTOMER_MANAGER)
	names = {customer.name, make_customer().name, make_customer().name}
	for name in names:
		add_docshare("Customer", name, reader, flags=SYSTEM)
	forget_request()
	assert get_person(reader).grants.has_too_many
	with acting_as(reader):
		assert set(frappe.get_list("Customer", pluck="name")) == names
	assert giving_rules(customer.name, reader) == {"shared_with_you"}


def test_a_persons_facts_are_three_queries_once_per_request():
	user = factories.make_user(CUSTOMER_MANAGER, department=factories.make_department())
	with acting_as(user):
		frappe.get_roles()
		with count_queries() as sent:
			get_person()
		assert len(sent) <= 3, sent
		with count_queries() as again:
			get_person()
		assert again == []


def test_an_explanation_is_one_query_besides_the_facts(customer):
	user = factories.make_user(CUSTOMER_MANAGER)
	with acting_as(user):
		get_person()
		scope.explain("Customer", customer.name)
		with count_queries() as sent:
			scope.explain("Customer", customer.name)
		assert len(sent) == 1


def test_every_policy_knows_shares():
	"""The framework opens a shared record whatever the policy says: the policy must say the same."""
	person = get_person(factories.make_user(CUSTOMER_MANAGER))
	silent = [
		doctype for doctype in POLICIES if "shared_with_you" not in {r.code for r in reasons_of(rules_for(doctype, person, scope.READ))}
	]
	assert silent == []
