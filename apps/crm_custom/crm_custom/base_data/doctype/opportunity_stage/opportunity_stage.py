from frappe.utils import flt

from crm_custom.base_data.dictionary import DictionaryValue
from crm_custom.base_data.rules.dictionary_values import validate_probability
from crm_custom.exceptions import refuse
from crm_custom.violation import Violation


class OpportunityStage(DictionaryValue):
	"""A stage of the sales funnel with the probability that it proposes (R-015, D-13)."""

	def validate_value(self) -> None:
		try:
			validate_probability(flt(self.probability))
		except Violation as violation:
			refuse(violation)
