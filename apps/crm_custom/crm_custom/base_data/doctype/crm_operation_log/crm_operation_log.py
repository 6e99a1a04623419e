import frappe
from frappe.model.document import Document

from crm_custom.background.guard import refuse_hands


class CRMOperationLog(Document):
	"""Who did what and when (R-350). The system alone writes it (records/operations.py)."""

	def before_insert(self):
		refuse_hands(self)

	def validate(self):
		refuse_hands(self)

	def on_trash(self):
		refuse_hands(self)


def on_doctype_update():
	"""The list by time, by person, by kind, by object and by address, the newest first."""
	for columns in (["at"], ["person", "at"], ["kind", "at"], ["object_type", "object_name", "at"], ["address", "at"]):
		frappe.db.add_index("CRM Operation Log", columns)
