import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from crm_custom.base_data import module_access, setting_values
from crm_custom.base_data.modules import SWITCHES
from crm_custom.base_data.refusals import CodePatternIncompleteError, UnknownCustomerFieldError
from crm_custom.base_data.regions import dial_code_of
from crm_custom.base_data.rules.module_needs import validate_needs
from crm_custom.base_data.rules.setting_bounds import BOUNDS, validate_bounds
from crm_custom.base_data.settings import plant_missing_values
from crm_custom.exceptions import refuse
from crm_custom.permissions.person import forget_persons
from crm_custom.violation import Violation


class CRMSettings(Document):
	"""The administrator's settings (R-330). Everybody else reads them through `base_data.settings.get_setting`."""

	def onload(self):
		self.set_onload("crm", setting_values.about_form())

	def validate(self):
		self.validate_bounds()
		self.validate_fields()
		self.validate_code_pattern()
		self.validate_modules()

	def on_update(self):
		# the framework forgets the record only after this
		frappe.clear_document_cache(self.doctype, self.name)
		forget_persons()
		module_access.follow_switches()

	def validate_bounds(self):
		"""Raises SettingOutOfBoundsError or DiscountRangeError."""
		try:
			validate_bounds({name: flt(self.get(name)) for name in BOUNDS})
		except Violation as violation:
			setting = violation.facts.get("setting")
			refuse(violation, **({"setting": _(self.meta.get_label(setting))} if setting else {}))

	def validate_fields(self):
		"""Raises UnknownCustomerFieldError; a field that is chosen twice counts once."""
		for table in ("guarded_fields", "masked_pool_fields"):
			rows: dict[str, Document] = {}
			for row in self.get(table) or ():
				rows.setdefault(row.field, row)
			for name in rows:
				if not frappe.get_meta("Customer").has_field(name):
					refuse(UnknownCustomerFieldError, field=name, setting=_(self.meta.get_label(table)))
			self.set(table, list(rows.values()))

	def validate_modules(self):
		"""Raises ModuleNeededError."""
		try:
			validate_needs({module: bool(self.get(setting)) for module, setting in SWITCHES.items()})
		except Violation as violation:
			refuse(violation, **{name: _(module) for name, module in violation.facts.items()})

	def validate_code_pattern(self):
		"""Raises CodePatternIncompleteError when codes of grade and dial code have no defaults to fall back on (R-039)."""
		if self.customer_code_pattern == "Naming series":
			return
		letter = self.default_grade and frappe.db.get_value("Customer Grade", self.default_grade, "code_letter")
		if not letter or not dial_code_of(self.default_region):
			refuse(CodePatternIncompleteError)


def on_doctype_update():
	"""A setting that an update brings begins with its shipped value, also on a site whose settings were saved before."""
	plant_missing_values()
