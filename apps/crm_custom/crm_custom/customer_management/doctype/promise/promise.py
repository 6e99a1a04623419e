import frappe
from frappe.model.document import Document

from crm_custom.customer_management.interactions import guards


class Promise(Document):
	"""Who promised what by when, ours or the customer's; open until it is kept, broken or withdrawn."""

	def before_validate(self):
		self.responsible = self.responsible or frappe.session.user
		if self.interaction and not self.customer:
			self.customer = frappe.db.get_value("Interaction", self.interaction, "customer")
		guards.tidy(self, "promise")

	def validate(self):
		guards.check_promise_state(self)
		guards.check_customer(self)
		guards.check_links(self)
		guards.follow_due_day(self)


def on_doctype_update():
	"""Open promises of a customer and of a person, and those that are due."""
	frappe.db.add_index("Promise", ["customer", "status"])
	frappe.db.add_index("Promise", ["responsible", "status", "due_on"])
	frappe.db.add_index("Promise", ["status", "due_on"])
