"""List, count, link search and record answer for the same rows, also when names are awkward (domain: permissions)."""

import frappe
import pytest
from frappe import client
from frappe.desk.reportview import get_count
from frappe.desk.search import search_link

from crm_custom.permissions import scope
from crm_custom.permissions.roles import CUSTOMER_MANAGER, EXECUTIVE, SALES_SUPERVISOR
from crm_custom.tests import factories
from crm_custom.tests.factories_marketing import make_opportunity

OPPORTUNITY = "Sales Opportunity"
AWKWARD = ("100% Sales", "Müller's \\ Team", '销售"一"部 %s', "Back`tick %(x)s")


def make_department(name: str) -> str:
	values = {"doctype": "CRM Department", "department_name": f"{name} {factories.unique('x')}", "is_group": 1}
	return frappe.get_doc(values).insert().name


def answers_of(name: str) -> dict[str, bool]:
	"""What each door says to whoever acts about one opportunity."""
	frappe.local.form_dict = frappe._dict(doctype=OPPORTUNITY, filters={"name": name}, fields=[])
	return {
		"list": bool(frappe.get_list(OPPORTUNITY, {"name": name})),
		"client": bool(client.get_list(OPPORTUNITY, filters={"name": name})),
		"count": bool(get_count()),
		"record": frappe.get_doc(OPPORTUNITY, name).has_permission("read"),
		"scope": scope.includes(OPPORTUNITY, name),
		"link": name in str(search_link(OPPORTUNITY, name) or frappe.local.response),
	}


@pytest.mark.parametrize("awkward", AWKWARD)
def test_every_door_gives_a_supervisor_the_department_and_nobody_elses(as_user, awkward: str):
	department = make_department(awkward)
	supervisor = factories.make_user(SALES_SUPERVISOR, department=department)
	manager = factories.make_user(CUSTOMER_MANAGER, department=department)
	stranger = factories.make_user(SALES_SUPERVISOR, department=make_department("Other"))
	colleague = factories.make_user(CUSTOMER_MANAGER, department=department)
	executive = factories.make_user(EXECUTIVE)
	with as_user(manager):
		name = make_opportunity()
	for user, expected in ((supervisor, True), (manager, True), (executive, True), (stranger, False), (colleague, False)):
		with as_user(user):
			assert set(answers_of(name).values()) == {expected}, (user, answers_of(name))
