"""The matrix as the table in docs/permissions.md: C create, R read, U change, D delete, E export, I import, P print, S share."""

from __future__ import annotations

from collections import defaultdict

from crm_custom.permissions import roles
from crm_custom.permissions.matrix import LEVEL_1, MATRIX

LETTERS = {"create": "C", "read": "R", "write": "U", "delete": "D", "export": "E", "import": "I", "print": "P", "share": "S"}
COLUMNS = (roles.SYSTEM_MANAGER, *roles.CORE_ROLES, *roles.OPTIONAL_ROLES)


def table() -> str:
	"""Record types with the same rights share a row."""
	rows = defaultdict(list)
	for doctype, rights in MATRIX.items():
		rows[tuple(_cell(rights.get(role, frozenset())) for role in COLUMNS)].append(doctype)
	lines = ["| | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
	lines += [f"| {', '.join(sorted(doctypes))} | {' | '.join(cells)} |" for cells, doctypes in rows.items()]
	return "\n".join(lines)


def table_of_levels() -> str:
	"""Fields at permission level 1, and who has them."""
	lines = ["| | Fields | Read | Change | Read beside the form |", "|---|---|---|---|---|"]
	for doctype, level in LEVEL_1.items():
		shown = f"`{level.belongs_to}`" if doctype == "Customer" else ""
		cells = (", ".join(sorted(level.fields)), ", ".join(sorted(level.readers)), ", ".join(sorted(level.writers)), shown)
		lines.append(f"| {doctype} | {' | '.join(cells)} |")
	return "\n".join(lines)


def _cell(rights: frozenset[str]) -> str:
	return "".join(letter for right, letter in LETTERS.items() if right in rights) or "–"
