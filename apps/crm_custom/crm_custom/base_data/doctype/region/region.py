from frappe.utils.nestedset import NestedSet

from crm_custom.base_data.dictionary import DictionaryValue
from crm_custom.base_data.rules.dictionary_values import to_dial_code
from crm_custom.exceptions import refuse
from crm_custom.violation import Violation


class Region(DictionaryValue, NestedSet):
	"""A country, province or city; a tree (R-034, R-327)."""

	nsm_parent_field = "parent_region"

	def validate_value(self) -> None:
		try:
			self.dial_code = to_dial_code(self.dial_code)
		except Violation as violation:
			refuse(violation)
