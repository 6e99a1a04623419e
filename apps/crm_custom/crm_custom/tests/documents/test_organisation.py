"""The tree of departments, staff profiles and the short way to a new user (R-329, R-332, R-345 to R-349)."""

import frappe
import pytest
from frappe.utils import now_datetime

from crm_custom.base_data import api, departments, refusals
from crm_custom.base_data.organisation import department_of
from crm_custom.permissions import roles, scope
from crm_custom.tests import factories, factories_marketing, factories_service
from crm_custom.tests import factories_customer as make
from crm_custom.tests.site_fixtures import acting_as, count_queries

DEPARTMENT = "CRM Department"


def place(name: str) -> tuple[int, int]:
	return frappe.db.get_value(DEPARTMENT, name, ["lft", "rgt"])


def is_below(name: str, top: str) -> bool:
	(left, right), (first, last) = place(name), place(top)
	return first < left and right < last


def move(name: str, parent: str | None) -> None:
	departments.move_department(name, parent)


def test_a_department_moves_with_everything_below_it():
	first, second = factories.make_department(), factories.make_department()
	moved = factories.make_department(parent=first)
	below = factories.make_department(parent=moved)
	move(moved, second)
	assert is_below(moved, second) and is_below(below, moved) and not is_below(moved, first)
	move(moved, None)
	assert not is_below(moved, second) and is_below(below, moved)


def test_a_department_never_stands_below_itself():
	top = factories.make_department()
	middle = factories.make_department(parent=top)
	bottom = factories.make_department(parent=middle)
	for parent in (top, middle, bottom):
		with pytest.raises(refusals.DepartmentCycleError):
			move(top, parent)
	move(bottom, top)
	assert is_below(bottom, top)


def test_what_a_form_brought_of_an_older_tree_does_no_harm():
	first, second, third = (factories.make_department() for _ in range(3))
	stale = frappe.get_doc(DEPARTMENT, third)
	move(second, first)
	stale.parent_crm_department = first
	stale.flags.ignore_version = True
	stale.save()
	tree = frappe.get_all(DEPARTMENT, fields=["lft", "rgt"])
	numbers = [number for row in tree for number in (row.lft, row.rgt)]
	assert len(numbers) == len(set(numbers))
	assert is_below(second, first) and is_below(third, first)


def test_a_department_is_disabled_after_those_below_it_and_no_longer_offered():
	top = factories.make_department()
	below = factories.make_department(parent=top)
	with pytest.raises(refusals.DepartmentHasEnabledBelowError):
		frappe.get_doc(DEPARTMENT, top).update({"disabled": 1}).save()
	for name in (below, top):
		frappe.get_doc(DEPARTMENT, name).update({"disabled": 1}).save()
	with pytest.raises(refusals.DepartmentDisabledError):
		factories.make_department(parent=top)
	with pytest.raises(refusals.DepartmentDisabledError):
		factories.make_staff_profile(factories.make_user(), department=top)


def test_records_of_a_department_that_is_disabled_keep_it():
	department = factories.make_department()
	manager = make.make_manager(department)
	frappe.get_doc(DEPARTMENT, department).update({"disabled": 1}).save()
	profile = frappe.get_doc("Staff Profile", {"user": manager})
	profile.workstation = "3"
	profile.save()
	assert make.make_customer(customer_manager=manager).department == department


def test_a_disabled_person_becomes_neither_head_nor_superior():
	gone = make.make_manager(enabled=False)
	with pytest.raises(refusals.HeadDisabledError):
		factories.make_department(head=gone)
	with pytest.raises(refusals.SuperiorDisabledError):
		factories.make_staff_profile(factories.make_user(), superior=gone)


def test_a_department_with_others_below_is_not_deleted():
	top = factories.make_department()
	below = factories.make_department(parent=top)
	with pytest.raises(refusals.DepartmentHasDepartmentsBelowError):
		frappe.delete_doc(DEPARTMENT, top)
	frappe.delete_doc(DEPARTMENT, below)
	frappe.delete_doc(DEPARTMENT, top)


def test_renaming_takes_people_and_customers_along():
	department = factories.make_department()
	manager = make.make_manager(department)
	customer = make.make_customer(customer_manager=manager).name
	new = frappe.rename_doc(DEPARTMENT, department, f"<b>{factories.unique('Renamed')}</b>", show_alert=False)
	assert "<" not in new
	assert department_of(manager) == new == frappe.db.get_value("Customer", customer, "department")
	assert frappe.db.get_value(DEPARTMENT, new, "department_name") == new


def test_merging_joins_people_customers_and_what_is_below():
	kept, gone = factories.make_department(), factories.make_department()
	below = factories.make_department(parent=gone)
	manager = make.make_manager(gone)
	customer = make.make_customer(customer_manager=manager).name
	frappe.rename_doc(DEPARTMENT, gone, kept, merge=True, show_alert=False)
	assert not frappe.db.exists(DEPARTMENT, gone)
	assert department_of(manager) == kept == frappe.db.get_value("Customer", customer, "department")
	assert is_below(below, kept)


def test_a_department_is_not_merged_into_one_of_its_own():
	top = factories.make_department()
	below = factories.make_department(parent=top)
	with pytest.raises(refusals.DepartmentMergeError):
		frappe.rename_doc(DEPARTMENT, top, below, merge=True, show_alert=False)
	frappe.rename_doc(DEPARTMENT, below, top, merge=True, show_alert=False)
	assert frappe.db.exists(DEPARTMENT, top)


def test_the_tree_shows_head_people_and_customers_of_everything_below():
	head = make.make_supervisor()
	top = factories.make_department(head=head)
	below = factories.make_department(parent=top)
	manager = make.make_manager(below)
	make.make_manager(below, enabled=False)
	make.make_customer(customer_manager=manager)
	node = next(node for node in api.department_nodes(is_root=True) if node["value"] == top)
	assert (node["people"], node["customers"], node["expandable"]) == (1, 1, True)
	assert node["head_name"] == head.split("@")[0]
	assert [node["value"] for node in api.department_nodes(parent=top)] == [below]
	with count_queries() as sent:
		api.department_nodes(is_root=True)
	assert len(sent) <= 8


def test_the_tree_counts_only_customers_that_the_reader_sees(as_user):
	department = factories.make_department()
	manager, colleague = make.make_manager(department), make.make_manager(department)
	make.make_customer(customer_manager=manager)
	with make.setting(visibility="Own"):
		for user, count in ((manager, 1), (colleague, 0)):
			with as_user(user):
				node = next(node for node in api.department_nodes(is_root=True) if node["value"] == department)
				assert node["customers"] == count


@pytest.mark.parametrize("role", [roles.CUSTOMER_MANAGER, roles.SALES_SUPERVISOR, roles.EXECUTIVE])
def test_only_an_administrator_moves_departments_and_sets_up_users(role: str, as_user):
	department, user = factories.make_department(), factories.make_user(role)
	with as_user(user):
		assert api.department_nodes(is_root=True)
		with pytest.raises(frappe.PermissionError):
			api.move_department(department, None)
		with pytest.raises(frappe.PermissionError):
			api.set_up_user("x@example.com", "X", "CRM Customer Manager")


def test_somebody_outside_the_crm_sees_no_departments(as_user):
	with as_user(factories.make_user()), pytest.raises(frappe.PermissionError):
		api.department_nodes(is_root=True)


# who moves to another department


@pytest.fixture
def mover():
	"""A customer manager with a customer, an open and an ended opportunity, and services; and the department to go to."""
	team = factories_service.make_team()
	target = factories.make_department()
	open_service = factories_service.make_service(team)
	archived = factories_service.make_service(team, "Archived")
	selling = factories_marketing.make_team()
	selling.manager, selling.department = team.creator, team.department
	opportunity = factories_marketing.make_assigned(selling)
	ended = factories_marketing.make_in_state(selling, "Failed")
	frappe.get_doc("Staff Profile", {"user": team.creator}).update({"department": target}).save()
	return frappe._dict(vars(team), target=target, open=open_service, archived=archived, opportunity=opportunity, ended=ended)


def test_customers_open_opportunities_and_open_services_move_with_the_person(mover):
	assert frappe.db.get_value("Customer", mover.customer, "department") == mover.target
	assert frappe.db.get_value("Sales Opportunity", mover.opportunity, "department") == mover.target
	assert frappe.db.get_value("Service", mover.open, "department") == mover.target


def test_what_has_ended_keeps_the_department_in_which_it_ended(mover):
	assert frappe.db.get_value("Sales Opportunity", mover.ended, "department") == mover.department
	assert frappe.db.get_value("Service", mover.archived, "department") == mover.department


def test_the_supervisor_of_the_former_department_leads_no_longer(mover):
	for doctype, name in (("Customer", mover.customer), ("Sales Opportunity", mover.opportunity)):
		assert not scope.includes(doctype, name, scope.CHANGE, user=mover.supervisor)


def test_services_follow_a_customer_that_gets_another_manager():
	team = factories_service.make_team()
	service = factories_service.make_service(team)
	heir = make.make_manager(factories.make_department())
	customer = frappe.get_doc("Customer", team.customer)
	customer.customer_manager = heir
	customer.save()
	assert frappe.db.get_value("Service", service, "department") == department_of(heir)


# staff


def new_address() -> str:
	return f"{factories.unique('new').replace(' ', '-').lower()}@example.com"


def test_a_user_is_set_up_in_one_step():
	department, superior = factories.make_department(), make.make_supervisor()
	address = new_address()
	user = api.set_up_user(address.upper(), "王芳", "CRM Customer Manager", department, superior, None, "zh", "Sichuan-2026-Ok")
	assert user == address
	assert roles.CUSTOMER_MANAGER in frappe.get_roles(user)
	profile = frappe.get_doc("Staff Profile", {"user": user})
	assert (profile.employee_name, profile.department, profile.superior, profile.email) == ("王芳", department, superior, address)
	assert (profile.is_salesperson, profile.is_enabled) == (1, 1)
	assert frappe.db.get_value("User", user, ["enabled", "language"]) == (1, "zh")
	assert frappe.db.exists("DocShare", {"share_doctype": "User", "share_name": user, "user": user, "write": 1})


def test_what_is_missing_or_taken_makes_neither_user_nor_profile():
	for email, name in (("", "Somebody"), (new_address(), " ")):
		with pytest.raises(refusals.NewUserFactsError):
			api.set_up_user(email, name, "CRM Customer Manager")
	taken = make.make_manager()
	with pytest.raises(frappe.DuplicateEntryError):
		api.set_up_user(taken, "Somebody", "CRM Customer Manager")
	address = new_address()
	frappe.db.savepoint("set_up")
	with pytest.raises(frappe.ValidationError):
		api.set_up_user(address, "Somebody", "CRM Customer Manager", superior=make.make_manager(enabled=False))
	frappe.db.rollback(save_point="set_up")
	assert not frappe.db.exists("User", address)


def test_the_profile_follows_name_address_and_state_of_the_user():
	user = api.set_up_user(new_address(), "First Name", "CRM Customer Manager")
	doc = frappe.get_doc("User", user)
	doc.update({"first_name": "Second", "enabled": 0}).save()
	profile = frappe.get_doc("Staff Profile", {"user": user})
	assert (profile.employee_name, profile.is_enabled) == (doc.full_name, 0)


def test_a_user_with_another_address_keeps_the_profile():
	user, new = api.set_up_user(new_address(), "Somebody", "CRM Customer Manager"), new_address()
	frappe.rename_doc("User", user, new, show_alert=False)
	assert frappe.db.get_value("Staff Profile", new, "user") == new


def test_the_administrator_reads_the_facts_of_the_account(as_user):
	user = make.make_manager(factories.make_department())
	frappe.db.set_value("User", user, {"last_ip": "10.1.2.3", "last_login": now_datetime()})
	for operation in ("Login", "Login", "Logout"):
		values = {"doctype": "Activity Log", "user": user, "operation": operation, "status": "Success", "subject": operation}
		frappe.get_doc(values).insert(ignore_permissions=True)
	profile = frappe.get_doc("Staff Profile", {"user": user})
	profile.run_method("onload")
	facts = profile.get_onload("account")
	assert (facts["last_ip"], facts["logins"], facts["roles"], facts["enabled"]) == ("10.1.2.3", 2, ["Customer Manager"], 1)
	with as_user(make.make_supervisor()):
		profile.run_method("onload")
		assert profile.get_onload("account") is None


@pytest.mark.parametrize("role", [roles.CUSTOMER_MANAGER, roles.SALES_SUPERVISOR, roles.EXECUTIVE, roles.SYSTEM_MANAGER])
def test_everybody_changes_the_own_password_and_data_and_nobody_elses(role: str):
	profile = {
		roles.CUSTOMER_MANAGER: "CRM Customer Manager",
		roles.SALES_SUPERVISOR: "CRM Sales Supervisor",
		roles.EXECUTIVE: "CRM Executive",
		roles.SYSTEM_MANAGER: "CRM Administrator",
	}[role]
	user = api.set_up_user(new_address(), "Somebody", profile, password="Sichuan-2026-Ok")
	other = make.make_manager()
	with acting_as(user):
		doc = frappe.get_doc("User", user)
		doc.check_permission("write")
		doc.update({"mobile_no": "13900001111", "bio": "Packaging"}).save()
		doc.reload()
		doc.new_password = "Another-2026-Pass"
		doc.save()
		assert {row.role for row in doc.roles} >= {role}
		if role != roles.SYSTEM_MANAGER:
			with pytest.raises(frappe.PermissionError):
				frappe.get_doc("User", other).update({"bio": "x"}).save()
	frappe.utils.password.check_password(user, "Another-2026-Pass")


def test_nobody_gives_himself_a_role_by_the_own_data():
	user = api.set_up_user(new_address(), "Somebody", "CRM Customer Manager")
	with acting_as(user):
		doc = frappe.get_doc("User", user)
		doc.append("roles", {"role": roles.SYSTEM_MANAGER})
		doc.role_profile_name = "CRM Administrator"
		try:
			doc.save()
		except frappe.PermissionError:
			pass
	assert roles.SYSTEM_MANAGER not in frappe.get_all("Has Role", {"parent": user, "parenttype": "User"}, pluck="role")
