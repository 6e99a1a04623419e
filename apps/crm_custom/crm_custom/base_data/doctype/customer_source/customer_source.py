from crm_custom.base_data.dictionary import DictionaryValue


class CustomerSource(DictionaryValue):
	"""Where a customer or an opportunity came from (R-327)."""
