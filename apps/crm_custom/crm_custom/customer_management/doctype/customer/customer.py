import frappe
from frappe.contacts.address_and_contact import load_address_and_contact
from frappe.model.document import Document

from crm_custom.customer_management import codes, guards, register
from crm_custom.customer_management.duplicates import follow
from crm_custom.customer_management.owner_view import owner_view_of
from crm_custom.customer_management.rules.customer import find_missing


class Customer(Document):
	"""A customer (domain 3.1). What is checked stands in `customer_management/guards.py`, what is done in `services.py`."""

	def onload(self):
		load_address_and_contact(self)
		self.set_onload("owner_view", owner_view_of(self))

	def before_naming(self):
		register.lock_register()
		self.flags.holds_register = True

	def autoname(self):
		self.name = codes.code_of_new(self)

	def before_validate(self):
		guards.check_status(self)
		guards.check_system_fields(self)

	def validate(self):
		guards.tidy(self)
		guards.check_owner(self)
		guards.check_values(self)
		guards.check_numbers(self)
		guards.check_parent(self)
		self.is_incomplete = int(bool(find_missing(self)))

	def on_update(self):
		follow.after_save(self)

	def on_trash(self):
		follow.before_erasure(self)


def on_doctype_update():
	"""The lists by owner and by department filter on these two together; call-backs and visited customers of an owner go by date."""
	frappe.db.add_index("Customer", ["customer_manager", "status"])
	frappe.db.add_index("Customer", ["department", "status"])
	frappe.db.add_index("Customer", ["customer_manager", "next_visit_on"])
	frappe.db.add_index("Customer", ["customer_manager", "last_interaction_on"])
