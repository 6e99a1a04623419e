"""Sales Opportunity (domain 3.3)."""

from __future__ import annotations

from decimal import Decimal

import frappe
from frappe.contacts.address_and_contact import load_address_and_contact
from frappe.utils import flt

from crm_custom.base_data.rules.text import plain_text
from crm_custom.lifecycle.document import LifecycleDocument
from crm_custom.marketing import guards, plan_services, queries, tasks
from crm_custom.marketing.rules import opportunity_rules as rules
from crm_custom.marketing.rules.opportunity_machine import MACHINE
from crm_custom.marketing.wording import worded


class SalesOpportunity(LifecycleDocument):
	"""A chance to win a customer, from its discovery to the customer record or the close reason."""

	machine = MACHINE
	state_guards = guards.STATE_GUARDS

	def onload(self) -> None:
		load_address_and_contact(self)

	def before_validate(self) -> None:
		for field in ("customer_name", "summary", "contact_name"):
			self.set(field, plain_text(self.get(field)))
		self.set_first_values()

	def validate(self) -> None:
		guards.keep_system_fields(self)
		guards.check_assignee_by_action(self)
		guards.check_read_only_after_end(self)
		self.follow_stage()
		self.compute_amounts()
		self.check_values()
		self.enforce_lifecycle()
		guards.check_stage(self)
		guards.record_assignment(self)

	def on_update(self) -> None:
		plan_services.follow_opportunity(self)
		tasks.follow_opportunity(self)

	def on_trash(self) -> None:
		guards.check_deletable(self)

	def check_values(self) -> None:
		guards.check_customer(self)
		with worded():
			rules.check_description(self.description or "")
			rules.check_probability(flt(self.success_probability))
			for row in self.products:
				rules.check_line(_decimal(row.quantity), _decimal(row.unit_price), row.idx)

	def set_first_values(self) -> None:
		if not self.is_new():
			return
		self.currency = self.currency or frappe.db.get_default("currency")
		self.stage = self.stage or queries.find_first_stage()
		if self.success_probability is None and self.stage:
			self.success_probability = queries.probability_of(self.stage)

	def follow_stage(self) -> None:
		before = self.get_doc_before_save()
		if before and self.stage and before.stage != self.stage:
			self.success_probability = rules.probability_after_move(
				flt(before.success_probability),
				flt(self.success_probability),
				queries.probability_of(before.stage) if before.stage else None,
				queries.probability_of(self.stage),
			)

	def compute_amounts(self) -> None:
		before = self.get_doc_before_save()
		places = queries.decimal_places()
		for row in self.products:
			row.amount = rules.amount_of(_decimal(row.quantity), _decimal(row.unit_price), places)
		self.total_amount = rules.total_of((_decimal(row.amount) for row in self.products), places)
		self.expected_revenue = rules.revenue_after_lines(
			_decimal(before.expected_revenue if before else 0),
			_decimal(self.expected_revenue),
			_decimal(before.total_amount if before else 0),
			self.total_amount,
		)


def on_doctype_update() -> None:
	"""The lists: mine by state, a department's by state, open ones by expected close date, those that I created."""
	frappe.db.add_index("Sales Opportunity", ["owner"])
	frappe.db.add_index("Sales Opportunity", ["assigned_to", "status", "modified"])
	frappe.db.add_index("Sales Opportunity", ["department", "status", "modified"])
	frappe.db.add_index("Sales Opportunity", ["status", "expected_close_date"])


def _decimal(value: object) -> Decimal:
	return Decimal(str(flt(value)))
