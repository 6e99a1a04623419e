"""Contacts on a site: rules, one primary contact, and access that follows the customer (domain 3.2; R-060 to R-065)."""

import frappe
import pytest
from frappe.client import get_list, set_value

from crm_custom.customer_management import contact, services
from crm_custom.customer_management.contact_fields import CONTACT_PERMISSIONS, CUSTOM_FIELDS
from crm_custom.customer_management.refusals import FutureBirthdayError
from crm_custom.exceptions import OutOfScopeError
from crm_custom.permissions.roles import CRM_ROLES
from crm_custom.tests import factories
from crm_custom.tests import factories_customer as make


def new_contact(customer: str | None = None, **values: object) -> frappe.model.document.Document:
	links = [{"link_doctype": "Customer", "link_name": customer}] if customer else []
	return frappe.get_doc({"doctype": "Contact", "first_name": factories.unique("Ada"), "links": links, **values})


def test_a_contact_keeps_what_the_company_wants_to_know():
	day = {"occasion": "Wedding day", "date": "2010-08-08", "is_lunar": 1}
	person = new_contact(make.make_customer().name, birthday="1980-02-29", native_place="成都", anniversaries=[day]).insert()
	stored = frappe.get_doc("Contact", person.name)
	assert (str(stored.birthday), stored.native_place) == ("1980-02-29", "成都")
	assert (stored.anniversaries[0].occasion, stored.anniversaries[0].is_lunar) == ("Wedding day", 1)


def test_every_added_field_is_there():
	meta = frappe.get_meta("Contact")
	assert all(meta.has_field(field["fieldname"]) for field in CUSTOM_FIELDS["Contact"])


def test_a_birthday_in_the_future_is_refused():
	with pytest.raises(FutureBirthdayError):
		new_contact(birthday=frappe.utils.add_days(frappe.utils.nowdate(), 2)).insert()


def test_names_are_stored_without_markup():
	person = new_contact(designation="<i>CEO</i>").insert()
	person.update({"last_name": "<b>Byron</b><script>"}).save()
	assert (person.designation, person.last_name) == ("CEO", "Byron")


def test_markup_is_gone_before_the_name_is_made_of_it():
	person = new_contact(first_name="<b>Ada</b> Byron")
	contact.before_insert(person)
	assert person.first_name == "Ada Byron"


def test_a_customer_has_one_primary_contact_the_last_one_marked():
	customer, other = make.make_customer().name, make.make_customer().name
	first = new_contact(customer, is_primary_contact=1).insert()
	elsewhere = new_contact(other, is_primary_contact=1).insert()
	second = new_contact(customer, is_primary_contact=1).insert()
	primary = frappe.get_all("Contact", {"name": ["in", [first.name, second.name, elsewhere.name]], "is_primary_contact": 1}, pluck="name")
	assert set(primary) == {second.name, elsewhere.name}


def test_the_owner_of_a_customer_adds_edits_and_deletes_its_contacts(as_user):
	customer = make.make_customer()
	with as_user(customer.customer_manager):
		person = new_contact(customer.name).insert()
		set_value("Contact", person.name, "designation", "CEO")
		frappe.delete_doc("Contact", person.name)


def test_nobody_adds_contacts_to_another_ones_customer(as_user):
	customer = make.make_customer()
	stranger = make.make_manager()
	with as_user(stranger):
		with pytest.raises(OutOfScopeError):
			new_contact(customer.name).insert()
		mine = new_contact().insert()
		mine.append("links", {"link_doctype": "Customer", "link_name": customer.name})
		with pytest.raises(OutOfScopeError):
			mine.save()


def test_nobody_changes_contacts_of_another_ones_customer(as_user):
	customer = make.make_customer()
	person = new_contact(customer.name).insert()
	with as_user(make.make_manager()):
		assert frappe.has_permission("Contact", "read", person.name)
		with pytest.raises(frappe.PermissionError):
			set_value("Contact", person.name, "designation", "CEO")
		with pytest.raises(frappe.PermissionError):
			frappe.delete_doc("Contact", person.name)


def test_the_supervisor_of_the_department_changes_contacts(as_user):
	department = factories.make_department()
	person = new_contact(make.make_customer(customer_manager=make.make_manager(department)).name).insert()
	with as_user(make.make_supervisor(department)):
		set_value("Contact", person.name, "designation", "CEO")


def test_executives_read_contacts_and_change_nothing(as_user):
	person = new_contact(make.make_customer().name).insert()
	with as_user(factories.make_user("Executive")):
		assert get_list("Contact", filters={"name": person.name})
		with pytest.raises(frappe.PermissionError):
			set_value("Contact", person.name, "designation", "CEO")


def test_a_deleted_customer_gets_no_new_contacts():
	customer = make.make_customer()
	services.delete_customer(customer.name, "x")
	with pytest.raises(OutOfScopeError):
		new_contact(customer.name).insert()


@pytest.mark.parametrize(("visibility", "is_seen"), [("Shared", True), ("Own", False)])
def test_a_contact_is_seen_by_those_who_see_its_customer(visibility: str, is_seen: bool, as_user):
	person = new_contact(make.make_customer().name).insert()
	stranger = make.make_manager()
	with make.setting(visibility=visibility), as_user(stranger):
		assert bool(get_list("Contact", filters={"name": person.name})) is is_seen
		assert frappe.has_permission("Contact", "read", person.name) is is_seen


def test_the_form_of_a_customer_shows_its_contacts(as_user):
	customer = make.make_customer()
	person = new_contact(customer.name).insert()
	with as_user(customer.customer_manager):
		customer.run_method("onload")
	assert [row.name for row in customer.get("__onload").contact_list] == [person.name]


def test_a_customer_with_contacts_is_never_erased():
	customer = make.make_customer()
	new_contact(customer.name).insert()
	with pytest.raises(frappe.LinkExistsError):
		frappe.delete_doc("Customer", customer.name)


def test_the_added_permissions_grant_nothing_to_roles_outside_the_crm():
	assert set(CONTACT_PERMISSIONS) <= CRM_ROLES
	assert not any(CONTACT_PERMISSIONS["Executive"][right] for right in ("write", "create", "delete"))
	# the framework's rules give export to everybody who is not told otherwise
	exporters = frappe.get_all(
		"Custom DocPerm", {"parent": "Contact", "role": ["in", list(CONTACT_PERMISSIONS)], "export": 1}, pluck="role"
	)
	assert set(exporters) == {"Executive", "Sales Supervisor"}
