"""A customer's request from its acceptance to the customer's verdict (domain 3.5; R-150 to R-166)."""

from __future__ import annotations

import frappe
from frappe.utils import cint

from crm_custom.base_data.rules.text import plain_text
from crm_custom.lifecycle.document import LifecycleDocument
from crm_custom.service_management import assignments, guards
from crm_custom.service_management.rules import charges, satisfaction
from crm_custom.service_management.rules.service_machine import MACHINE


class Service(LifecycleDocument):
	machine = MACHINE
	state_guards = guards.GUARDS

	def before_validate(self):
		self.summary = plain_text(self.summary)

	def validate(self):
		guards.check_entries(self)
		guards.check_references(self)
		self.enforce_lifecycle()
		guards.check_assignee(self)
		self.compute_charges()
		self.keep_whether_satisfied()

	def on_update(self):
		assignments.follow(self)

	def on_trash(self):
		guards.check_deletable(self)

	def compute_charges(self) -> None:
		"""Spare parts and total (R-165)."""
		for part in self.spare_parts:
			part.amount = charges.line_amount(part.quantity, part.unit_price, bool(part.is_under_warranty))
		parts = [part.amount for part in self.spare_parts]
		self.spare_parts_amount = charges.total_charge(parts, 0)
		self.total_charge = charges.total_charge(parts, self.service_charge)

	def keep_whether_satisfied(self) -> None:
		"""The workflow's conditions read it."""
		self.is_below_threshold = int(satisfaction.is_below(cint(self.satisfaction), guards.get_threshold()))


def on_doctype_update() -> None:
	"""The indexes of "my open services", of a customer's services and of the calendar."""
	frappe.db.add_index("Service", ["owner"])
	frappe.db.add_index("Service", ["assigned_to", "status"])
	frappe.db.add_index("Service", ["department", "status"])
	frappe.db.add_index("Service", ["customer", "created_at"])
