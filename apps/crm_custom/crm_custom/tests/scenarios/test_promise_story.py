"""The story of a promise: a call, a promise, a visit on the day agreed, the promise kept (R-070 to R-076)."""

import frappe
from frappe.utils import add_days, getdate, nowdate

from crm_custom.background import run_job
from crm_custom.customer_management.interactions import api
from crm_custom.permissions import roles
from crm_custom.tests import factories_customer as make
from crm_custom.tests.factories import make_department, make_user


def test_a_call_leads_to_a_promise_a_visit_and_the_promise_kept(as_user):
	department = make_department()
	manager, supervisor = make.make_manager(department), make.make_supervisor(department)
	customer = make.make_customer(customer_manager=manager).name
	two_days_ago = f"{add_days(nowdate(), -2)} 10:00:00"

	# The manager calls, promises a price list by yesterday, and will visit today.
	with as_user(manager):
		promise = {"promise": "Send the price list", "due_on": add_days(nowdate(), -1)}
		entry = {"method": "Phone call", "summary": "Wants prices", "occurred_at": two_days_ago, "next_visit_at": f"{nowdate()} 00:00:01"}
		api.record_interaction({**entry, "customer": customer, "promise": promise})

	# The promise is overdue by now: the manager is reminded, once.
	run_job("interactions.promises")
	run_job("interactions.promises")
	assert frappe.db.count("Notification Log", {"for_user": manager, "document_type": "Promise"}) == 1

	# The supervisor sees whom the team has to call back today, with the promise that is still outstanding.
	with as_user(supervisor):
		(row,) = api.get_call_backs("day", whose="team")["rows"]
		assert (row["name"], row["visits"][0]["summary"]) == (customer, "Wants prices")
		assert [given["promise"] for given in row["promises"]] == ["Send the price list"]

	# The manager visits, brings the price list, and records it from the list.
	with as_user(manager):
		answer = api.record_interaction({"customer": customer, "method": "Visit", "summary": "Brought the price list"}, "one press")
		assert (answer["customer"]["last_interaction_on"], answer["customer"]["next_visit_on"]) == (getdate(nowdate()), None)
		(outstanding,) = api.get_customer_panel(customer)["promises"]
		api.settle_promise(outstanding["name"], "Kept")
		assert api.get_call_backs("day")["rows"] == []

	# The executive reads the history; nothing is outstanding any more.
	with as_user(make_user(roles.EXECUTIVE)):
		panel = api.get_customer_panel(customer)
		assert [row["summary"] for row in panel["interactions"]] == ["Brought the price list", "Wants prices"]
		assert panel["promises"] == panel["visits"] == []
