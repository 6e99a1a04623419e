"""Two managers entered one company; the supervisor finds it, merges, finds out that it was wrong, and undoes it (R-049, R-050)."""

from __future__ import annotations

import frappe
import pytest
from frappe.client import get_list, set_value

from crm_custom.customer_management import api as customers
from crm_custom.customer_management.duplicates import api as duplicates
from crm_custom.customer_management.merge import api as merging
from crm_custom.customer_management.merge.refusals import MergeRoleError
from crm_custom.tests import factories
from crm_custom.tests import factories_customer as make


def test_found_merged_and_undone(as_user):
	department = factories.make_department()
	chen, li, wang = make.make_manager(department), make.make_manager(department), make.make_supervisor(department)
	grade, region = make.make_grade(), make.make_region()
	word = frappe.generate_hash(length=8)

	# Chen enters a company with a contact
	with as_user(chen):
		first = frappe.get_doc(
			make.customer_values(customer_name=f"上海{word}科技有限公司", grade=grade, region=region, customer_manager=chen)
		).insert()
		contact = frappe.get_doc(
			{"doctype": "Contact", "first_name": "Zhao", "links": [{"link_doctype": "Customer", "link_name": first.name}]}
		).insert()

	# Li meets the same people, types the name as on their card, sees whose it is, and goes on: it is said to be another company
	with as_user(li):
		(seen,) = duplicates.likely_duplicates(customer_name=f"{word}科技 Co., Ltd.")
		assert (seen["customer"], seen["manager_name"]) == (first.name, first.manager_name)
		values = make.customer_values(
			customer_name=f"{word}科技（集团）", short_name=word, grade=grade, region=region, customer_manager=li, needs="tyres"
		)
		second = frappe.get_doc({**values, "__duplicates_shown": [seen["customer"]]}).insert()
		with pytest.raises(frappe.PermissionError):
			get_list("Duplicate Pair")
		with pytest.raises(MergeRoleError):
			merging.merge([first.name, second.name], second.name)

	# Wang, who leads both, finds the pair on the list, with who entered it and that they had been warned, and compares
	with as_user(wang):
		(pair,) = get_list("Duplicate Pair", fields=["name", "entered_by", "was_warned", "customer", "other_customer"])
		assert (pair.entered_by, pair.was_warned) == (li, 1)
		shown = merging.preview([pair.customer, pair.other_customer])
		assert shown["survivor"] == first.name
		seen_then = {side["name"]: side["modified"] for side in shown["customers"]}
		log = merging.merge([first.name, second.name], first.name, {"customer_name": first.name}, seen_then)
		assert frappe.db.get_value("Duplicate Pair", pair.name, "state") == "Merged"

	# Chen's customer knows what Li knew; Li finds it under the former name, number and code
	with as_user(chen):
		assert frappe.get_doc("Customer", first.name).needs == "tyres"
	with as_user(li):
		for text in (second.customer_name, values["mobile"], second.name):
			assert duplicates.find_customers(text) == [first.name]
		assert customers.owner_of_customer(second.name)[0]["customer_manager"] == chen
		assert frappe.get_doc("Customer", second.name).merged_into == first.name

	# Chen works on; it turns out that they are two companies after all: Wang undoes it, what Chen did since stays
	with as_user(chen):
		set_value("Customer", first.name, "needs", "tyres and oil")
		set_value("Contact", contact.name, "designation", "Buyer")
	with as_user(wang):
		left = merging.undo(log)
		assert [(row["doctype"], row["field"]) for row in left] == [("Customer", "needs")]
		duplicates.not_a_duplicate(pair.name, "two companies of one owner")
		assert get_list("Duplicate Pair", filters={"state": "Undecided"}) == []
	with as_user(li):
		set_value("Customer", second.name, "needs", "tyres")
		assert duplicates.find_customers(second.name) == [second.name]
