import frappe
from frappe.model.document import Document

from crm_custom.customer_management.interactions import guards, recompute, services


class Interaction(Document):
	"""Something that happened with a customer: a visit, a call, a message (domain 3.7, R-070 to R-078)."""

	def check_if_latest(self):
		"""The framework locks the stored record here; the customer's lock comes first, for everybody in the same order."""
		recompute.lock_customers(self._customers())
		super().check_if_latest()

	def before_validate(self):
		recompute.lock_customers(self._customers())
		guards.keep_recorder(self)
		guards.tidy(self, "summary", "place")

	def validate(self):
		guards.check_customer(self)
		guards.check_times(self)
		guards.check_links(self)

	def on_update(self):
		before = self.get_doc_before_save()
		if before and before.customer != self.customer:
			services.move_promises(self.name, self.customer)
		recompute.recompute({self.customer, before.customer if before else self.customer})

	def on_trash(self):
		recompute.lock_customers([self.customer])
		guards.check_not_deleted(self.customer)
		services.release_promises(self.name)

	def after_delete(self):
		recompute.recompute([self.customer])

	def _customers(self) -> list[str]:
		stored = None if self.is_new() else frappe.db.get_value("Interaction", self.name, "customer")
		return [self.customer, stored]


def on_doctype_update():
	"""The history of a customer, and what a person recorded, both by time."""
	frappe.db.add_index("Interaction", ["customer", "occurred_at"])
	frappe.db.add_index("Interaction", ["recorded_by", "occurred_at"])
