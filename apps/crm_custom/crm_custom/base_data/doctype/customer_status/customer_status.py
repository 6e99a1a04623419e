from crm_custom.base_data.dictionary import DictionaryValue


class CustomerStatus(DictionaryValue):
	"""The business relationship with a customer (合作状态), apart from the state of its record (R-053, R-327)."""
