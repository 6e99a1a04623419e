from frappe.utils.nestedset import NestedSet

from crm_custom.base_data.dictionary import DictionaryValue


class Industry(DictionaryValue, NestedSet):
	"""The industry of a customer: sections and divisions of the national classification, a tree (R-044, R-327)."""

	nsm_parent_field = "parent_industry"
