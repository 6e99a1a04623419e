"""Dictionaries, departments, staff and settings on a site (R-325 to R-332, R-353)."""

import frappe
import pytest
from frappe.client import set_value

from crm_custom.base_data import desk, organisation, refusals, regions, staff
from crm_custom.base_data.dictionary import DICTIONARIES
from crm_custom.base_data.modules import SWITCHES, is_module_on, modules_off
from crm_custom.base_data.settings import get_setting, plant_missing_values
from crm_custom.tests import factories
from crm_custom.tests import factories_customer as make


@pytest.mark.parametrize("role", ["Customer Manager", "Sales Supervisor", "Executive"])
def test_everybody_reads_the_dictionaries_and_only_the_administrator_writes_them(role: str, as_user):
	user = factories.make_user(role)
	for doctype in DICTIONARIES:
		value = make.make_value(doctype)
		with as_user(user):
			assert frappe.has_permission(doctype, "read", value)
			with pytest.raises(frappe.PermissionError):
				frappe.get_doc({"doctype": doctype, "title": factories.unique("x")}).insert()
			with pytest.raises(frappe.PermissionError):
				set_value(doctype, value, "disabled", 1)


def test_a_department_in_use_cannot_be_deleted():
	department = factories.make_department()
	make.make_customer(customer_manager=make.make_manager(department))
	with pytest.raises(frappe.LinkExistsError):
		frappe.delete_doc("CRM Department", department)


def test_titles_are_kept_without_markup():
	grade = frappe.get_doc({"doctype": "Customer Grade", "title": f"<b>{factories.unique('Gold')}</b>"}).insert()
	assert "<" not in grade.name
	assert grade.name.startswith("Gold")


def test_values_that_make_no_sense_are_refused():
	with pytest.raises(refusals.CodeLetterError):
		make.make_grade(code_letter="1")
	with pytest.raises(refusals.DialCodeError):
		make.make_region(dial_code="x1")
	with pytest.raises(refusals.ProbabilityError):
		make.make_value("Opportunity Stage", probability=101, stage_type="Open")


def test_a_region_takes_the_dial_code_of_the_nearest_region_above():
	country = make.make_region(dial_code="+86")
	province = make.make_region(country)
	city = make.make_region(province)
	island = make.make_region(country, dial_code="852")
	assert [regions.dial_code_of(region) for region in (country, province, city, island)] == ["86", "86", "86", "852"]
	assert regions.dial_code_of(make.make_region()) == regions.dial_code_of(None) == ""


def test_a_person_has_the_own_department_with_everything_below_it():
	top = factories.make_department()
	middle = factories.make_department(parent=top)
	bottom = factories.make_department(parent=middle)
	user = make.make_manager(middle)
	departments, team = organisation.departments_and_team_of(user)
	assert departments == {middle, bottom}
	assert team == frozenset()
	assert organisation.department_of(user) == middle


def test_the_head_has_the_departments_that_they_head_too():
	head = make.make_supervisor(factories.make_department())
	headed = factories.make_department(head=head)
	below = factories.make_department(parent=headed)
	departments, _ = organisation.departments_and_team_of(head)
	assert departments == {organisation.department_of(head), headed, below}


def test_the_team_is_everybody_below_in_the_chain_of_superiors():
	boss = make.make_supervisor()
	lead = make.make_manager(superior=boss)
	member = make.make_manager(superior=lead)
	assert organisation.departments_and_team_of(boss)[1] == {lead, member}
	assert organisation.departments_and_team_of(lead)[1] == {member}


def test_a_chain_of_superiors_never_leads_back():
	boss = make.make_supervisor()
	lead = make.make_manager(superior=boss)
	with pytest.raises(refusals.SuperiorCycleError):
		factories.make_staff_profile(boss, superior=lead)
	with pytest.raises(refusals.SuperiorCycleError):
		factories.make_staff_profile(factories.make_user(), superior=frappe.get_last_doc("User").name)


def test_somebody_without_staff_profile_has_no_department():
	user = make.make_manager()
	assert organisation.departments_and_team_of(user) == (frozenset(), frozenset())
	assert organisation.department_of(user) is None
	assert organisation.department_of(None) is None


def test_only_an_enabled_user_with_the_role_is_a_customer_manager():
	assert staff.is_customer_manager(make.make_manager())
	assert not staff.is_customer_manager(make.make_manager(enabled=False))
	assert not staff.is_customer_manager(make.make_supervisor())
	assert not staff.is_customer_manager(None)


def offered(text: str, **filters: str) -> list[str]:
	return [row[0] for row in staff.enabled_customer_managers("User", text, "name", 0, 20, filters)]


def test_link_fields_offer_enabled_customer_managers_only(as_user):
	department = factories.make_department()
	manager, disabled, supervisor = make.make_manager(department), make.make_manager(enabled=False), make.make_supervisor()
	with as_user(supervisor):
		assert offered(manager) == offered(manager, department=department) == [manager]
		assert offered(disabled) == offered(supervisor) == offered(manager, department="nowhere") == []


def test_people_outside_the_crm_cannot_list_the_managers(as_user):
	with as_user(factories.make_user()), pytest.raises(frappe.PermissionError):
		offered("")


def test_a_renamed_user_is_renamed_in_the_staff_profile():
	user = make.make_manager(factories.make_department())
	doc = frappe.get_doc("User", user)
	doc.first_name = "Renamed"
	doc.save()
	assert frappe.db.get_value("Staff Profile", user, "employee_name") == "Renamed"


def test_personal_data_of_staff_is_for_the_administrator_only(as_user):
	user = make.make_manager(factories.make_department())
	frappe.db.set_value("Staff Profile", user, "id_number", "secret")
	with as_user(make.make_manager()):
		profile = frappe.get_doc("Staff Profile", user)
		profile.apply_fieldlevel_read_permissions()
		assert profile.get("id_number") is None


def test_a_setting_that_was_never_saved_has_its_shipped_default():
	frappe.db.delete("Singles", {"doctype": "CRM Settings"})
	frappe.clear_document_cache("CRM Settings", "CRM Settings")
	assert (get_setting("visibility"), get_setting("churn_months"), get_setting("service_threshold")) == ("Shared", 6, 3)
	assert get_setting("allow_individuals") is False
	assert get_setting("allow_opportunities_for_customers") is True
	assert get_setting("default_region") is None


def test_a_saved_setting_is_in_force():
	with make.setting(visibility="Own", pool_days=20):
		assert (get_setting("visibility"), get_setting("pool_days")) == ("Own", 20)


def test_an_unknown_setting_is_a_fault_of_the_program():
	with pytest.raises(AttributeError):
		get_setting("colour_of_the_bikeshed")


def test_settings_outside_their_bounds_are_refused():
	with pytest.raises(refusals.SettingOutOfBoundsError):
		frappe.get_single("CRM Settings").update({"service_threshold": 6}).save()
	with pytest.raises(refusals.DiscountRangeError):
		frappe.get_single("CRM Settings").update({"min_discount": 20, "max_discount": 10}).save()


def test_the_composed_customer_code_needs_complete_defaults():
	pattern = {"customer_code_pattern": "Grade, dial code and serial"}
	with pytest.raises(refusals.CodePatternIncompleteError):
		frappe.get_single("CRM Settings").update(pattern).save()
	defaults = {"default_grade": make.make_grade(code_letter="i"), "default_region": make.make_region(dial_code="86")}
	frappe.get_single("CRM Settings").update({**pattern, **defaults}).save()


def test_only_the_administrator_changes_settings(as_user):
	for role in ("Customer Manager", "Sales Supervisor", "Executive"):
		with as_user(factories.make_user(role)), pytest.raises(frappe.PermissionError):
			set_value("CRM Settings", "CRM Settings", "visibility", "Own")


def test_the_desk_gets_the_settings_that_forms_need(as_user):
	with as_user(make.make_manager()):
		boot = frappe._dict()
		desk.extend_boot(boot)
		assert set(boot.crm) == set(desk.CLIENT_SETTINGS)
	with as_user(factories.make_user()):
		boot = frappe._dict()
		desk.extend_boot(boot)
		assert "crm" not in boot


def test_a_module_is_on_until_an_administrator_switches_it_off():
	assert all(is_module_on(module) for module in SWITCHES)
	with make.setting(is_statistics_on=0):
		assert not is_module_on("Statistics")
		assert modules_off() == {"Statistics"}
	assert is_module_on("Customer Management") and is_module_on("Base Data") and is_module_on(None)


def test_a_setting_that_an_update_brings_begins_with_its_shipped_value_beside_saved_ones():
	with make.setting(pool_days=20):
		frappe.db.delete("Singles", {"doctype": "CRM Settings", "field": "is_statistics_on"})
		plant_missing_values()
		frappe.clear_document_cache("CRM Settings", "CRM Settings")
		assert is_module_on("Statistics")
		assert get_setting("pool_days") == 20
