from __future__ import annotations

from frappe.utils.nestedset import NestedSet

from crm_custom.base_data import departments
from crm_custom.base_data.rules.text import plain_text
from crm_custom.permissions.person import forget_persons


class CRMDepartment(NestedSet):
	"""A department with its head; a tree that decides who sees and leads what (R-329, R-353)."""

	nsm_parent_field = "parent_crm_department"

	def check_if_latest(self):
		# the whole tree before the own row, in one order for everybody: two people who move departments wait, and do not block each other
		departments.lock_tree()
		super().check_if_latest()

	def before_naming(self):
		self.department_name = plain_text(self.department_name)

	def validate(self):
		self.department_name = plain_text(self.department_name)
		self.code = plain_text(self.code) or None
		# every department may have others below it; the framework's tree wants to be told
		self.is_group = 1
		departments.check_place(self)
		departments.check_disabling(self)
		departments.check_head(self)

	def on_update(self):
		super().on_update()
		forget_persons()

	def on_trash(self):
		departments.check_nothing_below(self)
		super().on_trash()

	def after_delete(self):
		forget_persons()

	def before_rename(self, old: str, new: str, merge: bool = False):
		new = plain_text(new)
		if merge:
			departments.check_merge(old, new)
		return new

	def after_rename(self, old: str, new: str, merge: bool = False):
		super().after_rename(old, new, merge)
		forget_persons()
