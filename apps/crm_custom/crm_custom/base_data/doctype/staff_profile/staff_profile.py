import frappe
from frappe.model.document import Document

from crm_custom.base_data import account, departments, organisation
from crm_custom.base_data.refusals import SuperiorCycleError, SuperiorDisabledError
from crm_custom.base_data.rules.hierarchy import closes_a_cycle
from crm_custom.base_data.rules.text import plain_text
from crm_custom.exceptions import refuse
from crm_custom.permissions.person import forget_persons


class StaffProfile(Document):
	"""What the company knows about a user as a member of staff (R-332); department and superior decide the scope."""

	def onload(self):
		self.set_onload("account", account.facts_of(self.user))

	def validate(self):
		self.staff_no = plain_text(self.staff_no) or None
		self.follow_user()
		self.validate_department()
		self.validate_superior()

	def on_update(self):
		forget_persons()

	def after_delete(self):
		forget_persons()

	def follow_user(self):
		user = frappe.db.get_value("User", self.user, ["full_name", "email", "enabled"], as_dict=True) or frappe._dict()
		self.employee_name = plain_text(self.employee_name) or user.full_name
		self.email = self.email or user.email
		self.is_enabled = user.enabled or 0

	def validate_department(self):
		"""Raises DepartmentDisabledError when a disabled department is newly chosen."""
		if self.department and self.has_value_changed("department"):
			departments.check_enabled(self.department)

	def validate_superior(self):
		"""Raises SuperiorCycleError when the chain of superiors would lead back to the person (R-088), SuperiorDisabledError."""
		if not self.superior or not (self.is_new() or self.has_value_changed("superior")):
			return
		if not frappe.db.get_value("User", self.superior, "enabled"):
			refuse(SuperiorDisabledError, user=frappe.utils.get_fullname(self.superior))
		if closes_a_cycle(self.user, self.superior, organisation.superiors_of_all(lock=True)):
			refuse(SuperiorCycleError, user=frappe.utils.get_fullname(self.user), superior=frappe.utils.get_fullname(self.superior))
