"""The same person gets the same records by every door, in a company of 2,000 customers (R-087, R-088, R-353, R-354, D-07).

What each person should see is worked out by `scope_oracle` from the plain data.
"""

import frappe
import pytest

from crm_custom.permissions import doors
from crm_custom.tests import scope_world
from crm_custom.tests.factories_customer import setting
from crm_custom.tests.scope_oracle import Oracle
from crm_custom.tests.scope_world import company, rollback
from crm_custom.tests.site_fixtures import acting_as

__all__ = ["company", "rollback"]

VISIBILITIES = ("Shared", "Department", "Own")
#: names per person and record type that are tried one at a time, seen and unseen
PROBE = 2


def probe_of(names: set[str], expected: set[str]) -> tuple[set[str], set[str]]:
	"""Some names of which the person sees the first part."""
	seen, unseen = sorted(expected), sorted(names - expected)
	chosen = {*seen[:: max(1, len(seen) // PROBE)][:PROBE], *unseen[:: max(1, len(unseen) // PROBE)][:PROBE]}
	return chosen, chosen & expected


@pytest.mark.parametrize("visibility", VISIBILITIES)
def test_every_door_gives_each_person_the_same_set(company, visibility):
	wrong = []
	turn = VISIBILITIES.index(visibility)
	with setting(visibility=visibility):
		for key, person in company.staff.items():
			oracle = Oracle(company, person, visibility)
			with acting_as(person.user):
				for doctype in company.rows:
					wrong += [(key, doctype, *found) for found in wrong_list(company, oracle, doctype)]
					turn += 1
					if turn % 2:
						wrong += [(key, doctype, *found) for found in wrong_doors(company, oracle, doctype)]
			turn += 1
	assert not wrong, wrong[:20]


def wrong_list(company, oracle: Oracle, doctype: str):
	"""The whole set, by the list."""
	expected = oracle.names(doctype)
	if (shown := doors.by_list(doctype, company.names(doctype))) != expected:
		yield "list of all", sorted(shown ^ expected)[:3], len(shown), len(expected)


def wrong_doors(company, oracle: Oracle, doctype: str):
	"""Some records, by every other door; each pair of person and record type has its turn under one setting or the other."""
	probe, wanted = probe_of(company.names(doctype), oracle.names(doctype))
	for code, door in doors.DOORS.items():
		if (shown := door(doctype, probe)) != wanted:
			yield code, shown, wanted
	for code, counting in doors.COUNT_DOORS.items():
		if (count := counting(doctype, probe)) != len(wanted):
			yield code, count, len(wanted)


@pytest.mark.parametrize("visibility", ["Department", "Own"])
def test_what_leaves_a_trace_gives_the_same_set(company, visibility):
	"""Export, opening a form, printing."""
	with setting(visibility=visibility):
		for key in ("east", "chief", "helper", "both", "executive"):
			person = company.staff[key]
			oracle = Oracle(company, person, visibility)
			with acting_as(person.user):
				for doctype in ("Customer", "Contact", "Service"):
					probe, wanted = probe_of(company.names(doctype), oracle.names(doctype))
					for code, door in doors.DOORS_WITH_TRACES.items():
						shown = door(doctype, probe)
						assert shown is None or shown == wanted, (key, doctype, code, shown, wanted)


@pytest.mark.parametrize("visibility", ["Department", "Own"])
def test_what_hangs_on_a_record_is_seen_with_it(company, visibility):
	"""Files, comments, versions, tags, followers, visits: by the records on which they hang."""
	with setting(visibility=visibility):
		for key, person in company.staff.items():
			oracle = Oracle(company, person, visibility)
			with acting_as(person.user):
				for doctype in company.rows:
					expected = oracle.names(doctype)
					for follower, type_field, name_field in scope_world.HANGING:
						hanging = {row[name_field] for row in company.hanging[follower] if row[type_field] == doctype}
						shown = doors.by_follower(follower, doctype, hanging)
						assert shown == hanging & expected, (key, doctype, follower, shown ^ (hanging & expected))


def test_mails_are_seen_with_any_record_on_which_they_hang(company):
	from crm_custom.permissions import followers

	table = frappe.qb.DocType("Communication")
	mails = company.hanging["Communication"]
	with setting(visibility="Own"):
		for key, person in company.staff.items():
			oracle = Oracle(company, person, "Own")
			expected = {mail["name"] for mail in mails if not mail["hangs_on"] or any(oracle.sees(*target) for target in mail["hangs_on"])}
			with acting_as(person.user):
				query = frappe.qb.from_(table).select(table.name).where(table.name.isin([mail["name"] for mail in mails]))
				rows = followers.readable("Communication")
				shown = set((query if rows is None else query.where(rows)).run(pluck=True))
			assert shown == expected, (key, shown ^ expected)


def test_files_are_listed_and_opened_with_their_record_only(company):
	files = company.hanging["File"]
	with setting(visibility="Own"):
		for key in ("east", "chief", "helper", "lone", "executive"):
			oracle = Oracle(company, company.staff[key], "Own")
			expected = {row["name"] for row in files if oracle.sees(row["attached_to_doctype"], row["attached_to_name"])}
			with acting_as(company.staff[key].user):
				assert set(frappe.get_list("File", {"name": ["in", [row["name"] for row in files]]}, pluck="name", limit=0)) == expected
				for row in files[:20]:
					file = frappe.get_doc("File", row["name"])
					is_seen = row["name"] in expected
					assert (file.has_permission("read"), file.is_downloadable()) == (is_seen, is_seen), (key, row)
