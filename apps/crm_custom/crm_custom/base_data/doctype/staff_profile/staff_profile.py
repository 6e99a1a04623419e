import frappe
from frappe.model.document import Document

from crm_custom.base_data import organisation
from crm_custom.base_data.refusals import SuperiorCycleError
from crm_custom.base_data.rules.hierarchy import closes_a_cycle
from crm_custom.base_data.rules.text import plain_text
from crm_custom.exceptions import refuse
from crm_custom.permissions.person import forget_persons


class StaffProfile(Document):
	"""What the company knows about a user as a member of staff (R-332); department and superior decide the scope."""

	def validate(self):
		self.set_name_of_person()
		self.validate_superior()

	def on_update(self):
		forget_persons()

	def after_delete(self):
		forget_persons()

	def set_name_of_person(self):
		self.employee_name = plain_text(self.employee_name) or frappe.db.get_value("User", self.user, "full_name")

	def validate_superior(self):
		"""Raises SuperiorCycleError when the chain of superiors would lead back to the person (R-088)."""
		if closes_a_cycle(self.user, self.superior or None, organisation.superiors_of_all()):
			refuse(SuperiorCycleError, user=frappe.utils.get_fullname(self.user), superior=frappe.utils.get_fullname(self.superior))
