"""From a won opportunity to the customer record (R-013): the one place where marketing hands facts to customer management."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_custom.customer_management import contact
from crm_custom.customer_management.services import NewCustomer, find_or_create_customer

if TYPE_CHECKING:
	from crm_custom.marketing.doctype.sales_opportunity.sales_opportunity import SalesOpportunity


def make_customer(doc: SalesOpportunity) -> str:
	"""The customer of a won opportunity: the existing one that it concerns or that matches, else a new one with its contact.

	People kept as contacts of the opportunity become contacts of the customer too (R-064). Part of the save that brings the
	opportunity to Succeeded: when that fails there is no customer either.
	"""
	if not doc.customer:
		return find_or_create_customer(facts_of(doc))[0]
	if doc.contact_name:
		contact.ensure_contact(doc.customer, doc.contact_name, phone=doc.phone or None, email=doc.email or None)
	contact.adopt_contacts(doc.doctype, doc.name, doc.customer)
	return doc.customer


def facts_of(doc: SalesOpportunity) -> NewCustomer:
	"""What the opportunity knows about the customer; what it does not know stays empty for the defaults of the settings."""
	return NewCustomer(
		customer_name=doc.customer_name,
		customer_manager=doc.assigned_to,
		department=doc.department,
		contact_name=doc.contact_name or None,
		phone=doc.phone or None,
		email=doc.email or None,
		source=doc.source or None,
		region=doc.customer_region or None,
		grade=doc.customer_grade or None,
		address=doc.customer_address or None,
		needs=doc.customer_need or None,
		prospect_doctype=doc.doctype,
		prospect_name=doc.name,
	)
