from crm_custom.base_data.dictionary import DictionaryValue


class CloseReason(DictionaryValue):
	"""Why an opportunity was given up (R-019)."""
