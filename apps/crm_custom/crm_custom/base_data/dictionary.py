"""The base class of every dictionary: values that an administrator maintains and records point to (R-325 to R-328)."""

from __future__ import annotations

from frappe.model.document import Document

from crm_custom.base_data.rules.text import plain_text


class DictionaryValue(Document):
	"""A value: title, order, disabled. One in use cannot be deleted (the framework's link check), only disabled."""

	def before_naming(self):
		self.title = plain_text(self.title)

	def validate(self):
		self.title = plain_text(self.title)
		self.validate_value()

	def validate_value(self) -> None:
		"""What this dictionary asks for beyond the title; raises its refusals."""
