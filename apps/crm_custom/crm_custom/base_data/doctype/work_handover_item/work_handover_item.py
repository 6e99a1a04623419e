import frappe
from frappe.model.document import Document

from crm_custom.base_data.refusals import HandoverItemFixedError
from crm_custom.exceptions import refuse


class WorkHandoverItem(Document):
	"""One record of a handover and what became of it. Written by the system."""

	def validate(self):
		refuse(HandoverItemFixedError)

	def on_trash(self):
		refuse(HandoverItemFixedError)


def on_doctype_update():
	"""The batches of the work, and the record that leads another one."""
	frappe.db.add_index("Work Handover Item", ["handover", "kind", "status", "to_user"])
	frappe.db.add_index("Work Handover Item", ["handover", "record_key"])
