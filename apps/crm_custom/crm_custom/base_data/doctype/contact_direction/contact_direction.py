from crm_custom.base_data.dictionary import DictionaryValue


class ContactDirection(DictionaryValue):
	"""Who contacted whom (R-075)."""
