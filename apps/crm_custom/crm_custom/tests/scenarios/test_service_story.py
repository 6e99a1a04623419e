"""The story of a service: accepted, assigned, handled, rejected by the customer, handled again, archived (R-150 to R-157)."""

import frappe

from crm_custom.service_management import api
from crm_custom.tests.factories_service import make_team


def test_a_complaint_runs_to_the_archive_after_one_rework(as_user):
	team = make_team()

	# The customer manager accepts the complaint.
	with as_user(team.creator):
		service = frappe.get_doc(
			{
				"doctype": "Service",
				"service_type": "Complaint",
				"summary": "Press leaks oil",
				"customer": team.customer,
				"request": "The press delivered in May leaks oil. We want it repaired this week.",
				"complaint_target": "Product",
			}
		).insert()
		assert (service.status, service.is_complaint) == ("Created", 1)

	# The supervisor finds it among the services to assign, and assigns it.
	with as_user(team.supervisor):
		assert service.name in frappe.get_list("Service", {"status": "Created"}, pluck="name")
		api.assign(service.name, team.assignee)

	# The assignee is told, sees it among the own ones, completes the facts and handles it.
	with as_user(team.assignee):
		assert frappe.db.count("Notification Log", {"for_user": team.assignee, "document_name": service.name}) == 1
		mine = frappe.get_list("Service", {"assigned_to": team.assignee, "status": "Assigned"}, pluck="name")
		assert mine == [service.name]
		doc = frappe.get_doc("Service", service.name)
		doc.update({"fact_description": "Seal worn", "quality_cause": "Wrong seal mounted", "decision": "Repair"}).save()
		api.handle(service.name, "Replaced the seal.")

	# The customer is not satisfied: it leaks again.
	with as_user(team.creator):
		assert api.feed_back(service.name, "It leaks again after two days.", 1)["status"] == "Assigned"

	# The assignee handles it once more; the first round stays readable.
	with as_user(team.assignee):
		doc = frappe.get_doc("Service", service.name)
		assert (doc.rework_count, doc.rounds[0].handling, doc.rounds[0].satisfaction) == (1, "Replaced the seal.", 1)
		api.handle(service.name, "Replaced the pump and the seal, tested for a day.")

	# Now the customer is content.
	with as_user(team.creator):
		assert api.feed_back(service.name, "No leak after a week.", 4)["status"] == "Archived"

	# The executive reads what happened.
	with as_user(team.executive):
		doc = frappe.get_doc("Service", service.name)
		doc.check_permission("read")
		assert (doc.status, doc.satisfaction, doc.rework_count, len(doc.rounds)) == ("Archived", 4, 1, 1)
		assert doc.handling == "Replaced the pump and the seal, tested for a day."
