"""Sales data is a mirror: people read it, the connector writes it (R-123, D-04)."""

import frappe
import pytest

from crm_custom.permissions import roles
from crm_custom.sales_data.refusals import SalesDataMirroredError
from crm_custom.tests.factories import unique
from crm_custom.tests.factories_customer import setting
from crm_custom.tests.factories_service import make_person

PEOPLE = (roles.CUSTOMER_MANAGER, roles.SALES_SUPERVISOR, roles.EXECUTIVE, roles.SYSTEM_MANAGER)


def product() -> object:
	return frappe.get_doc({"doctype": "Product", "product_code": unique("P"), "product_name": "<b>Pump</b> A < B", "price": 10})


@pytest.mark.parametrize("role", PEOPLE)
def test_people_read_products_and_do_not_write_them(as_user, role):
	name = product().insert().name
	with as_user(make_person(role)):
		assert frappe.get_list("Product", {"name": name})
		with pytest.raises(frappe.PermissionError):
			product().insert()
		with pytest.raises(frappe.PermissionError):
			frappe.call("frappe.client.set_value", doctype="Product", name=name, fieldname="price", value=1)
		with pytest.raises(frappe.PermissionError):
			frappe.delete_doc("Product", name)


def test_the_connector_writes_products(as_user):
	with as_user(make_person(roles.CRM_DATA_SYNC)):
		doc = product().insert()
		doc.price = 12
		doc.save()
	assert (doc.name, doc.product_name) == (doc.product_code, "Pump A < B")


def test_the_back_office_writes_products_only_while_the_setting_allows_it(as_user):
	office = make_person(roles.SALES_BACK_OFFICE)
	with setting(is_sales_data_maintained_here=1), as_user(office):
		doc = product().insert()
		doc.price = 12
		doc.save()
	with as_user(office):
		with pytest.raises(SalesDataMirroredError):
			product().insert()
		with pytest.raises(SalesDataMirroredError):
			frappe.call("frappe.client.set_value", doctype="Product", name=doc.name, fieldname="price", value=1)
		with pytest.raises(SalesDataMirroredError):
			frappe.delete_doc("Product", doc.name)
