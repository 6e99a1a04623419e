from crm_custom.base_data.dictionary import DictionaryValue


class ServiceType(DictionaryValue):
	"""The kind of a service; it decides which parts of the form are shown (R-328, D-12)."""
