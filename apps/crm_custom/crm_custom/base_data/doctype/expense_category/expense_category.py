from crm_custom.base_data.dictionary import DictionaryValue


class ExpenseCategory(DictionaryValue):
	"""What an expense was for (R-282, R-327)."""
