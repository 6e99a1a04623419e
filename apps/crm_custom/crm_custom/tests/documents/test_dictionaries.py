"""Every dictionary keeps the same promises: seeded once, ordered, found, disabled, never deleted while used, renamed with its links (R-325 to R-328)."""

import frappe
import pytest
from frappe.client import set_value
from frappe.desk.search import search_link

from crm_custom.base_data import refusals, search, seeds, tree, usage
from crm_custom.base_data.dictionary import DICTIONARIES
from crm_custom.customer_management.doctype.customer.customer import Customer
from crm_custom.setup import dictionaries
from crm_custom.tests import factories
from crm_custom.tests import factories_customer as make
from crm_custom.tests.factories_marketing import make_opportunity
from crm_custom.tests.site_fixtures import count_queries

EXTRA = {"Opportunity Stage": {"stage_type": "Open"}}
#: dictionary: the field of Customer that holds it
OF_CUSTOMER = {
	"Customer Category": "category",
	"Customer Grade": "grade",
	"Customer Source": "source",
	"Customer Status": "relationship",
	"Customer Type": "customer_type",
	"Industry": "industry",
	"Region": "region",
}
SEEDED = [pytest.param(seed, id=seed.key) for seed in seeds.SEEDS]


def make_value(doctype: str, **values) -> str:
	return make.make_value(doctype, **EXTRA.get(doctype, {}), **values)


def offered(doctype: str, text: str = "", **filters) -> list[str]:
	frappe.response.pop("results", None)
	search_link(doctype, text, filters=filters, page_length=50)
	return [row["value"] for row in frappe.response["results"]]


@pytest.mark.parametrize("seed", SEEDED)
def test_every_shipped_value_is_there_or_can_be_planted_and_a_second_time_changes_nothing(seed: seeds.Seed):
	dictionaries.plant(seed)
	assert {row["title"] for row in seed.rows} <= set(frappe.get_all(seed.doctype, pluck="name"))
	before = frappe.get_all(seed.doctype, ["*"], order_by="name")
	dictionaries.plant(seed)
	assert frappe.get_all(seed.doctype, ["*"], order_by="name") == before


@pytest.mark.parametrize("seed", SEEDED)
def test_a_planted_value_begins_with_the_defaults_of_a_new_one(seed: seeds.Seed):
	frappe.db.delete(seed.doctype, {"name": ["in", [row["title"] for row in seed.rows]]})
	dictionaries.plant(seed)
	fields = [field for field in frappe.get_meta(seed.doctype).fields if field.fieldtype in {"Check", "Int", "Percent", "Select"}]
	for row in seed.rows:
		planted = frappe.db.get_value(seed.doctype, row["title"], "*", as_dict=True)
		expected = frappe.new_doc(seed.doctype).update(row)
		for field in fields:
			if planted and field.fieldname not in {"is_group", "lft", "rgt"}:
				assert (planted[field.fieldname] or 0) == (expected.get(field.fieldname) or 0), (row["title"], field.fieldname)


@pytest.mark.parametrize("seed", SEEDED)
def test_what_an_administrator_deleted_is_not_brought_back_by_an_update(seed: seeds.Seed):
	gone = next(row["title"] for row in reversed(seed.rows))
	frappe.db.delete(seed.doctype, {"name": gone})
	dictionaries.seed_dictionaries()
	assert not frappe.db.exists(seed.doctype, gone)


def test_a_deleted_province_does_not_come_back_with_its_cities():
	cities = next(seed for seed in seeds.SEEDS if seed.key == "dictionary.Region.cities")
	frappe.db.delete("Region", {"parent_region": "Qinghai"})
	frappe.db.delete("Region", {"name": "Qinghai"})
	dictionaries.plant(cities)
	assert not frappe.db.exists("Region", "Qinghai")
	assert not frappe.db.exists("Region", "Xining")


@pytest.mark.parametrize("doctype", DICTIONARIES)
def test_an_unused_value_can_be_deleted(doctype: str):
	frappe.delete_doc(doctype, make_value(doctype))


def use(doctype: str, value: str) -> None:
	"""A record of any kind that has the value, without the rules of its own: only the link matters here."""
	place = usage._places(doctype)[0]
	if doctype in OF_CUSTOMER:
		make.make_customer(**{OF_CUSTOMER[doctype]: value})
		return
	record = frappe.get_doc({"doctype": place[0], "name": factories.unique("Use"), place[1]: value})
	record.db_insert()


USED = [doctype for doctype in DICTIONARIES if doctype not in {"Contact Direction", "Contact Method", "Expense Category"}]


@pytest.mark.parametrize("doctype", USED)
def test_a_value_in_use_is_not_deleted_and_the_refusal_names_where_it_is_used(doctype: str):
	value = make_value(doctype)
	use(doctype, value)
	with pytest.raises(refusals.ValueInUseError) as refused:
		frappe.delete_doc(doctype, value)
	place = usage.uses_of(doctype, value)[0]
	assert f"{place.doctype} – " in str(refused.value)
	assert "(1)" in str(refused.value)
	frappe.get_doc(doctype, value).update({"disabled": 1}).save()


@pytest.mark.parametrize("doctype", USED)
def test_renaming_a_value_keeps_the_links(doctype: str):
	value, new = make_value(doctype), factories.unique("Renamed")
	use(doctype, value)
	frappe.rename_doc(doctype, value, new)
	assert not usage.uses_of(doctype, value)
	assert [place.records for place in usage.uses_of(doctype, new)] == [1]
	assert frappe.db.get_value(doctype, new, "title") == new


@pytest.mark.parametrize("doctype", USED)
def test_merging_two_values_keeps_the_links(doctype: str):
	value, other = make_value(doctype), make_value(doctype)
	use(doctype, value)
	use(doctype, other)
	frappe.rename_doc(doctype, value, other, merge=True)
	assert not frappe.db.exists(doctype, value)
	assert sum(place.records for place in usage.uses_of(doctype, other)) == 2


@pytest.mark.parametrize("doctype", DICTIONARIES)
def test_link_fields_offer_enabled_values_in_display_order(doctype: str):
	text = factories.unique("Order")
	last, first = make_value(doctype, title=f"{text} a", sort_order=9), make_value(doctype, title=f"{text} b", sort_order=1)
	make_value(doctype, title=f"{text} c", disabled=1)
	assert offered(doctype, text) == [first, last]
	assert offered(doctype, text, disabled=0) == [first, last]


@pytest.mark.parametrize("doctype", DICTIONARIES)
def test_lists_show_the_display_order(doctype: str):
	meta = frappe.get_meta(doctype)
	assert (meta.sort_field, meta.sort_order) == ("sort_order", "ASC")


@pytest.mark.parametrize("typed", ["Hangzhou", "hang", "杭州", "0571", "330100", "hz"])
def test_a_city_is_found_by_english_chinese_area_code_division_code_and_first_letters(typed: str):
	frappe.local.lang = "zh"
	try:
		assert "Hangzhou" in offered("Region", typed)
	finally:
		frappe.local.lang = "en"


@pytest.mark.parametrize(("typed", "first"), [("C", "Manufacturing"), ("34", "Manufacture of general-purpose equipment")])
def test_an_industry_is_found_by_its_code(typed: str, first: str):
	assert first in offered("Industry", typed)


def test_the_list_below_a_link_field_tells_values_of_one_name_apart():
	frappe.response.pop("results", None)
	search_link("Region", "Suzhou")
	descriptions = {row["value"]: row["description"] for row in frappe.response["results"]}
	assert descriptions["Suzhou (Jiangsu)"].startswith("Jiangsu, 0512")
	assert descriptions["Suzhou (Anhui)"].startswith("Anhui, 0557")


def test_looking_up_a_value_takes_few_queries():
	offered("Region", "Hang")
	with count_queries() as sent:
		offered("Region", "Hang")
	assert len(sent) <= 3


def test_only_dictionaries_are_looked_up_and_only_by_people_who_may_read_them(as_user):
	with pytest.raises(frappe.PermissionError):
		search.dictionary_values("User", "", "name", 0, 10)
	with as_user(factories.make_user()), pytest.raises(frappe.PermissionError):
		search.dictionary_values("Region", "", "name", 0, 10)


@pytest.mark.parametrize("doctype", sorted(OF_CUSTOMER))
def test_a_disabled_value_is_kept_by_records_that_have_it_and_refused_for_others(doctype: str):
	value = make_value(doctype)
	field = OF_CUSTOMER[doctype]
	customer: Customer = make.make_customer(**{field: value})
	other = make.make_customer()
	frappe.get_doc(doctype, value).update({"disabled": 1}).save()
	frappe.db.value_cache = {}
	customer.reload()
	customer.update({"short_name": "Still saved"}).save()
	assert customer.get(field) == value
	with pytest.raises(refusals.ValueDisabledError):
		make.make_customer(**{field: value})
	with pytest.raises(refusals.ValueDisabledError):
		set_value("Customer", other.name, field, value)


def test_a_region_with_regions_below_it_is_not_deleted():
	country = make.make_region()
	make.make_region(country)
	with pytest.raises(refusals.ValueHasValuesBelowError):
		frappe.delete_doc("Region", country)


def test_every_city_has_an_area_code_and_inherits_the_dial_code_of_the_country():
	from crm_custom.base_data.regions import dial_code_of

	assert not frappe.get_all("Region", {"parent_region": "Zhejiang", "area_code": ["is", "not set"]})
	assert dial_code_of("Hangzhou") == "86"
	assert dial_code_of("Hong Kong") == "852"


def stage_columns(board: str) -> list[str]:
	return frappe.get_all("Kanban Board Column", {"parent": board}, pluck="column_name", order_by="idx")


def test_the_board_of_opportunities_follows_the_stages():
	first, last = make_value("Opportunity Stage", sort_order=1), make_value("Opportunity Stage", sort_order=2)
	board = frappe.get_doc(
		{
			"doctype": "Kanban Board",
			"kanban_board_name": factories.unique("Board"),
			"reference_doctype": "Sales Opportunity",
			"field_name": "stage",
			"columns": [{"column_name": first}, {"column_name": last}],
		}
	).insert()
	frappe.get_doc("Opportunity Stage", first).update({"sort_order": 3}).save()
	assert stage_columns(board.name) == [last, first]
	renamed = factories.unique("Renamed")
	frappe.rename_doc("Opportunity Stage", first, renamed)
	assert stage_columns(board.name) == [last, renamed]
	frappe.rename_doc("Opportunity Stage", renamed, last, merge=True)
	assert stage_columns(board.name) == [last]


def test_a_setting_follows_the_value_that_it_names():
	region = make.make_region()
	with make.setting(default_region=region):
		renamed = factories.unique("Renamed")
		frappe.rename_doc("Region", region, renamed)
		from crm_custom.base_data.settings import get_setting

		assert get_setting("default_region") == renamed
		with pytest.raises(refusals.ValueInUseError, match="CRM Settings"):
			frappe.delete_doc("Region", renamed)


def test_an_opportunity_keeps_the_close_reason_that_was_disabled_meanwhile():
	stage = make_value("Opportunity Stage")
	name = make_opportunity(stage=stage)
	frappe.get_doc("Opportunity Stage", stage).update({"disabled": 1}).save()
	frappe.get_doc("Sales Opportunity", name).update({"summary": "Changed"}).save()


def test_the_tree_shows_values_in_display_order_with_their_codes_and_disabled_ones_marked():
	country = make.make_region()
	second = make.make_region(country, sort_order=2, area_code="0999", disabled=1)
	first = make.make_region(country, sort_order=1)
	shown = tree.children_of("Region", country)
	assert [(row["value"], row["code"], row["disabled"]) for row in shown] == [(first, "", 0), (second, "0999", 1)]
	assert "China" in [row["value"] for row in tree.children_of("Region")]
	with pytest.raises(frappe.PermissionError):
		tree.children_of("CRM Department")


def test_nobody_outside_the_crm_sees_the_tree(as_user):
	with as_user(factories.make_user()), pytest.raises(frappe.PermissionError):
		tree.children_of("Region")
