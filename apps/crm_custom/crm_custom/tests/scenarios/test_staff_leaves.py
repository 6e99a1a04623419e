"""The story of a customer manager who leaves: no customer is lost, and nobody else's work is touched (R-094, R-095, S36.4)."""

import frappe
import pytest

from crm_custom.base_data import api
from crm_custom.base_data.handover import services as handovers
from crm_custom.customer_management.api import owner_of_customer
from crm_custom.permissions import roles
from crm_custom.tests import factories, factories_handover, factories_service
from crm_custom.tests import factories_customer as make
from crm_custom.tests.factories_handover import StandIn


def test_a_customer_manager_leaves_and_the_customers_stay(as_user):
	administrator, executive = factories.make_user(roles.SYSTEM_MANAGER), factories.make_user(roles.EXECUTIVE)
	east = factories.make_department()
	supervisor, leaver, colleague = make.make_supervisor(east), make.make_manager(east), make.make_manager(east)
	customer = make.make_customer(customer_manager=leaver)

	# The customer manager accepts a complaint; the supervisor assigns it to the same person.
	with as_user(leaver):
		service = factories_service.new_service(customer.name).insert().name
	with as_user(supervisor):
		from crm_custom.service_management import services as serving

		serving.assign(service, leaver)

	# The administrator disables the account, and is told what is left behind.
	with as_user(administrator):
		frappe.get_doc("User", leaver).update({"enabled": 0}).save()
		assert "Customers: 1" in str(frappe.local.message_log)

	# Everybody still finds out whose customer it is; nobody has lost it.
	with as_user(colleague):
		assert owner_of_customer(customer.customer_name)[0]["customer_manager"] == leaver

	# The supervisor prepares the handover, looks at the preview, and starts it.
	with as_user(supervisor):
		handover = factories_handover.make_handover(leaver, colleague, remark="Moves to another town")
		summary = {row["kind"]: row["records"] for row in api.preview_handover(handover.name)["summary"]}
		assert summary == {"Customer": 1, "Service": 1, "ToDo": 1}
		handovers.start(handover.name)

	# The background carries it out.
	with as_user(supervisor):
		run = StandIn()
		handovers.carry_out(handover.name, run)
		assert (run.moved, run.failures) == (3, [])

	# The colleague is told, sees what was handed over, and works on it.
	with as_user(colleague):
		told = frappe.get_all("Notification Log", {"for_user": colleague, "document_name": handover.name}, pluck="subject")
		assert len(told) == 1 and "Customers: 1" in told[0]
		assert frappe.get_list("Work Handover Item", {"handover": handover.name}, pluck="document_type") != []
		serving.handle(service, "Called and solved.")
		frappe.get_doc("Customer", customer.name).update({"short_name": "Mine now"}).save()

	# The executive reads the history of the customer: who had it, and since when the colleague has it.
	with as_user(executive):
		log = frappe.get_list("Customer Ownership Log", {"customer": customer.name}, ["from_user", "to_user", "why"], order_by="changed_at")
		assert [(row.from_user, row.to_user, row.why) for row in log] == [(None, leaver, "Entered"), (leaver, colleague, "Handover")]

	# The administrator may now delete nothing that the colleague works on: an undo leaves what was changed since, and needs the former owner.
	with as_user(administrator):
		with pytest.raises(frappe.ValidationError):
			handovers.start_undo(handover.name)
		frappe.get_doc("User", leaver).update({"enabled": 1}).save()
		handovers.start_undo(handover.name)
		handovers.carry_out_undo(handover.name, StandIn())

	# What the colleague has worked on stays with the colleague.
	with as_user(supervisor):
		assert frappe.db.get_value("Customer", customer.name, "customer_manager") == colleague
		assert frappe.db.get_value("Service", service, "assigned_to") == colleague
