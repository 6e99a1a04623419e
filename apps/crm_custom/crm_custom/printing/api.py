"""Endpoints of printing: many documents as one PDF, and a list of chosen records with chosen columns."""

from __future__ import annotations

import io
import json

import frappe
from frappe import _
from frappe.core.doctype.access_log.access_log import make_access_log
from frappe.translate import print_language
from pypdf import PdfWriter

from crm_custom.exceptions import TooManyRecordsError, refuse
from crm_custom.printing import listing, pdf

#: documents of one PDF: as many as a request has time for
MOST_DOCUMENTS = 60


@frappe.whitelist(methods=["GET", "POST"])
def download_multi_pdf(
	doctype: str | dict,
	name: str | list,
	format: str | None = None,
	no_letterhead: bool | str = False,
	letterhead: str | None = None,
	options: str | dict | None = None,
	language: str | None = None,
) -> None:
	"""Takes the place of frappe.utils.print_format.download_multi_pdf: one PDF with one document each, in the reader's language.

	Each document is checked for the right to print. Raises TooManyRecordsError; PermissionError when one of them may not be printed.
	"""
	chosen = _chosen(doctype, name)
	if len(chosen) > MOST_DOCUMENTS:
		refuse(TooManyRecordsError, most=MOST_DOCUMENTS, chosen=len(chosen))
	for kind, record in chosen:
		frappe.get_doc(kind, record).check_permission("print")
	output = PdfWriter()
	with print_language(language):
		for place, (kind, record) in enumerate(chosen, 1):
			frappe.get_print(
				kind,
				record,
				format,
				as_pdf=True,
				output=output,
				no_letterhead=frappe.utils.cint(no_letterhead),
				letterhead=letterhead,
				pdf_options=frappe.parse_json(options),
			)
			_tell(place, len(chosen))
	stream = io.BytesIO()
	output.write(stream)
	title = doctype if isinstance(doctype, str) else str(name)
	_answer(f"{_(title)}.pdf", stream.getvalue())


@frappe.whitelist(methods=["POST"])
def preview_list(doctype: str, names: str | list, columns: str | list) -> str:
	"""The page of a printed list, for the preview in the browser. See listing.build_list."""
	return listing.render(listing.build_list(doctype, _list(names), _list(columns)))


@frappe.whitelist(methods=["POST"])
def download_list_pdf(doctype: str, names: str | list, columns: str | list) -> None:
	"""The same list as a PDF file."""
	page = listing.build_list(doctype, _list(names), _list(columns))
	make_access_log(doctype=doctype, file_type="PDF", method="Print list")
	_answer(f"{_(doctype)}.pdf", pdf.generate(listing.render(page), {"orientation": page.orientation}))


def _chosen(doctype: str | dict, name: str | list) -> list[tuple[str, str]]:
	doctype = frappe.parse_json(doctype) if isinstance(doctype, str) and doctype.startswith("{") else doctype
	if isinstance(doctype, dict):
		return [(kind, record) for kind, records in doctype.items() for record in records]
	return [(doctype, record) for record in dict.fromkeys(_list(name))]


def _list(value: str | list) -> list[str]:
	if isinstance(value, str) and value.startswith("["):
		value = json.loads(value)
	return [str(item) for item in value] if isinstance(value, list) else [value]


def _tell(done: int, total: int) -> None:
	"""A progress bar for the one who waits, when it takes a while."""
	if total > 3:
		frappe.publish_progress(done * 100 / total, title=_("Printing"), description=_("{0} of {1}").format(done, total))


def _answer(name: str, content: bytes) -> None:
	frappe.response["type"] = "pdf"
	frappe.response["filename"] = name
	frappe.response["filecontent"] = content
