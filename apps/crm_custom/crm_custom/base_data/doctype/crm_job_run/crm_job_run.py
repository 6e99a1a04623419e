import frappe
from frappe.model.document import Document

from crm_custom.background.guard import refuse_hands


class CRMJobRun(Document):
	"""One run of a job. The system alone writes it (background/store.py)."""

	def before_insert(self):
		refuse_hands(self)

	def validate(self):
		refuse_hands(self)

	def on_trash(self):
		refuse_hands(self)


def on_doctype_update():
	"""The list by job, the search for what is running, and where the next run continues."""
	frappe.db.add_index("CRM Job Run", ["job", "arguments_key", "started_at"])
	frappe.db.add_index("CRM Job Run", ["job", "started_at"])
	frappe.db.add_index("CRM Job Run", ["state", "started_at"])
	frappe.db.add_index("CRM Job Run", ["started_at"])
