from frappe.model.document import Document
from frappe.utils import now_datetime

from crm_custom.background.guard import refuse_hands
from crm_custom.background.rules import schedule
from crm_custom.exceptions import refuse
from crm_custom.violation import Violation


class CRMJob(Document):
	"""A job as the administrator sees it: when it runs is theirs, the rest is the program's and the runs'."""

	def before_insert(self):
		refuse_hands(self)

	def validate(self):
		if not self.is_new():
			self.keep_what_the_system_writes()
		if self.is_scheduled:
			self.validate_schedule()
		if self.has_value_changed("schedule") or self.has_value_changed("is_enabled"):
			self.wait_anew()

	def on_trash(self):
		refuse_hands(self)

	def keep_what_the_system_writes(self):
		"""A form that was opened before a run, or a request, does not write over it."""
		before = self.get_doc_before_save()
		for field in self.meta.get("fields", {"read_only": 1}):
			self.set(field.fieldname, before.get(field.fieldname))

	def validate_schedule(self):
		"""Raises JobScheduleError."""
		try:
			schedule.validate_cron(self.schedule or "")
		except Violation as violation:
			refuse(violation)

	def wait_anew(self):
		now = now_datetime()
		self.next_run_at = schedule.next_run_after(self.schedule, now) if self.is_enabled and self.is_scheduled else None
		self.waiting_since = now
		self.is_lateness_told = 0
