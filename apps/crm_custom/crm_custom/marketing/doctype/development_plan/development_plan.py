"""Development Plan (domain 3.4)."""

from __future__ import annotations

from datetime import date

import frappe
from frappe.utils import getdate, nowdate

from crm_custom.lifecycle.document import LifecycleDocument
from crm_custom.marketing import plan_guards, plan_services
from crm_custom.marketing.rules import plan_rules
from crm_custom.marketing.rules.plan_machine import MACHINE, state_while_open


class DevelopmentPlan(LifecycleDocument):
	"""The steps by which one opportunity is to become a customer. Its state follows the opportunity."""

	machine = MACHINE

	def before_insert(self) -> None:
		plan_services.check_is_first(self)

	def validate(self) -> None:
		opportunity = plan_guards.get_opportunity(self)
		plan_guards.check_maker(self, opportunity)
		plan_guards.check_opportunity_open(self, opportunity)
		self.enforce_lifecycle()
		plan_guards.check_results_by_assignee(self, opportunity)
		self.copy_from(opportunity)
		self.order_steps()
		steps = [row.as_step() for row in self.steps]
		if not self.flags.is_system_transition:
			plan_guards.check_rules(self, steps, getdate(nowdate()))
		self.summarise(steps)

	def on_update(self) -> None:
		if self.steps and not self.flags.is_system_transition:
			plan_services.start_developing(self)

	def get_period(self) -> tuple[date, date]:
		"""First and last day of the plan; today stands for one that is missing, which the framework then asks for."""
		return getdate(self.starts_on or nowdate()), getdate(self.ends_on or self.starts_on or nowdate())

	def copy_from(self, opportunity: frappe._dict) -> None:
		for field in ("customer_name", "customer", "assigned_to", "manager_name"):
			self.set(field, opportunity.get(field))

	def order_steps(self) -> None:
		latest = date.max
		planned = [getdate(row.planned_on) if row.planned_on else latest for row in self.steps]
		self.steps = [self.steps[position] for position in plan_rules.order_of(planned)]
		stored = self._stored_reminders()
		for number, row in enumerate(self.steps, 1):
			row.idx = row.step_no = number
			row.step_owner = row.step_owner or self.assigned_to
			self._fill_done_on(row)
			if not self.flags.is_system_transition:
				row.reminded_on = stored.get((row.name, getdate(row.planned_on) if row.planned_on else None))

	def summarise(self, steps: list[plan_rules.Step]) -> None:
		self.status = state_while_open(self.status, bool(steps))
		self.progress = plan_rules.progress_of(steps)
		self.next_step_on = plan_rules.next_step_on(steps)

	def _stored_reminders(self) -> dict:
		"""A reminder counts for the day that it was sent for: a step that moves to another day is reminded of again."""
		before = self.get_doc_before_save()
		return {(row.name, row.planned_on): row.reminded_on for row in before.steps} if before else {}

	@staticmethod
	def _fill_done_on(row: frappe.model.document.Document) -> None:
		if (row.result or "").strip() and not row.done_on and not (row.skipped_reason or "").strip():
			row.done_on = nowdate()


def on_doctype_update() -> None:
	"""Lists of running plans by the next step."""
	frappe.db.add_index("Development Plan", ["status", "next_step_on"])
