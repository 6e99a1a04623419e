"""The permissions in the DocType files are those of the matrix, and what the matrix holds back is held back."""

import pytest

from crm_custom.base_data.rules.masking import masked
from crm_custom.customer_management.contact_fields import CONTACT_PERMISSIONS
from crm_custom.permissions import roles
from crm_custom.permissions.matrix import ALL, LEVEL_1, MASKED, MATRIX
from crm_custom.tests.contracts.test_files import doctypes
from crm_custom.tests.contracts.texts import APP
from crm_custom.tests.matrix_table import table, table_of_levels

FILES = {doctype["name"]: doctype for doctype in doctypes()}
OURS = sorted(set(MATRIX) - {"Contact"})
LAYOUT = {"Section Break", "Column Break", "Tab Break", "HTML"}


def rights_in_file(doctype: str) -> dict[str, frozenset[str]]:
	rows = [row for row in FILES[doctype]["permissions"] if not row.get("permlevel")]
	return {row["role"]: frozenset(right for right in ALL if row.get(right)) for row in rows}


@pytest.mark.parametrize("doctype", OURS)
def test_the_file_grants_what_the_matrix_says(doctype: str):
	assert rights_in_file(doctype) == MATRIX[doctype]


def test_what_set_up_grants_on_contact_is_in_the_matrix():
	granted = {role: frozenset(right for right in rights if rights[right]) for role, rights in CONTACT_PERMISSIONS.items()}
	assert granted == MATRIX["Contact"]
	assert all(set(rights) == ALL for rights in CONTACT_PERMISSIONS.values())


def test_every_doctype_with_permissions_is_in_the_matrix():
	listed = {name for name, doctype in FILES.items() if not doctype.get("istable")}
	assert listed - set(MATRIX) == {"CRM Demo Record"}


def test_nobody_is_granted_anything_for_everyone():
	for doctype in FILES.values():
		assert {row["role"] for row in doctype.get("permissions", [])}.isdisjoint({"All", "Guest", "Desk User"}), doctype["name"]


def test_the_matrix_knows_only_roles_of_the_product():
	assert {role for rights in MATRIX.values() for role in rights} <= roles.CRM_ROLES


def test_who_may_take_business_data_along_is_on_one_list():
	"""Export is the right by which data leaves: a new one is a decision, not an oversight."""
	exporters = {doctype: {role for role, given in rights.items() if "export" in given} for doctype, rights in MATRIX.items()}
	business = {"Customer", "Contact", "Sales Opportunity", "Development Plan", "Service"}
	leaders = {roles.SYSTEM_MANAGER, roles.EXECUTIVE, roles.SALES_SUPERVISOR}
	assert {doctype: exporters[doctype] for doctype in business} == {
		"Customer": leaders | {roles.CRM_FINANCE},
		"Contact": leaders - {roles.SYSTEM_MANAGER},
		"Sales Opportunity": leaders,
		"Development Plan": leaders,
		"Service": leaders,
	}


@pytest.mark.parametrize("role", [roles.EXECUTIVE, roles.CRM_READ_ONLY, roles.CRM_FINANCE])
def test_roles_that_look_change_nothing(role: str):
	given = frozenset().union(*(rights.get(role, frozenset()) for rights in MATRIX.values()))
	assert given <= {"read", "report", "print", "export"}


def level_1_of_file(doctype: str) -> set[str]:
	return {field["fieldname"] for field in FILES[doctype]["fields"] if field.get("permlevel") == 1 and field["fieldtype"] not in LAYOUT}


@pytest.mark.parametrize("doctype", OURS)
def test_the_file_holds_back_what_the_matrix_says(doctype: str):
	level = LEVEL_1.get(doctype)
	rows = [row for row in FILES[doctype]["permissions"] if row.get("permlevel")]
	assert level_1_of_file(doctype) == (level.fields if level else set())
	assert {row["role"] for row in rows if row.get("read")} == (level.readers if level else set())
	assert {row["role"] for row in rows if row.get("write")} == (level.writers if level else set())
	assert not any(field.get("permlevel", 0) > 1 for field in FILES[doctype]["fields"])


@pytest.mark.parametrize("doctype", sorted(LEVEL_1))
def test_a_field_held_back_is_in_no_list_search_title_or_order(doctype: str):
	held_back = LEVEL_1[doctype].fields
	file = FILES[doctype]
	shown = {field["fieldname"] for field in file["fields"] if {"in_global_search", "in_list_view", "in_standard_filter"} & set(field)}
	used = {file.get("title_field"), *file.get("search_fields", "").split(","), *file.get("sort_field", "").split()}
	assert not held_back & (shown | used)


def test_no_record_fetches_a_field_held_back_from_another():
	copied = []
	for name, doctype in FILES.items():
		links = {field["fieldname"]: field.get("options") for field in doctype["fields"] if field["fieldtype"] == "Link"}
		for field in doctype["fields"]:
			link, _, source = field.get("fetch_from", "").partition(".")
			if links.get(link) in LEVEL_1 and source in LEVEL_1[links[link]].fields:
				copied.append((name, field["fieldname"]))
	assert copied == []


@pytest.mark.parametrize("doctype", sorted(MASKED))
def test_a_masked_field_is_at_level_1_and_its_companion_is_for_everybody_to_read(doctype: str):
	fields = {field["fieldname"]: field for field in FILES[doctype]["fields"]}
	for mask in MASKED[doctype]:
		assert mask.field in LEVEL_1[doctype].fields
		assert fields[mask.companion].get("read_only") and not fields[mask.companion].get("permlevel")
		assert masked("x" * 18, mask.first, mask.last).count("*") >= 9


def test_the_tables_in_the_documentation_are_the_matrix():
	page = APP.parents[2] / "docs" / "permissions.md"
	if not page.exists() and not (APP.parents[2] / "provisioning").exists():
		pytest.skip("the app stands alone, without the repository's documentation")
	text = page.read_text()
	assert table() in text
	assert table_of_levels() in text
