"""An opportunity that leads nowhere: it is stopped with a reason, its plan is aborted, and it goes to the archive."""

import frappe
import pytest

from crm_custom.marketing import api, refusals
from crm_custom.tests.factories_marketing import close_reason, make_opportunity, make_plan, make_team, status_of


def test_an_opportunity_fails(as_user):
	team = make_team()

	with as_user(team.manager):
		opportunity = make_opportunity(customer_name="Quiet Company")

	with as_user(team.supervisor):
		api.assign(opportunity, team.colleague)
		# the colleague has no time
		api.reassign(opportunity, team.manager)

	plan = make_plan(team, opportunity, steps=2)

	with as_user(team.manager):
		with pytest.raises(refusals.CloseReasonMissingError):
			api.stop(opportunity, "")
		api.stop(opportunity, close_reason(), "Moved to another city")

	assert status_of(opportunity) == "Failed"
	assert frappe.db.get_value("Development Plan", plan, "status") == "Aborted"
	assert not frappe.db.exists("Customer", {"customer_name": "Quiet Company"})
	assert not frappe.get_all("ToDo", {"reference_name": opportunity, "status": "Open"})

	with as_user(team.manager), pytest.raises(refusals.OpportunityEndedError):
		frappe.get_doc("Development Plan", plan).save()

	with as_user(team.supervisor):
		rows = frappe.get_list("Sales Opportunity", {"status": "Failed", "name": opportunity}, ["close_reason", "closed_on", "stage"])
		assert rows[0].close_reason == close_reason()
		assert rows[0].stage == "Closed lost"
		api.archive(opportunity)
	assert status_of(opportunity) == "Archived"
