from crm_custom.base_data.dictionary import DictionaryValue


class CustomerCategory(DictionaryValue):
	"""A group of customers that the company keeps apart (R-044, R-331)."""
