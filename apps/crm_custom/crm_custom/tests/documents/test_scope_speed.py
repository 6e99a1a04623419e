"""Scoped lists cost no more queries than unscoped ones, and the database finds their rows by an index (R-353)."""

import frappe
import pytest

from crm_custom.base_data.settings import get_setting
from crm_custom.permissions import scope
from crm_custom.permissions.person import get_person
from crm_custom.tests import scope_world
from crm_custom.tests.factories_customer import setting
from crm_custom.tests.site_fixtures import acting_as, count_queries, in_thread

PEOPLE = ("executive", "head", "east", "boss", "chief", "east1", "both", "lone", "helper")


@pytest.fixture(scope="module")
def company(site):
	"""Committed, because the database counts only what is; erased after the module."""
	world = in_thread(scope_world.build)
	for doctype in (*world.rows, "Dynamic Link", "Staff Profile", "CRM Department"):
		frappe.db.sql(f"analyze table `tab{doctype}`")
	yield world
	in_thread(lambda: scope_world.erase(world))


def statement_of_list(doctype: str) -> str:
	"""What the list view sends for its first page."""
	meta = frappe.get_meta(doctype)
	order = f"`tab{doctype}`.`{meta.sort_field}` {meta.sort_order}"
	return frappe.get_list(doctype, fields=["name", meta.get_title_field()], order_by=order, limit=20, run=False)


@pytest.mark.parametrize("visibility", ["Shared", "Department", "Own"])
def test_a_list_page_is_found_by_an_index(company, visibility):
	wrong = []
	with setting(visibility=visibility):
		for key in PEOPLE:
			with acting_as(company.staff[key].user):
				for doctype in company.rows:
					wrong += [(key, doctype, row) for row in bad_steps(doctype)]
	assert not wrong, "\n".join(map(str, wrong))


def bad_steps(doctype: str) -> list[str]:
	"""Steps of the plan that read a whole table without an index, or sort more than a part of the list's own.

	For somebody who sees a good part of the rows the database may sort that part, and work out what follows from the whole other table.
	"""
	plan = frappe.db.sql(f"explain {statement_of_list(doctype)}", as_dict=True)
	is_broad = len(frappe.get_list(doctype, pluck="name", limit=0, order_by=None)) > frappe.db.count(doctype) // 10
	found = []
	for step in plan:
		is_own = step.table == f"tab{doctype}" and step.select_type in {"PRIMARY", "SIMPLE"}
		if not (step.table or "").startswith("tab") or frappe.db.count(step.table.removeprefix("tab")) < 200:
			continue
		reads_all = step.type == "ALL" and (is_own or not is_broad)
		sorts = is_own and not is_broad and "filesort" in (step.Extra or "") and int(step.rows or 0) > frappe.db.count(doctype) // 2
		if reads_all or sorts:
			found.append(f"{step.select_type} {step.table} {step.type} {step.key} {step.rows} {step.Extra}")
	return found


def test_a_scoped_list_costs_the_persons_facts_and_nothing_else(company):
	with setting(visibility="Own"):
		for doctype in company.rows:
			with acting_as("Administrator"):
				frappe.get_list(doctype, limit=20)
				with count_queries() as plain:
					frappe.get_list(doctype, limit=20)
			with acting_as(company.staff["east1"].user):
				frappe.get_roles()
				scope.condition(doctype)
				frappe.get_list(doctype, limit=20)
				with count_queries() as scoped:
					frappe.get_list(doctype, limit=20)
			assert len(scoped) <= len(plain), (doctype, scoped)


def test_a_persons_facts_are_asked_once_for_many_doors(company):
	with acting_as(company.staff["chief"].user):
		frappe.get_roles()
		get_setting("visibility")
		with count_queries() as facts:
			get_person()
		assert len(facts) <= 3
		with count_queries() as again:
			for doctype in company.rows:
				scope.condition(doctype)
		assert not again, again
