"""Indexes that the logs need on tables of the framework: a million versions are read by time, person and record type."""

from __future__ import annotations

import frappe

#: DocType: columns of each index
INDEXES: dict[str, tuple[tuple[str, ...], ...]] = {
	"Version": (("creation",), ("owner", "creation"), ("ref_doctype", "creation")),
	"Activity Log": (("creation",), ("user", "creation")),
	"Access Log": (("creation",),),
}


def ensure_indexes() -> None:
	"""Every index is there."""
	for doctype, indexes in INDEXES.items():
		for columns in indexes:
			frappe.db.add_index(doctype, list(columns), _name(columns))


def drop_indexes() -> None:
	"""Uninstall: the framework's tables are as it made them."""
	for doctype, indexes in INDEXES.items():
		for columns in indexes:
			if frappe.db.has_index(f"tab{doctype}", _name(columns)):
				frappe.db.sql_ddl(f"alter table `tab{doctype}` drop index `{_name(columns)}`")


def _name(columns: tuple[str, ...]) -> str:
	return "crm_" + "_".join(columns)
