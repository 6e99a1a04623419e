"""Bank, tax and limits of a customer, and private data of staff: by every door for those who may, and for nobody else (domain 6).

A door shows values, or it answers differently depending on a value: both count.
"""

import json
from collections.abc import Callable
from typing import Any

import frappe
import pytest
from frappe import client
from frappe.core.doctype.data_import.data_import import download_template
from frappe.desk import reportview
from frappe.desk.form.load import get_docinfo, getdoc
from frappe.desk.form.save import savedocs
from frappe.model.db_query import DatabaseQuery
from frappe.www.printview import get_html_and_style

from crm_custom.exceptions import HeldBackFieldError
from crm_custom.permissions import held_back, masks, roles
from crm_custom.permissions.matrix import LEVEL_1
from crm_custom.permissions.query_doors import get_count, get_group_by_count, search_link, search_widget
from crm_custom.tests import factories
from crm_custom.tests import factories_customer as make

SECRETS = {
	"bank": "Secretbank of Chengdu",
	"bank_account": "6222000011112222",
	"national_tax_no": "NT-77001",
	"local_tax_no": "LT-77002",
	"credit_limit": 7654321,
	"discount": 17.25,
}
TEXTS = [str(value) for value in SECRETS.values()]
#: a tuple: the framework takes fields out of the list that it is given
FIELDS = tuple(sorted(SECRETS))
MAY_READ = ("supervisor", "finance")
MAY_NOT = ("owner", "colleague", "executive", "read_only")


class People:
	"""A customer with all its secrets, and who is around it."""

	def __init__(self) -> None:
		department = factories.make_department()
		self.supervisor = make.make_supervisor(department)
		self.owner = make.make_manager(department)
		self.colleague = make.make_manager(department)
		self.finance = factories.make_user(roles.CRM_FINANCE, department=department)
		self.executive = factories.make_user(roles.EXECUTIVE)
		self.read_only = factories.make_user(roles.CRM_READ_ONLY, department=department)
		self.customer = make.make_customer(customer_manager=self.owner, **SECRETS)
		# a version that holds every value
		for field in FIELDS:
			self.customer.set(field, 0 if isinstance(SECRETS[field], (int, float)) else "")
		self.customer.save(ignore_version=False)
		self.customer.update(SECRETS).save(ignore_version=False)


@pytest.fixture
def people() -> People:
	held_back.guard_queries()
	return People()


def request(**values: Any) -> None:
	frappe.local.form_dict = frappe._dict(values)
	frappe.local.response = frappe._dict(docs=[])


def by_report_view(customer: str) -> Any:
	request(doctype="Customer", fields=json.dumps([*FIELDS, "name"]), filters=json.dumps({"name": customer}), view="Report")
	return reportview.get()


def by_form(customer: str) -> Any:
	request()
	getdoc("Customer", customer)
	for doc in frappe.response.docs:
		# what the owner sees beside the form is another door, tested by itself
		(doc.get("__onload") or {}).pop("owner_view", None)
	return [*(doc.as_dict() for doc in frappe.response.docs), frappe.response.docinfo]


def by_export(customer: str) -> Any:
	request(
		doctype="Customer",
		fields=json.dumps([f"`tabCustomer`.`{field}`" for field in ("name", *FIELDS)]),
		filters=json.dumps({"name": customer}),
		file_format_type="CSV",
		title="Customer",
	)
	reportview.export_query()
	return str(frappe.response)


def by_link_search(customer: str) -> Any:
	request()
	search_widget("Customer", customer, filter_fields=json.dumps(FIELDS), filters={"name": customer}, ignore_user_permissions=True)
	return frappe.response["values"]


def by_history(customer: str) -> Any:
	request()
	get_docinfo(doctype="Customer", name=customer)
	return frappe.response.docinfo.versions


def by_link_of_another_record(customer: str) -> Any:
	return client.get_list("Service", fields=[f"customer.{field}" for field in FIELDS], filters={"customer": customer})


def by_template(customer: str) -> Any:
	request()
	fields = {"Customer": ["name", "customer_name", *FIELDS]}
	download_template("Customer", json.dumps(fields), "all", None, "CSV")
	return str(frappe.response.filecontent)


#: doors that show the record: everybody may go through, not everybody sees the values
SHOWING: dict[str, Callable[[str], Any]] = {
	"list": lambda name: client.get_list("Customer", fields=list(FIELDS), filters={"name": name}),
	"list of everything": lambda name: client.get_list("Customer", fields=["*"], filters={"name": name}),
	"computed": lambda name: client.get_list("Customer", fields=[f"sum({field}) as {field}" for field in FIELDS], filters={"name": name}),
	"report builder": by_report_view,
	"REST": lambda name: client.get("Customer", name),
	"value": lambda name: client.get_value("Customer", json.dumps(FIELDS), name),
	"link fetch": lambda name: client.validate_link("Customer", name, json.dumps(FIELDS)),
	"link search": by_link_search,
	"form": by_form,
	"history": by_history,
	"print": lambda name: get_html_and_style("Customer", name)["html"],
	"another record": by_link_of_another_record,
}


def text_of(door: Callable[[str], Any], customer: str) -> str:
	try:
		return frappe.as_json(door(customer)).replace(",", "")
	except HeldBackFieldError:
		return ""


@pytest.mark.parametrize("person", MAY_NOT)
@pytest.mark.parametrize("door", sorted(SHOWING))
def test_no_door_shows_a_value_to_whoever_may_not_read_it(people, as_user, door: str, person: str):
	with as_user(getattr(people, person)):
		answer = text_of(SHOWING[door], people.customer.name)
	assert [text for text in TEXTS if text in answer] == []


@pytest.mark.parametrize("person", MAY_READ)
@pytest.mark.parametrize("door", ["list", "report builder", "REST", "form", "print"])
def test_those_who_may_read_the_values_get_them(people, as_user, door: str, person: str):
	with as_user(getattr(people, person)):
		answer = text_of(SHOWING[door], people.customer.name)
	assert [text for text in ("Secretbank of Chengdu", "6222000011112222", "NT-77001") if text not in answer] == []


@pytest.mark.parametrize(("person", "is_shown"), [("finance", True), ("supervisor", True), ("executive", False)])
def test_an_export_has_the_columns_that_the_person_may_read(people, as_user, person: str, is_shown: bool):
	with as_user(getattr(people, person)):
		assert ("6222000011112222" in by_export(people.customer.name)) is is_shown


@pytest.mark.parametrize("person", ["owner", "colleague", "read_only"])
def test_whoever_may_not_export_takes_nothing_along(people, as_user, person: str):
	with as_user(getattr(people, person)):
		with pytest.raises(frappe.PermissionError):
			by_export(people.customer.name)
		with pytest.raises(frappe.PermissionError):
			by_template(people.customer.name)


def test_a_template_filled_with_records_leaves_the_values_out(people, as_user):
	with as_user(people.executive):
		try:
			answer = by_template(people.customer.name)
		except frappe.PermissionError:
			answer = ""
	assert [text for text in TEXTS if text in answer] == []


def reportview_asks(method: Callable[[], Any], **values: Any) -> Any:
	request(doctype="Customer", **{key: json.dumps(value) if isinstance(value, (list, dict)) else value for key, value in values.items()})
	return method()


#: doors whose answer depends on a value: the number of rows, their order or their groups
ASKING: dict[str, Callable[[str, str], Any]] = {
	"filter": lambda field, value: client.get_list("Customer", filters={field: ["like", f"{value[:3]}%"]}),
	"filter in a list": lambda field, value: client.get_list("Customer", filters=[["Customer", field, "=", value]]),
	"short filter": lambda field, value: client.get_list("Customer", filters=[[field, ">", value]]),
	"filter as text": lambda field, value: client.get_list("Customer", filters=json.dumps([["Customer", field, "is", "set"]])),
	"alternative": lambda field, value: client.get_list("Customer", or_filters=[["Customer", field, "=", value], ["name", "=", "x"]]),
	"order": lambda field, value: client.get_list("Customer", order_by=f"{field} desc"),
	"order by full name": lambda field, value: client.get_list("Customer", order_by=f"name asc, `tabCustomer`.`{field}` asc"),
	"value": lambda field, value: client.get_value("Customer", "name", {field: value}),
	"count": lambda field, value: get_count("Customer", filters={field: value}),
	"count of a list": lambda field, value: reportview_asks(reportview.get_count, filters=[["Customer", field, "=", value]], fields=[]),
	"group": lambda field, value: reportview_asks(reportview.get, fields=["name"], group_by=f"`tabCustomer`.`{field}`"),
	"computed column": lambda field, value: frappe.get_list("Customer", fields=[f"max({field}*1) as most"]),
	"group count": lambda field, value: get_group_by_count("Customer", "[]", field),
	"group count of assignees": lambda field, value: get_group_by_count("Customer", json.dumps({field: value}), "assigned_to"),
	"statistics": lambda field, value: reportview.get_stats(json.dumps([field]), "Customer"),
	"link search": lambda field, value: search_widget("Customer", "", filters={field: value}),
	"link search of all": lambda field, value: search_widget("Customer", "", filters={field: value}, ignore_user_permissions=True),
	"raw text": lambda field, value: DatabaseQuery("Customer").execute(filters=[f"`tabCustomer`.`{field}` like '6%'"]),
}


@pytest.mark.parametrize("field", ["bank_account", "credit_limit"])
@pytest.mark.parametrize("door", sorted(ASKING))
def test_nobody_finds_a_value_out_by_asking(people, as_user, door: str, field: str):
	for person in ("owner", "executive"):
		with as_user(getattr(people, person)), pytest.raises(HeldBackFieldError):
			ASKING[door](field, str(SECRETS[field]))


@pytest.mark.parametrize("door", sorted(set(ASKING) - {"raw text", "computed column"}))
def test_those_who_may_read_it_filter_and_sort_by_it(people, as_user, door: str):
	with as_user(people.finance):
		ASKING[door]("bank_account", "6222000011112222")


def test_the_doors_that_are_closed_here_are_the_ones_that_a_browser_reaches():
	replaced = frappe.get_hooks("override_whitelisted_methods")
	for name, door in {
		"frappe.client.get_count": get_count,
		"frappe.desk.listview.get_group_by_count": get_group_by_count,
		"frappe.desk.search.search_link": search_link,
		"frappe.desk.search.search_widget": search_widget,
	}.items():
		assert frappe.get_attr(replaced[name][-1]) is door


def test_counts_and_searches_give_only_the_persons_rows(people, as_user):
	stranger = make.make_manager(factories.make_department())
	name = people.customer.name
	with make.setting(visibility="Own"):
		for user, expected in ((stranger, 0), (people.owner, 1)):
			with as_user(user):
				request()
				assert get_count("Customer", {"name": name}) == get_count("Customer", json.dumps([["name", "=", name]])) == expected
				search_widget("Customer", name, ignore_user_permissions=1)
				assert len(frappe.response["values"]) == expected
				search_link("Customer", name, ignore_user_permissions=1)
				assert len(frappe.response["results"]) == expected
				assert get_group_by_count("Customer", json.dumps({"name": name}), "assigned_to") == []


def test_another_record_is_not_sorted_by_it_either(people, as_user):
	with as_user(people.executive), pytest.raises(HeldBackFieldError):
		frappe.get_list("Service", fields=["name", "customer.customer_name"], order_by="`tabCustomer_1`.bank_account desc")


def test_filters_by_other_fields_and_words_are_nobodys_business(people, as_user):
	with as_user(people.executive):
		assert client.get_list("Customer", filters={"customer_name": ["like", "%bank_account%"]}) == []
		assert client.get_list("Customer", filters=[["Customer", "name", "=", people.customer.name]], order_by="modified desc")


def test_the_answer_to_a_save_leaves_the_values_out(people, as_user):
	with as_user(people.owner):
		request()
		doc = frappe.get_doc("Customer", people.customer.name)
		doc.apply_fieldlevel_read_permissions()
		savedocs(json.dumps({**json.loads(doc.as_json()), "short_name": "New"}), "Save")
		saved = frappe.response.docs[0]
		assert saved["short_name"] == "New"
		(saved.get("__onload") or {}).pop("owner_view", None)
		assert [text for text in TEXTS if text in frappe.as_json(saved)] == []
		answer = frappe.as_json(client.set_value("Customer", people.customer.name, "short_name", "Newer"))
		assert [text for text in TEXTS if text in answer] == []
	assert frappe.db.get_value("Customer", people.customer.name, FIELDS) == tuple(SECRETS[field] for field in FIELDS)


def test_the_history_tells_that_a_value_was_changed_and_not_which(people):
	versions = frappe.get_all("Version", {"ref_doctype": "Customer", "docname": people.customer.name}, pluck="data")
	changed = [row for data in versions for row in json.loads(data)["changed"]]
	assert {row[0] for row in changed} >= LEVEL_1["Customer"].fields
	assert {tuple(row[1:]) for row in changed if row[0] in LEVEL_1["Customer"].fields} == {(held_back.HIDDEN, held_back.HIDDEN)}


def test_the_owner_reads_them_beside_the_form_and_a_colleague_does_not(people, as_user):
	def shown_to(user: str) -> str:
		with as_user(user):
			request()
			getdoc("Customer", people.customer.name)
			return frappe.as_json(frappe.response.docs[0].get("__onload").owner_view)

	assert "6222000011112222" in shown_to(people.owner)
	assert shown_to(people.colleague) == "[]"


def test_a_field_that_an_administrator_raises_is_held_back_too(people, as_user):
	frappe.get_doc(
		{
			"doctype": "Property Setter",
			"doctype_or_field": "DocField",
			"doc_type": "Customer",
			"field_name": "financial_notes",
			"property": "permlevel",
			"property_type": "Int",
			"value": "1",
		}
	).insert()
	frappe.clear_cache(doctype="Customer")
	with as_user(people.colleague), pytest.raises(HeldBackFieldError):
		client.get_list("Customer", filters={"financial_notes": "x"})


# --- masked fields -----------------------------------------------------------------------------------------------------------


def make_private_profile() -> tuple[str, dict[str, str]]:
	user = factories.make_user(roles.CUSTOMER_MANAGER)
	values = {"phone": "13812345678", "id_number": "31010119900101123X", "salary_grade": "S-9-secret", "home_address": "7 Secret Lane"}
	doc = frappe.get_doc({"doctype": "Staff Profile", "user": user, **values, "phone_masked": "sent by somebody"}).insert()
	return doc.name, values


@pytest.mark.parametrize("role", [roles.CUSTOMER_MANAGER, roles.SALES_SUPERVISOR, roles.EXECUTIVE])
def test_colleagues_see_a_masked_number_and_no_private_data(as_user, role: str):
	held_back.guard_queries()
	profile, values = make_private_profile()
	with as_user(factories.make_user(role)):
		shown = client.get("Staff Profile", profile)
		assert (shown["phone_masked"], shown["id_number_masked"]) == ("138******78", "3101**********123X")
		answers = [shown, client.get_list("Staff Profile", fields=["*"], filters={"name": profile})]
		assert [value for value in values.values() if value in frappe.as_json(answers)] == []
		for field in sorted(LEVEL_1["Staff Profile"].fields):
			with pytest.raises(HeldBackFieldError):
				client.get_list("Staff Profile", filters={field: ["like", "3%"]})


def test_records_from_before_are_masked_by_set_up_once():
	profile, _values = make_private_profile()
	frappe.db.set_value("Staff Profile", profile, {"phone_masked": None, "id_number_masked": ""})
	masks.fill_all_masks()
	assert frappe.db.get_value("Staff Profile", profile, ["phone_masked", "id_number_masked"]) == ("138******78", "3101**********123X")
