"""What holds for a development plan and its steps (domain 3.4; R-008 to R-011). Pure; today is an argument."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crm_custom.marketing.rules.opportunity_machine import PLANNABLE
from crm_custom.violation import Violation

MAX_TEXT = 500


@dataclass(frozen=True)
class Step:
	"""A step as the rules see it. `number` is for the message only; None and "" mean not given."""

	number: int
	planned_on: date | None
	item: str = ""
	done_on: date | None = None
	result: str = ""
	skipped_reason: str = ""

	@property
	def is_settled(self) -> bool:
		"""It was carried out with a result, or left out for a reason."""
		return bool(self.result.strip() or self.skipped_reason.strip())


def check_plannable(opportunity_status: str) -> None:
	"""A plan is made only for an assigned opportunity (R-008). Raises `plan_not_assigned`."""
	if opportunity_status not in PLANNABLE:
		raise Violation("plan_not_assigned", state=opportunity_status)


def check_period(starts_on: date, ends_on: date) -> None:
	"""The period ends on or after the day on which it begins. Raises `plan_period`."""
	if ends_on < starts_on:
		raise Violation("plan_period", starts_on=starts_on, ends_on=ends_on)


def check_step(step: Step, starts_on: date, ends_on: date, today: date) -> None:
	"""A step names a day within the period and what is to be done; it was done no later than today, and either done or skipped.

	Raises `plan_step_incomplete`, `plan_step_outside_period`, `plan_step_done_later`, `plan_step_contradiction`, `plan_step_text`.
	"""
	if not step.planned_on or not step.item.strip():
		raise Violation("plan_step_incomplete", step=step.number)
	if not starts_on <= step.planned_on <= ends_on:
		raise Violation("plan_step_outside_period", step=step.number, planned_on=step.planned_on, starts_on=starts_on, ends_on=ends_on)
	if step.done_on and step.done_on > today:
		raise Violation("plan_step_done_later", step=step.number, done_on=step.done_on)
	if step.skipped_reason.strip() and (step.result.strip() or step.done_on):
		raise Violation("plan_step_contradiction", step=step.number)
	if max(len(step.item), len(step.result), len(step.skipped_reason)) > MAX_TEXT:
		raise Violation("plan_step_text", step=step.number, limit=MAX_TEXT)


def order_of(planned: Sequence[date]) -> list[int]:
	"""Positions of the steps in order of date; steps of one day keep the order in which they were written."""
	return sorted(range(len(planned)), key=lambda position: planned[position])


def open_numbers(steps: Sequence[Step]) -> list[int]:
	"""Numbers of the steps that have neither a result nor a reason for skipping."""
	return [step.number for step in steps if not step.is_settled]


def progress_of(steps: Sequence[Step]) -> int:
	"""Share of settled steps in whole percent, rounded down; 0 without steps."""
	return 100 * (len(steps) - len(open_numbers(steps))) // len(steps) if steps else 0


def next_step_on(steps: Sequence[Step]) -> date | None:
	"""Day of the earliest step that is still open; None when there is none."""
	return min((step.planned_on for step in steps if step.planned_on and not step.is_settled), default=None)


def check_ready_for_success(steps: Sequence[Step]) -> None:
	"""Success needs a plan whose every step is settled. Raises `opportunity_plan_missing`, `opportunity_steps_open`."""
	if not steps:
		raise Violation("opportunity_plan_missing")
	if still_open := open_numbers(steps):
		raise Violation("opportunity_steps_open", steps=", ".join(map(str, still_open)))
