from crm_custom.base_data.dictionary import DictionaryValue


class ContactMethod(DictionaryValue):
	"""How somebody was contacted: visit, phone, message (R-075)."""
