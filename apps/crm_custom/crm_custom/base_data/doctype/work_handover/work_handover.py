from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.utils import get_fullname

from crm_custom.base_data import organisation
from crm_custom.base_data.handover import checks, planning, services
from crm_custom.base_data.refusals import HandoverStartedError
from crm_custom.base_data.rules.handover import DRAFT, ONE
from crm_custom.exceptions import refuse

#: kept by the system
COURSE = ("status", "phase", "started_by", "started_at", "finished_at", "moved", "not_moved", "undone_by", "undone_at", "taken_back")


class WorkHandover(Document):
	"""Everything that a person owns passes to others (R-094). What is checked stands in `base_data/handover/checks.py`."""

	def before_validate(self):
		self.keep_course()
		if self.way == ONE:
			self.rows = []

	def validate(self):
		if self.flags.is_system_change:
			return
		checks.check_entries(self)
		self.from_name = get_fullname(self.from_user)
		self.from_department = organisation.department_of(self.from_user)
		self.to_name = get_fullname(self.to_user) if self.to_user else None

	def onload(self):
		self.set_onload("summary", planning.summary_of(self.name))
		self.set_onload("samples", planning.samples_of(self.name) if self.status == DRAFT else {})

	def on_trash(self):
		if self.status != DRAFT:
			refuse(HandoverStartedError, handover=self.name)
		frappe.db.delete(planning.ITEM, {"handover": self.name})

	def keep_course(self):
		"""Nobody sets the course by hand: what is stored stays."""
		if self.flags.is_system_change:
			return
		before = self.get_doc_before_save()
		for field in COURSE:
			self.set(field, before.get(field) if before else None)
		self.status = self.status or DRAFT
		for count in ("moved", "not_moved", "taken_back"):
			self.set(count, self.get(count) or 0)


def on_doctype_update():
	"""Whether a handover of a person is under way."""
	frappe.db.add_index(services.DOCTYPE, ["from_user", "status"])
