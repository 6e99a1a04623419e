"""The life of a customer: entered by its manager, refused a second time, deleted by the supervisor, restored, handed over, completed."""

import frappe
import pytest
from frappe.client import get_list, set_value

from crm_custom.customer_management import api
from crm_custom.customer_management.refusals import (
	CustomerNotNormalError,
	DeletionRoleError,
	DuplicateCustomerError,
	OwnerChangeError,
)
from crm_custom.tests import factories
from crm_custom.tests import factories_customer as make


def test_from_entry_to_restoration(as_user):
	department = factories.make_department()
	chen, li = make.make_manager(department), make.make_manager(department)
	wang = make.make_supervisor(department)
	grade, region = make.make_grade(), make.make_region(dial_code="86")

	# Chen enters a customer, as the browser sends it, and a contact
	with as_user(chen):
		values = make.customer_values(grade=grade, region=region, customer_manager=chen)
		customer = frappe.get_doc(values).insert()
		contact = frappe.get_doc(
			{"doctype": "Contact", "first_name": "Zhao", "links": [{"link_doctype": "Customer", "link_name": customer.name}]}
		).insert()
	assert (customer.department, customer.dial_code) == (department, "86")

	# Li meets the same company at a fair and learns whose customer it is
	with as_user(li):
		with pytest.raises(DuplicateCustomerError):
			frappe.get_doc(make.customer_values(grade=grade, region=region, customer_manager=li, phone=values["mobile"])).insert()
		assert api.owner_of_customer(values["mobile"])[0]["customer_manager"] == chen
		with pytest.raises(frappe.PermissionError):
			set_value("Customer", customer.name, "customer_manager", li)

	# Chen may neither give the customer away nor delete it
	with as_user(chen):
		with pytest.raises(OwnerChangeError):
			set_value("Customer", customer.name, "customer_manager", li)
		with pytest.raises(DeletionRoleError):
			api.delete_customer(customer.name, "I do not like them")

	# Wang, the supervisor, deletes it; Chen can read it and no longer change it
	with as_user(wang):
		api.delete_customer(customer.name, "closed down")
	with as_user(chen):
		assert get_list("Customer", filters={"name": customer.name, "status": "Deleted"})
		with pytest.raises(CustomerNotNormalError):
			set_value("Customer", customer.name, "needs", "tyres")

	# it was a mistake: Wang restores it, to Chen, and later gives it to Li, who works with its contact
	with as_user(wang):
		api.restore_customer(customer.name)
		assert frappe.db.get_value("Customer", customer.name, "customer_manager") == chen
		set_value("Customer", customer.name, "customer_manager", li)
	with as_user(li):
		set_value("Contact", contact.name, "designation", "Buyer")
		set_value("Customer", customer.name, "needs", "tyres")
	with as_user(chen), pytest.raises(frappe.PermissionError):
		set_value("Customer", customer.name, "needs", "nothing")
