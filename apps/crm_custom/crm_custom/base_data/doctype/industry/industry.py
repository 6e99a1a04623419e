from crm_custom.base_data.dictionary import DictionaryValue


class Industry(DictionaryValue):
	"""The industry of a customer (R-327)."""
