"""The permissions in the DocType files are those of the matrix."""

import pytest

from crm_custom.permissions.matrix import ALL, MATRIX
from crm_custom.tests.contracts.test_files import doctypes

FILES = {doctype["name"]: doctype for doctype in doctypes()}


def rights_in_file(doctype: str) -> dict[str, frozenset[str]]:
	rows = [row for row in FILES[doctype]["permissions"] if not row.get("permlevel")]
	return {row["role"]: frozenset(right for right in ALL if row.get(right)) for row in rows}


@pytest.mark.parametrize("doctype", sorted(MATRIX))
def test_the_file_grants_what_the_matrix_says(doctype: str):
	assert rights_in_file(doctype) == MATRIX[doctype]


def test_every_doctype_with_permissions_is_in_the_matrix():
	listed = {name for name, doctype in FILES.items() if not doctype.get("istable")}
	assert listed - set(MATRIX) == {"CRM Demo Record"}


def test_nobody_is_granted_anything_for_everyone():
	for doctype in FILES.values():
		assert {row["role"] for row in doctype.get("permissions", [])}.isdisjoint({"All", "Guest", "Desk User"}), doctype["name"]
