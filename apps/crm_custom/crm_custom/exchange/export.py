"""Exports: the framework's own, whose files open with readable Chinese and run nothing, and whose list export can be imported again.

Which rows and fields a person gets is the framework's decision: export right, row scope, permission levels.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.core.doctype.access_log.access_log import make_access_log
from frappe.core.doctype.data_export import exporter as data_export
from frappe.core.doctype.data_import import data_import
from frappe.core.doctype.data_import.exporter import Exporter
from frappe.desk import query_report, reportview

from crm_custom.base_data.module_access import check_report
from crm_custom.exchange.answer import answer_with_table, make_answer_harmless
from crm_custom.exchange.columns import Field, heading_of, headings
from crm_custom.exchange.registry import is_ours
from crm_custom.exchange.rules.formulas import neutralise


class CRMExporter(Exporter):
	"""The framework's list export; headings and values in the user's language, as the import understands them."""

	def rows(self) -> Iterator[list[Any]]:
		"""Head row and data."""
		fields = [Field(df, df.child_table_df if df.is_child_table_field else None) for df in self.fields]
		known = headings(self.doctype)
		yield [heading_of(field, known) for field in fields]
		for row in list(self.get_csv_array())[1:]:
			yield [_shown(field.df, value) for field, value in zip(fields, row, strict=True)]


def _shown(df: Any, value: Any) -> Any:
	"""A stored value as it stands in the file: choices and dictionary values in the user's language, nothing that would run."""
	if not isinstance(value, str):
		return str(value) if isinstance(value, timedelta) else value
	if df.fieldtype == "Select" or (df.fieldtype == "Link" and frappe.get_meta(df.options).get("translated_doctype")):
		return neutralise(_(value))
	return neutralise(value)


@frappe.whitelist(methods=["GET", "POST"])
def download_list(
	doctype: str,
	export_fields: str | dict | None = None,
	export_records: str | None = None,
	export_filters: str | dict | list | None = None,
	file_type: str = "CSV",
) -> None:
	"""Takes the place of frappe.core.doctype.data_import.data_import.download_template: list export, and template of chosen columns."""
	with_data = export_records != "blank_template"
	if with_data:
		frappe.permissions.can_export(doctype, raise_exception=True)
	elif not frappe.has_permission(doctype, "read"):
		raise frappe.PermissionError
	if not is_ours(doctype):
		data_import.download_template(doctype, export_fields, export_records, export_filters, file_type)
		make_answer_harmless()
		return
	filters = frappe.parse_json(export_filters)
	if with_data:
		make_access_log(doctype=doctype, file_type=file_type, filters=filters, method="List export")
	exporter = CRMExporter(
		doctype,
		export_fields=frappe.parse_json(export_fields),
		export_data=with_data,
		export_filters=filters,
		export_page_length=5 if export_records == "5_records" else None,
		file_type=file_type,
	)
	answer_with_table(list(exporter.rows()), _(doctype), file_type)


@frappe.whitelist(methods=["GET", "POST"])
def export_list_report() -> None:
	"""Takes the place of frappe.desk.reportview.export_query: export of the report view and of chosen rows."""
	delimiter = frappe.form_dict.get("csv_delimiter") or ","
	reportview.export_query()
	make_answer_harmless(delimiter)


@frappe.whitelist(methods=["GET", "POST"])
def export_report() -> None:
	"""Takes the place of frappe.desk.query_report.export_query: export of a report (R-373)."""
	delimiter = frappe.form_dict.get("csv_delimiter") or ","
	check_report(frappe.form_dict.get("report_name"))
	query_report.export_query()
	make_answer_harmless(delimiter)


@frappe.whitelist(methods=["GET", "POST"])
def export_data(
	doctype: str | list | None = None,
	parent_doctype: str | None = None,
	all_doctypes: bool | str = True,
	with_data: bool | str = False,
	select_columns: str | dict | None = None,
	file_type: str = "CSV",
	template: bool | str = False,
	filters: str | dict | list | None = None,
	export_without_column_meta: bool | str = False,
) -> None:
	"""Takes the place of frappe.core.doctype.data_export.exporter.export_data: the framework's Data Export."""
	data_export.export_data(
		doctype,
		parent_doctype,
		all_doctypes,
		with_data,
		select_columns,
		file_type,
		template,
		filters,
		export_without_column_meta,
	)
	make_answer_harmless()
