from crm_custom.base_data.dictionary import DictionaryValue
from crm_custom.base_data.rules.dictionary_values import to_code_letter
from crm_custom.exceptions import refuse
from crm_custom.violation import Violation


class CustomerGrade(DictionaryValue):
	"""The grade of a customer; its letter begins the code of a customer where the company wants it so (R-034, R-039)."""

	def validate_value(self) -> None:
		try:
			self.code_letter = to_code_letter(self.code_letter)
		except Violation as violation:
			refuse(violation)
