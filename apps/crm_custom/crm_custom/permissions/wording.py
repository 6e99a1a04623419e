"""The rules of the scope in the user's words. Third person, because an administrator asks about others."""

from __future__ import annotations

from frappe import _

from crm_custom.permissions.scope import Verdict

#: code of a rule: what it says when it applies
SENTENCES = {
	"administrator": "Administrators have every record.",
	"reads_all": "Executives read every record.",
	"visibility_shared": "Customers are visible to everybody: the setting Visibility is Shared.",
	"own_customer": "The person is the customer manager.",
	"customer_of_department": "The customer belongs to the person's department or one below it.",
	"customer_of_team": "The person leads the customer manager.",
	"own_opportunity": "The opportunity is assigned to the person.",
	"created_opportunity": "The person created the opportunity.",
	"opportunity_of_department": "The opportunity belongs to the person's department or one below it.",
	"opportunity_of_team": "The person leads the one to whom the opportunity is assigned.",
	"opportunity_without_department": "The opportunity has no department yet: every supervisor may assign it.",
	"own_service": "The service is assigned to the person.",
	"created_service": "The person created the service.",
	"service_of_department": "The service belongs to the person's department or one below it.",
	"service_of_team": "The person leads the one to whom the service is assigned.",
	"service_without_department": "The service has no department yet: every supervisor may assign it.",
	"own_interaction": "The person recorded the interaction and can see its customer.",
	"own_promise": "The person is responsible for the promise and can see its customer.",
	"own_unlinked_contact": "The person created the contact, and it is linked to nothing.",
	"product_of_all": "Products are there for everybody whose role reads them.",
	"keeps_the_mirror": "The person's role keeps the sales data up to date.",
	"own_handover": "The person made the handover.",
	"handover_of_department": "The work belongs to the person's department or one below it.",
	"handover_of_team": "The person leads the one whose work is handed over.",
	"received_handover": "The person took something over by it.",
	"received_item": "The person took the record over.",
	"shared_with_you": "The record was shared with the person.",
	"assigned_to_you": "The record is assigned to the person as an open task.",
}
FOLLOWED = "Through the {record_type}: {reason}"


def worded(verdict: Verdict) -> str:
	"""The sentence of a rule, in the language of whoever is logged in."""
	sentence = _(SENTENCES[verdict.code])
	for doctype in reversed(verdict.via):
		sentence = _(FOLLOWED).format(record_type=_(doctype), reason=sentence)
	return sentence
