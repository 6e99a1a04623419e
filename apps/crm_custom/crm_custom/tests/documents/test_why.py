"""Why can somebody see a record, or not: verdicts, reasons and what would change them, for administrators (R-340, R-344, R-354)."""

import frappe
import pytest
from frappe.permissions import add_permission, add_user_permission, update_permission_property
from frappe.share import add as share

from crm_custom.permissions import roles
from crm_custom.permissions.why import api
from crm_custom.permissions.why.refusals import NoSuchRecordError, OnlyAdministratorsAskError, WithoutRecordsError
from crm_custom.tests import factories
from crm_custom.tests import factories_customer as make
from crm_custom.tests.factories_marketing import make_assigned, make_in_state, make_team
from crm_custom.tests.site_fixtures import count_queries, forget_request

CUSTOMER = "Customer"


def verdict(doctype: str, name: str, user: str, code: str) -> dict:
	forget_request()
	answer = api.explain(doctype, name, user)
	return next(one for one in (*answer["rights"], *answer["actions"]) if one["code"] == code)


def unmet(one: dict) -> list[str]:
	return [check["title"] for check in one["checks"] if not check["is_met"]]


@pytest.mark.parametrize("role", [roles.EXECUTIVE, roles.SALES_SUPERVISOR, roles.CUSTOMER_MANAGER])
def test_only_administrators_ask(as_user, role: str):
	customer = make.make_customer()
	with as_user(factories.make_user(role)):
		for ask in (api.explain, api.viewers):
			with pytest.raises(OnlyAdministratorsAskError):
				ask(CUSTOMER, customer.name)


def test_what_is_not_there_is_said_to_be_not_there():
	with pytest.raises(NoSuchRecordError):
		api.explain(CUSTOMER, "KH-nowhere")
	with pytest.raises(NoSuchRecordError):
		api.explain(CUSTOMER, make.make_customer().name, "nobody@nowhere.example")
	for doctype in ("No Such Type", "Customer Order Item"):
		with pytest.raises(WithoutRecordsError):
			api.viewers(doctype, "x")


def test_the_owner_changes_the_customer_because_it_is_theirs():
	customer = make.make_customer()
	one = verdict(CUSTOMER, customer.name, customer.customer_manager, "write")
	assert (one["is_allowed"], one["decided_by"]) == (True, "The person is the customer manager.")


def test_a_colleague_reads_by_the_setting_and_learns_what_changing_would_need():
	customer, colleague = make.make_customer(), make.make_manager()
	assert verdict(CUSTOMER, customer.name, colleague, "read")["decided_by"].startswith("Customers are visible to everybody")
	one = verdict(CUSTOMER, customer.name, colleague, "write")
	assert not one["is_allowed"]
	assert unmet(one) == ["This record"]
	assert "The person is the customer manager." in next(check["remedy"] for check in one["checks"] if check["remedy"])


def test_a_missing_role_is_named_with_the_roles_that_have_the_right():
	one = verdict(CUSTOMER, make.make_customer().name, factories.make_user(roles.CRM_READ_ONLY), "export")
	assert not one["is_allowed"]
	remedy = next(check["remedy"] for check in one["checks"] if check["title"] == "Role permission")
	assert "Executive" in remedy and "Sales Supervisor" in remedy


def test_a_disabled_user_can_do_nothing():
	customer = make.make_customer()
	frappe.db.set_value("User", customer.customer_manager, "enabled", 0)
	one = verdict(CUSTOMER, customer.name, customer.customer_manager, "read")
	assert (one["is_allowed"], unmet(one)) == (False, ["Account"])


def test_a_state_that_closes_the_record_is_named():
	customer = make.make_customer()
	frappe.db.set_value(CUSTOMER, customer.name, "status", "Deleted")
	assert unmet(verdict(CUSTOMER, customer.name, customer.customer_manager, "write")) == ["State"]
	team = make_team()
	opportunity = make_in_state(team, "Failed")
	assert unmet(verdict("Sales Opportunity", opportunity, team.manager, "write")) == ["State"]


def test_deleting_what_has_begun_is_refused_to_everybody():
	team = make_team()
	begun, new = make_in_state(team, "Developing"), make_in_state(team, "Unassigned")
	assert unmet(verdict("Sales Opportunity", begun, factories.make_user(roles.SYSTEM_MANAGER), "delete")) == ["State"]
	assert verdict("Sales Opportunity", new, team.manager, "delete")["is_allowed"]


def test_a_workflow_action_is_explained_by_role_and_condition():
	team = make_team()
	opportunity = make_assigned(team)
	assert verdict("Sales Opportunity", opportunity, team.supervisor, "Reassign")["is_allowed"]
	assert unmet(verdict("Sales Opportunity", opportunity, team.manager, "Reassign")) == ["Workflow"]
	assert verdict("Sales Opportunity", opportunity, team.manager, "Stop")["is_allowed"]
	assert "Condition" in unmet(verdict("Sales Opportunity", opportunity, team.colleague, "Stop"))


def test_a_rule_that_an_administrator_changed_is_told_as_changed():
	customer, user = make.make_customer(), factories.make_user(roles.EXECUTIVE)
	shipped = verdict(CUSTOMER, customer.name, user, "read")["checks"]
	assert any("as shipped" in check["text"] for check in shipped)
	add_permission(CUSTOMER, roles.EXECUTIVE)
	update_permission_property(CUSTOMER, roles.EXECUTIVE, 0, "read", 0)
	frappe.clear_cache(doctype=CUSTOMER)
	one = verdict(CUSTOMER, customer.name, user, "read")
	assert not one["is_allowed"] and "as changed in the Role Permission Manager" in one["decided_by"]


def test_a_user_permission_that_hides_a_record_is_told():
	customer, user = make.make_customer(), make.make_manager()
	add_user_permission("Region", make.make_region(), user)
	one = verdict(CUSTOMER, customer.name, user, "read")
	assert (one["is_allowed"], unmet(one)) == (False, ["User permission"])


def test_a_share_is_told():
	team = make_team()
	opportunity = make_assigned(team)
	assert not verdict("Sales Opportunity", opportunity, team.colleague, "read")["is_allowed"]
	share("Sales Opportunity", opportunity, team.colleague)
	one = verdict("Sales Opportunity", opportunity, team.colleague, "read")
	assert (one["is_allowed"], one["decided_by"]) == (True, "The record was shared with the person.")


def test_fields_held_back_are_named():
	customer = make.make_customer()
	assert "Bank account" in api.explain(CUSTOMER, customer.name, make.make_manager())["held_back"]
	assert api.explain(CUSTOMER, customer.name, make.make_supervisor())["held_back"] == []


def test_the_answer_is_in_the_language_of_whoever_asks():
	customer = make.make_customer()
	frappe.local.lang = "zh"
	try:
		assert verdict(CUSTOMER, customer.name, customer.customer_manager, "write")["decided_by"] == "该人员是此客户的客户经理。"
	finally:
		frappe.local.lang = "en"


def test_everybody_who_sees_a_record_is_listed_with_the_reason():
	team = make_team()
	opportunity = make_assigned(team)
	people = (team.manager, team.colleague, team.supervisor, team.other_supervisor, team.executive)
	forget_request()
	rows = {row["user"]: row for row in api.viewers("Sales Opportunity", opportunity)}
	assert [user in rows for user in people] == [True, False, True, False, True]
	assert (rows[team.manager]["reason"], rows[team.manager]["may_change"]) == ("The opportunity is assigned to the person.", True)
	assert (rows[team.executive]["reason"], rows[team.executive]["may_change"]) == ("Executives read every record.", False)


def test_who_can_see_agrees_with_what_each_person_can_do():
	team = make_team()
	opportunity = make_assigned(team)
	share("Sales Opportunity", opportunity, team.colleague, write=1)
	rows = {row["user"]: row["may_change"] for row in api.viewers("Sales Opportunity", opportunity)}
	for user in frappe.get_all("User", {"enabled": 1, "user_type": "System User", "name": ["!=", "Administrator"]}, pluck="name"):
		forget_request()
		reads = frappe.has_permission("Sales Opportunity", "read", opportunity, user=user)
		assert (user in rows) is bool(reads), user


def test_the_list_of_viewers_costs_the_same_for_many_people():
	customer = make.make_customer()
	api.viewers(CUSTOMER, customer.name)
	with count_queries() as few:
		api.viewers(CUSTOMER, customer.name)
	for _ in range(15):
		make.make_manager()
	with count_queries() as many:
		api.viewers(CUSTOMER, customer.name)
	# one statement more for each forty people
	assert len(many) <= len(few) + 2
