"""Customers on a site: each rule by every door, each refusal (domain 3.1; R-030 to R-055, R-091, R-093)."""

import frappe
import pytest
from frappe.client import get_list, set_value

from crm_custom.base_data.refusals import DialCodeError
from crm_custom.customer_management import api, refusals, services
from crm_custom.customer_management.ownership import follow_department
from crm_custom.customer_management.refusals import DuplicateCustomerError
from crm_custom.exceptions import SystemFieldError
from crm_custom.tests import factories
from crm_custom.tests import factories_customer as make

DELETE, RESTORE = api.delete_customer, api.restore_customer


# --- what a customer needs ---------------------------------------------------------------------------------------------------


def test_a_customer_manager_enters_a_customer_of_their_own(as_user):
	department = factories.make_department()
	manager = make.make_manager(department)
	with as_user(manager):
		values = make.customer_values(customer_manager=manager)
		values.pop("customer_manager")
		customer = frappe.get_doc(values).insert()
	assert customer.name.startswith("KH")
	assert (customer.customer_manager, customer.department, customer.status) == (manager, department, "Normal")
	assert (customer.satisfaction, customer.credit, customer.customer_kind) == (3, 3, "Organisation")
	assert not customer.is_incomplete


@pytest.mark.parametrize("field", ["customer_name", "grade", "region", "address"])
def test_a_customer_without_mandatory_data_is_refused(field: str):
	with pytest.raises(frappe.MandatoryError):
		make.new_customer().update({field: None}).insert()


def test_mobile_or_phone_is_needed():
	with pytest.raises(refusals.ContactNumberMissingError):
		make.new_customer(mobile="").insert()
	make.new_customer(mobile="", phone="021-62345678").insert()


def test_badly_written_numbers_are_refused():
	with pytest.raises(refusals.PhoneInvalidError, match="Mobile"):
		make.new_customer(mobile="1380013800").insert()
	with pytest.raises(refusals.PhoneInvalidError):
		make.new_customer(phone="62345678").insert()
	customer = make.new_customer(phone="６２３４５６７８转１２", area_code="0571").insert()
	assert (customer.phone, customer.phone_key) == ("62345678#12", "+8657162345678")


@pytest.mark.parametrize(("field", "value"), [("satisfaction", 6), ("credit", 9), ("satisfaction", -1)])
def test_satisfaction_and_credit_lie_between_1_and_5(field: str, value: int):
	with pytest.raises(refusals.ScoreOutOfRangeError):
		make.new_customer(**{field: value}).insert()


def test_discounts_outside_0_to_100_are_refused():
	with pytest.raises(refusals.DiscountOutOfRangeError):
		make.new_customer(discount=101).insert()


def test_a_wrong_credit_code_is_refused_and_a_right_one_kept_compact():
	with pytest.raises(refusals.CreditCodeInvalidError):
		make.new_customer(unified_social_credit_code="911100006000373411").insert()
	customer = make.new_customer(unified_social_credit_code=" 91110000600037341l ").insert()
	assert customer.unified_social_credit_code == "91110000600037341L"


def test_a_wrong_dial_code_is_refused():
	with pytest.raises(DialCodeError):
		make.new_customer(dial_code="x").insert()


def test_individuals_only_where_the_setting_allows_them():
	with make.setting(allow_individuals=0), pytest.raises(refusals.IndividualsNotAllowedError):
		make.new_customer(customer_kind="Individual").insert()
	with make.setting(allow_individuals=1):
		customer = make.new_customer(customer_kind="Individual").insert()
	with make.setting(allow_individuals=0):
		customer.update({"needs": "shoes"}).save()


def test_names_are_stored_without_markup():
	customer = make.new_customer(customer_name="<img src=x onerror=alert(1)>Acme <b>Ltd</b>", short_name="<i>A</i>").insert()
	assert (customer.customer_name, customer.short_name) == ("Acme Ltd", "A")
	assert customer.name_key == "acmeltd"


def test_a_customer_does_not_belong_to_itself():
	top = make.make_customer()
	below = make.make_customer(parent_customer=top.name)
	with pytest.raises(refusals.ParentCycleError):
		top.update({"parent_customer": below.name}).save()
	with pytest.raises(refusals.ParentCycleError):
		below.update({"parent_customer": below.name}).save()


# --- code --------------------------------------------------------------------------------------------------------------------

COMPOSED = "Grade, dial code and serial"


def test_the_administrator_can_choose_codes_of_grade_dial_code_and_serial():
	grade, region = make.make_grade(code_letter="i"), make.make_region(make.make_region(dial_code="86"))
	with make.setting(customer_code_pattern=COMPOSED):
		first, second = make.make_customer(grade=grade, region=region), make.make_customer(grade=grade, region=region)
	assert len(first.name) == 8
	assert first.name.startswith("i86")
	assert int(second.name[3:]) == int(first.name[3:]) + 1


def test_a_code_that_cannot_be_composed_is_refused():
	with make.setting(customer_code_pattern=COMPOSED, default_grade="", default_region=""), pytest.raises(refusals.CustomerCodeError):
		make.make_customer(grade=make.make_grade(), region=make.make_region(dial_code="86"))


def test_codes_that_have_run_out_are_refused():
	frappe.db.sql("insert into tabSeries (name, current) values ('q9999', 999) on duplicate key update current = 999")
	with make.setting(customer_code_pattern=COMPOSED), pytest.raises(refusals.CustomerCodeExhaustedError):
		make.make_customer(grade=make.make_grade(code_letter="q"), region=make.make_region(dial_code="9999"))


# --- duplicates --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["{}", "+86 {}", "0086{}"])
@pytest.mark.parametrize("field", ["mobile", "phone"])
def test_a_number_that_a_customer_has_is_refused_and_the_owner_named(form: str, field: str):
	known = make.make_customer()
	with pytest.raises(DuplicateCustomerError, match=frappe.utils.get_fullname(known.customer_manager)):
		make.new_customer(**{"mobile": "", field: form.format(known.mobile)}).insert()


def test_a_number_cannot_be_changed_to_another_customers():
	known, other = make.make_customer(), make.make_customer()
	with pytest.raises(DuplicateCustomerError):
		set_value("Customer", other.name, "mobile", known.mobile)


def test_the_duplicate_tells_no_more_than_the_owner_to_those_who_may_not_read_it(as_user):
	known = make.make_customer(customer_name="Hidden Champion")
	stranger = make.make_manager()
	with make.setting(visibility="Own"), as_user(stranger):
		values = make.customer_values(customer_manager=stranger, mobile=known.mobile)
	with make.setting(visibility="Own"), as_user(stranger), pytest.raises(DuplicateCustomerError) as refused:
		frappe.get_doc(values).insert()
	assert "Hidden Champion" not in str(refused.value)
	assert frappe.utils.get_fullname(known.customer_manager) in str(refused.value)


def test_the_number_of_a_deleted_customer_is_free():
	known = make.make_customer()
	services.delete_customer(known.name, "closed down")
	make.make_customer(mobile=known.mobile)
	with pytest.raises(DuplicateCustomerError):
		services.restore_customer(known.name)


def test_phone_and_mobile_of_one_customer_may_be_the_same():
	number = make.unique_mobile()
	make.new_customer(mobile=number, phone=number).insert()


# --- owner and scope ---------------------------------------------------------------------------------------------------------


def test_only_an_enabled_customer_manager_looks_after_customers():
	for user in (make.make_supervisor(), make.make_manager(enabled=False)):
		with pytest.raises(refusals.CustomerManagerError):
			make.new_customer(customer_manager=user).insert()


def test_a_customer_manager_cannot_take_another_ones_customer(as_user):
	customer = make.make_customer()
	thief = make.make_manager()
	with as_user(thief):
		with pytest.raises(frappe.PermissionError):
			set_value("Customer", customer.name, "customer_manager", thief)
		with pytest.raises(frappe.PermissionError):
			set_value("Customer", customer.name, {"customer_manager": thief, "needs": "mine"})
		doc = frappe.get_doc("Customer", customer.name)
		doc.customer_manager = thief
		with pytest.raises(frappe.PermissionError):
			doc.save()
	assert frappe.db.get_value("Customer", customer.name, "customer_manager") == customer.customer_manager


def test_a_customer_manager_cannot_give_a_customer_away(as_user):
	customer = make.make_customer()
	other = make.make_manager()
	with as_user(customer.customer_manager):
		with pytest.raises(refusals.OwnerChangeError):
			set_value("Customer", customer.name, "customer_manager", other)
		values = make.customer_values(grade=customer.grade, region=customer.region, customer_manager=other)
		with pytest.raises(refusals.OwnerChangeError):
			frappe.get_doc(values).insert()


def test_the_supervisor_of_the_department_gives_customers_to_others(as_user):
	department = factories.make_department()
	below = factories.make_department(parent=department)
	customer = make.make_customer(customer_manager=make.make_manager(department))
	other = make.make_manager(below)
	with as_user(make.make_supervisor(department)):
		set_value("Customer", customer.name, "customer_manager", other)
	assert frappe.db.get_value("Customer", customer.name, ["customer_manager", "department"]) == (other, below)


def test_a_supervisor_of_another_department_changes_nothing(as_user):
	customer = make.make_customer(customer_manager=make.make_manager(factories.make_department()))
	with as_user(make.make_supervisor(factories.make_department())), pytest.raises(frappe.PermissionError):
		set_value("Customer", customer.name, "needs", "x")


def test_executives_read_and_change_nothing(as_user):
	customer = make.make_customer()
	with as_user(factories.make_user("Executive")):
		assert frappe.has_permission("Customer", "read", customer.name)
		with pytest.raises(frappe.PermissionError):
			set_value("Customer", customer.name, "needs", "x")


def names_seen(**filters: str) -> list[str]:
	return [row["name"] for row in get_list("Customer", fields=["name"], filters=filters, limit_page_length=0)]


@pytest.mark.parametrize(("visibility", "is_seen"), [("Shared", True), ("Department", False), ("Own", False)])
def test_the_setting_decides_who_sees_a_customer(visibility: str, is_seen: bool, as_user):
	customer = make.make_customer(customer_manager=make.make_manager(factories.make_department()))
	stranger = make.make_manager(factories.make_department())
	with make.setting(visibility=visibility), as_user(stranger):
		assert names_seen(name=customer.name) == ([customer.name] if is_seen else [])
		assert frappe.has_permission("Customer", "read", customer.name) is is_seen


def test_when_staff_move_their_customers_belong_to_the_new_department():
	manager = make.make_manager(factories.make_department())
	customer = make.make_customer(customer_manager=manager)
	profile = frappe.get_doc("Staff Profile", manager)
	profile.update({"department": factories.make_department()}).save()
	profile._doc_before_save.department = None
	follow_department(profile)
	assert frappe.db.get_value("Customer", customer.name, "department") == profile.department


def test_bank_tax_and_limits_are_for_the_supervisor_and_the_owner(as_user):
	department = factories.make_department()
	customer = make.make_customer(customer_manager=make.make_manager(department), bank="Bank of Sichuan", credit_limit=5000)
	stranger = make.make_manager(department)

	def seen_by(user: str) -> tuple[str | None, list[str]]:
		with as_user(user):
			doc = frappe.get_doc("Customer", customer.name)
			doc.run_method("onload")
			doc.apply_fieldlevel_read_permissions()
			return doc.get("bank"), [row["label"] for row in doc.get("__onload").owner_view]

	assert seen_by(make.make_supervisor(department)) == ("Bank of Sichuan", [])
	assert seen_by(customer.customer_manager) == (None, ["Bank", "Credit limit"])
	assert seen_by(stranger) == (None, [])


def test_the_owner_cannot_write_bank_data(as_user):
	customer = make.make_customer(bank="Bank of Sichuan")
	with as_user(customer.customer_manager):
		set_value("Customer", customer.name, "bank", "Bank of Thieves")
	assert frappe.db.get_value("Customer", customer.name, "bank") == "Bank of Sichuan"


def test_everybody_in_the_crm_sees_whose_customer_it_is_and_nothing_else(as_user):
	customer = make.make_customer(customer_name=factories.unique("Golden Gate"))
	with make.setting(visibility="Own"), as_user(make.make_manager()):
		for text in (customer.customer_name, customer.customer_name[3:].lower(), customer.mobile, f"+86 {customer.mobile}", customer.name):
			(found,) = api.owner_of_customer(text)
			assert found == {
				"customer_name": customer.customer_name,
				"customer_manager": customer.customer_manager,
				"manager_name": frappe.utils.get_fullname(customer.customer_manager),
				"department": None,
			}
		assert api.owner_of_customer("nobody knows this name") == []
		with pytest.raises(refusals.LookupTooShortError):
			api.owner_of_customer(" % ")


def test_people_outside_the_crm_look_nothing_up(as_user):
	with as_user(factories.make_user()), pytest.raises(refusals.NotInTheCRMError):
		api.owner_of_customer("Golden")


# --- status ------------------------------------------------------------------------------------------------------------------


def supervised() -> tuple[frappe.model.document.Document, str]:
	"""A customer and the supervisor of its department."""
	department = factories.make_department()
	return make.make_customer(customer_manager=make.make_manager(department)), make.make_supervisor(department)


def test_nobody_sets_the_status_by_hand(as_user):
	customer, supervisor = supervised()
	for user in (customer.customer_manager, supervisor, "Administrator"):
		with as_user(user), pytest.raises(refusals.CustomerStatusError):
			set_value("Customer", customer.name, "status", "Lost")
	with pytest.raises(refusals.CustomerStatusError):
		make.new_customer(status="Deleted").insert()


@pytest.mark.parametrize(("field", "value"), [("last_order_on", "2025-01-01"), ("debt", 5), ("abc_class", "A"), ("pool_state", "Owned")])
def test_nobody_sets_by_hand_what_the_system_keeps(field: str, value: object, as_user):
	customer = make.make_customer()
	with as_user(customer.customer_manager), pytest.raises(SystemFieldError):
		set_value("Customer", customer.name, field, value)
	with pytest.raises(SystemFieldError):
		make.new_customer(**{field: value}).insert()


def test_what_the_system_keeps_does_not_stand_in_the_way_of_an_edit(as_user):
	customer = make.make_customer()
	frappe.db.set_value("Customer", customer.name, {"last_order_on": "2025-01-01", "debt": 5.5, "deal_state": "Deal"})
	with as_user(customer.customer_manager):
		sent_by_browser = frappe.parse_json(frappe.as_json(frappe.get_doc("Customer", customer.name)))
		frappe.get_doc(sent_by_browser).update({"needs": "more"}).save()


@pytest.mark.parametrize("status", ["Lost", "Deleted"])
def test_only_normal_customers_are_edited(status: str, as_user):
	customer, supervisor = supervised()
	frappe.db.set_value("Customer", customer.name, "status", status)
	for user in (customer.customer_manager, supervisor, "Administrator"):
		with as_user(user), pytest.raises(refusals.CustomerNotNormalError):
			set_value("Customer", customer.name, "needs", "x")


def test_the_supervisor_of_the_department_deletes_and_restores(as_user):
	customer, supervisor = supervised()
	with as_user(supervisor):
		DELETE(customer.name, "closed down")
		customer.reload()
		assert (customer.status, customer.delete_reason, customer.deleted_by) == ("Deleted", "closed down", supervisor)
		assert customer.mobile_key is None
		RESTORE(customer.name)
	customer.reload()
	assert (customer.status, customer.delete_reason, customer.deleted_by) == ("Normal", None, None)
	assert customer.mobile_key == f"+86{customer.mobile}"


def test_nobody_else_deletes_or_restores(as_user):
	customer, _ = supervised()
	stranger = make.make_supervisor(factories.make_department())
	for user in (customer.customer_manager, stranger, factories.make_user("Executive"), factories.make_user()):
		with as_user(user):
			with pytest.raises(refusals.DeletionRoleError):
				DELETE(customer.name, "no")
			with pytest.raises(refusals.DeletionRoleError):
				RESTORE(customer.name)


def test_deleting_needs_a_reason():
	customer = make.make_customer()
	for reason in ("", "  ", "<b></b>"):
		with pytest.raises(refusals.DeletionReasonMissingError):
			DELETE(customer.name, reason)


def test_a_customer_is_deleted_once_and_restored_only_when_deleted():
	customer = make.make_customer()
	with pytest.raises(refusals.NotDeletedError):
		RESTORE(customer.name)
	DELETE(customer.name, "x")
	with pytest.raises(refusals.AlreadyDeletedError):
		DELETE(customer.name, "x")


def test_a_customer_whose_manager_has_left_is_restored_to_another_one():
	customer = make.make_customer()
	DELETE(customer.name, "x")
	frappe.db.set_value("User", customer.customer_manager, "enabled", 0)
	with pytest.raises(refusals.CustomerManagerError):
		RESTORE(customer.name)
	heir = make.make_manager()
	RESTORE(customer.name, heir)
	assert frappe.db.get_value("Customer", customer.name, ["customer_manager", "status"]) == (heir, "Normal")


def test_a_customer_whose_manager_has_left_can_still_be_edited_by_the_supervisor(as_user):
	customer, supervisor = supervised()
	frappe.db.set_value("User", customer.customer_manager, "enabled", 0)
	with as_user(supervisor):
		set_value("Customer", customer.name, "needs", "x")


def test_a_customer_that_something_refers_to_is_never_erased(as_user):
	customer, supervisor = supervised()
	make.make_customer(parent_customer=customer.name)
	with pytest.raises(frappe.LinkExistsError):
		frappe.delete_doc("Customer", customer.name)
	for user in (supervisor, customer.customer_manager):
		with as_user(user), pytest.raises(frappe.PermissionError):
			frappe.delete_doc("Customer", customer.name)


# --- customers made by the system --------------------------------------------------------------------------------------------


def facts(**values: str) -> services.NewCustomer:
	return services.NewCustomer(
		**{
			"customer_name": factories.unique("Prospect"),
			"customer_manager": make.make_manager(),
			"contact_name": "张三",
			"mobile": make.unique_mobile(),
			**values,
		}
	)


def test_an_opportunity_that_succeeds_makes_a_customer_to_complete_with_its_contact(as_user):
	known = facts(email="zhang@example.com")
	with as_user(known.customer_manager):
		name, is_new = services.find_or_create_customer(known)
	customer = frappe.get_doc("Customer", name)
	assert is_new
	assert (customer.customer_name, customer.customer_manager) == (known.customer_name, known.customer_manager)
	assert customer.is_incomplete
	contact = frappe.get_doc("Contact", {"first_name": "张三", "mobile_no": known.mobile})
	assert contact.has_link("Customer", name)
	assert (contact.is_primary_contact, contact.email_id) == (1, "zhang@example.com")


def test_such_a_customer_is_completed_at_the_first_edit(as_user):
	known = facts()
	name, _ = services.find_or_create_customer(known)
	with as_user(known.customer_manager), pytest.raises(frappe.MandatoryError):
		set_value("Customer", name, "needs", "x")
	rest = {"grade": make.make_grade(), "region": make.make_region(), "address": "1 Long Street"}
	with as_user(known.customer_manager):
		set_value("Customer", name, rest)
	assert not frappe.db.get_value("Customer", name, "is_incomplete")


def test_a_customer_to_complete_can_be_deleted_and_restored():
	name, _ = services.find_or_create_customer(facts())
	services.delete_customer(name, "no interest")
	services.restore_customer(name)
	assert frappe.db.get_value("Customer", name, ["status", "is_incomplete"]) == ("Normal", 1)


def test_defaults_of_the_settings_complete_what_is_not_known():
	grade, region = make.make_grade(), make.make_region()
	with make.setting(default_grade=grade, default_region=region):
		name, _ = services.find_or_create_customer(facts(address="1 Long Street"))
	assert frappe.db.get_value("Customer", name, ["grade", "region", "is_incomplete"]) == (grade, region, 0)


def test_the_same_number_is_the_same_customer():
	known = make.make_customer()
	assert services.find_or_create_customer(facts(mobile="", phone=f"+86 {known.mobile}")) == (known.name, False)


def test_the_same_name_is_the_same_customer():
	known = make.make_customer(customer_name=factories.unique("北京 科技 Co., Ltd."))
	again = facts(customer_name=known.customer_name.replace("Co., Ltd.", "CO LTD"))
	assert services.find_or_create_customer(again) == (known.name, False)


def test_a_deleted_customer_is_not_found_again():
	known = make.make_customer()
	services.delete_customer(known.name, "x")
	name, is_new = services.find_or_create_customer(facts(mobile=known.mobile, customer_name=known.customer_name))
	assert is_new
	assert name != known.name


def test_twice_the_same_facts_make_one_customer_and_one_contact():
	known = facts()
	first = services.find_or_create_customer(known)
	assert services.find_or_create_customer(known) == (first[0], False)
	assert frappe.db.count("Contact", {"mobile_no": known.mobile}) == 1


def test_a_customer_can_be_made_without_any_number_and_lacks_it_then():
	name, _ = services.find_or_create_customer(facts(mobile=""))
	assert frappe.db.get_value("Customer", name, "is_incomplete") == 1


def test_contacts_of_the_prospect_become_contacts_of_the_customer():
	prospect = make.make_customer()
	contact = frappe.get_doc(
		{"doctype": "Contact", "first_name": "Li", "links": [{"link_doctype": "Customer", "link_name": prospect.name}]}
	).insert()
	known = facts(prospect_doctype="Customer", prospect_name=prospect.name)
	name, _ = services.find_or_create_customer(known)
	services.find_or_create_customer(known)
	links = [link.link_name for link in frappe.get_doc("Contact", contact.name).links]
	assert sorted(links) == sorted([prospect.name, name])


def test_a_customer_needs_a_name():
	with pytest.raises(refusals.CustomerFactsMissingError):
		services.find_or_create_customer(facts(customer_name="<b></b>"))


def test_a_customer_is_not_made_for_somebody_who_cannot_look_after_it():
	with pytest.raises(refusals.CustomerManagerError):
		services.find_or_create_customer(facts(customer_manager=make.make_supervisor()))
