from frappe.utils.nestedset import NestedSet

from crm_custom.base_data.rules.text import plain_text
from crm_custom.permissions.person import forget_persons


class CRMDepartment(NestedSet):
	"""A department with its head; a tree that decides who sees and leads what (R-329, R-353)."""

	nsm_parent_field = "parent_crm_department"

	def before_naming(self):
		self.department_name = plain_text(self.department_name)

	def validate(self):
		self.department_name = plain_text(self.department_name)
		self.code = plain_text(self.code)

	def on_update(self):
		super().on_update()
		forget_persons()

	def after_delete(self):
		forget_persons()
