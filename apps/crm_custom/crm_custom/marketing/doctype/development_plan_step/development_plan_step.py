import frappe
from frappe.model.document import Document
from frappe.utils import getdate

from crm_custom.marketing.rules.plan_rules import Step

#: what came of a step; filled by the assignee
RESULT_FIELDS = ("done_on", "result", "outcome", "skipped_reason")


class DevelopmentPlanStep(Document):
	"""One step of a development plan: when, what, and what came of it (R-010, R-011)."""

	def as_step(self) -> Step:
		"""The step as the rules see it."""
		return Step(
			number=self.idx,
			planned_on=_date(self.planned_on),
			item=self.item or "",
			done_on=_date(self.done_on),
			result=self.result or "",
			skipped_reason=self.skipped_reason or "",
		)

	def results(self) -> tuple:
		"""What came of the step, to compare with what was stored."""
		return (_date(self.done_on), *(self.get(field) or "" for field in RESULT_FIELDS[1:]))


def on_doctype_update() -> None:
	"""The workbench and the reminder job: the steps of a person by day."""
	frappe.db.add_index("Development Plan Step", ["step_owner", "planned_on"])


def _date(value: object) -> object:
	return getdate(value) if value else None
