from crm_custom.base_data.dictionary import DictionaryValue


class Position(DictionaryValue):
	"""A post in the company (R-327)."""
