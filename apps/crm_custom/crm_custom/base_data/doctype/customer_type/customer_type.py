from crm_custom.base_data.dictionary import DictionaryValue


class CustomerType(DictionaryValue):
	"""What kind of enterprise a customer is, beside its category (R-327)."""
