"""Where a customer is referred to: found in the descriptions of the record types, so that a custom field or another feature's DocType counts too."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import frappe
from frappe.model.rename_doc import get_link_fields

CUSTOMER = "Customer"
#: bookkeeping about customers themselves, and logs of what happened to that record: they stay where they are
STAYING = frozenset(
	{
		*("Customer Key", "Duplicate Pair", "Customer Merge"),
		*("Activity Log", "View Log", "Error Log", "Submission Queue", "Integration Request", "CRM Job Failure"),
		*("Webhook", "Workspace Link", "Workspace Shortcut"),
	}
)
#: references of the framework that are written as plain text: record type, field of the type, field of the name
WRITTEN = (
	("File", "attached_to_doctype", "attached_to_name"),
	("Email Queue", "reference_doctype", "reference_name"),
	("Notification Log", "document_type", "document_name"),
	("Energy Point Log", "reference_doctype", "reference_name"),
)
#: rows that would say the same twice when both customers have one: the other fields that make them the same
SAME_BY = {
	"Dynamic Link": ("parenttype", "parent"),
	"Tag Link": ("tag",),
	"DocShare": ("user", "everyone"),
	"Document Follow": ("user",),
	"User Permission": ("user", "allow", "applicable_for"),
	"Communication Link": ("parent",),
}


@dataclass(frozen=True)
class Reference:
	"""A field that can hold a customer's code; with `type_field` only in rows in which that field says Customer."""

	doctype: str
	field: str
	type_field: str | None = None
	is_child: bool = False

	def rows(self, query: Any, customers: list[str]) -> Any:
		"""Limit a query on the record type's table to the rows that refer to these customers."""
		table = frappe.qb.DocType(self.doctype)
		query = query.where(table[self.field].isin(customers))
		if self.type_field:
			query = query.where(table[self.type_field] == CUSTOMER)
		return query

	def as_dict(self) -> dict[str, Any]:
		"""For the log of a merge."""
		return asdict(self)


def find_references() -> list[Reference]:
	"""Every place that can refer to a customer, ordered, each once. Single record types are not tables and are left out."""
	kinds = _kinds()
	found = {(row["parent"], row["fieldname"], None) for row in get_link_fields(CUSTOMER) if not row["issingle"]}
	found |= {(parent, field, options) for parent, field, options in _dynamic_fields()}
	found |= {(doctype, name, kind) for doctype, kind, name in WRITTEN}
	found |= {(field.options, "parent", "parenttype") for field in frappe.get_meta(CUSTOMER).get_table_fields()}
	kept = [entry for entry in found if entry[0] in kinds and entry[0] not in STAYING]
	return [Reference(*entry, is_child=kinds[entry[0]]) for entry in sorted(kept, key=lambda entry: tuple(map(str, entry)))]


def _kinds() -> dict[str, bool]:
	"""Record types that have a table of their own, and whether they are rows of others."""
	table = frappe.qb.DocType("DocType")
	query = frappe.qb.from_(table).select(table.name, table.istable).where((table.issingle == 0) & (table.is_virtual == 0))
	return {name: bool(is_child) for name, is_child in query.run()}


def _dynamic_fields() -> list[tuple[str, str, str]]:
	fields, custom = frappe.qb.DocType("DocField"), frappe.qb.DocType("Custom Field")
	shipped = (
		frappe.qb.from_(fields).select(fields.parent, fields.fieldname, fields.options).where(fields.fieldtype == "Dynamic Link").run()
	)
	added = frappe.qb.from_(custom).select(custom.dt, custom.fieldname, custom.options).where(custom.fieldtype == "Dynamic Link").run()
	return [row for row in (*shipped, *added) if row[2]]
