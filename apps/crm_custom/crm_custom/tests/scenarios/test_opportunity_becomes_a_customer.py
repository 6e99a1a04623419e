"""From the first mention to the customer record: the supervisor finds and assigns, the manager plans, carries out and succeeds."""

import frappe
from frappe.utils import add_days, nowdate

from crm_custom.marketing import api
from crm_custom.tests.factories_marketing import make_team, opportunity_values, status_of


def test_an_opportunity_becomes_a_customer(as_user):
	team = make_team()

	with as_user(team.supervisor):
		opportunity = frappe.get_doc(
			opportunity_values(
				customer_name="Nanjing Valves Ltd",
				contact_name="Li Wei",
				phone="025-5888 1234",
				email="li.wei@example.com",
				customer_need="Delivery within two weeks",
			)
		).insert()
		# somebody met at the fair, before there is a customer
		frappe.get_doc(
			{
				"doctype": "Contact",
				"first_name": "Zhang",
				"links": [{"link_doctype": "Sales Opportunity", "link_name": opportunity.name}],
			}
		).insert()
		api.assign(opportunity.name, team.manager)
	assert status_of(opportunity.name) == "Assigned"

	with as_user(team.manager):
		assert opportunity.name in frappe.get_list("Sales Opportunity", pluck="name")
		plan = frappe.get_doc("Development Plan", api.make_plan(opportunity.name))
		plan.goal = "First order in spring"
		plan.append("steps", {"planned_on": nowdate(), "item": "Call and ask for a visit"})
		plan.append("steps", {"planned_on": add_days(nowdate(), 7), "item": "Visit with samples"})
		plan.append("steps", {"planned_on": add_days(nowdate(), 14), "item": "Send the offer"})
		plan.save()
	assert status_of(opportunity.name) == "Developing"

	with as_user(team.manager):
		plan.reload()
		plan.steps[0].update({"result": "Visit agreed for next week", "outcome": "Effective"})
		plan.steps[1].update({"result": "They like the samples", "outcome": "Partly effective"})
		plan.steps[2].update({"skipped_reason": "They ordered during the visit"})
		plan.save()
		answer = api.develop_success(opportunity.name, address="Zhongshan Road 8, Nanjing")
		again = api.develop_success(opportunity.name)
	assert answer == again

	opportunity.reload()
	plan.reload()
	assert (opportunity.status, opportunity.result_customer) == ("Succeeded", answer["customer"])
	assert (plan.status, plan.progress) == ("Completed", 100)

	assert frappe.db.count("Customer", {"customer_name": "Nanjing Valves Ltd"}) == 1
	customer = frappe.get_doc("Customer", answer["customer"])
	assert (customer.customer_manager, customer.department, customer.address) == (
		team.manager,
		team.department,
		"Zhongshan Road 8, Nanjing",
	)
	links = {"link_doctype": "Customer", "link_name": customer.name, "parenttype": "Contact"}
	contacts = {frappe.db.get_value("Contact", name, "first_name") for name in frappe.get_all("Dynamic Link", links, pluck="parent")}
	assert len(contacts) == 2
	assert "Zhang" in contacts

	with as_user(team.supervisor):
		api.archive(opportunity.name)
	assert status_of(opportunity.name) == "Archived"
	with as_user(team.executive):
		assert frappe.get_doc("Sales Opportunity", opportunity.name).has_permission("read")
