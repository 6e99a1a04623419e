"""PDFs by WeasyPrint (R-371, R-372): the framework hands over the finished HTML and gets the file back."""

from __future__ import annotations

import base64
import io
import mimetypes
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

import frappe
from bs4 import BeautifulSoup
from pypdf import PdfReader, PdfWriter

from crm_custom.compat import weasyprint_fetcher
from crm_custom.printing.local_files import AddressNotAllowed, path_of

LAYOUT = Path(__file__).with_name("print.css")
#: "margin-top: 10mm" in the .print-format rule of a print format, as the framework reads it
MARGIN = re.compile(r"\.print-format\s*\{[^}]*?margin-(top|right|bottom|left)\s*:\s*(\d{1,3}(?:\.\d+)?)mm")
DEFAULT_MARGIN_MM = 15.0
PAGE_SIZE = re.compile(r"^[A-Za-z0-9]{1,12}$")


def generate(
	html: str,
	options: dict[str, Any] | None = None,
	output: PdfWriter | None = None,
	pdf_generator: str | None = None,
	**_: Any,
) -> bytes | PdfWriter | None:
	"""Hook `pdf_generator`: the PDF of a page as bytes, or its pages added to `output` when several are bound together.

	`options` are the framework's (orientation, page-size, margin-*, password). For whoever was allowed to print the page;
	pictures that this person may not read are left out. None when the administrator chose another generator for the print format.
	"""
	if pdf_generator not in {None, "", "wkhtmltopdf"}:
		return None
	options = options or {}
	content = render(html, options)
	if output is not None:
		output.append_pages_from_reader(PdfReader(io.BytesIO(content)))
		return output
	return encrypt(content, options["password"]) if options.get("password") else content


def render(html: str, options: dict[str, Any]) -> bytes:
	"""The HTML as a PDF file."""
	# a slow import that only printing needs
	from weasyprint import CSS, HTML

	fetcher = weasyprint_fetcher(load)
	page = HTML(string=prepare(html), base_url=frappe.utils.get_url(), url_fetcher=fetcher, media_type="print")
	rules = (LAYOUT.read_text(), page_rule(html, options, _default_page_size()))
	styles = [CSS(string=rule, url_fetcher=fetcher) for rule in rules]
	return page.write_pdf(stylesheets=styles)


def page_rule(html: str, options: dict[str, Any], default_size: str) -> str:
	"""The CSS @page rule: size, orientation, margins, letter head and foot. Pure; values of a wrong form fall back to the default."""
	size = str(options.get("page-size") or default_size)
	size = size if PAGE_SIZE.match(size) else "A4"
	orientation = "landscape" if str(options.get("orientation", "")).lower() == "landscape" else "portrait"
	margins = dict.fromkeys(("top", "right", "bottom", "left"), DEFAULT_MARGIN_MM)
	margins.update({side: float(width) for side, width in MARGIN.findall(html)})
	for side in margins:
		given = re.match(r"^(\d{1,3}(?:\.\d+)?)(mm)?$", str(options.get(f"margin-{side}", "")))
		margins[side] = float(given.group(1)) if given else margins[side]
	widths = " ".join(f"{margins[side]:g}mm" for side in ("top", "right", "bottom", "left"))
	return (
		f"@page {{ size: {size} {orientation}; margin: {widths};"
		" @top-center { content: element(letter-head); width: 100% }"
		" @bottom-center { content: element(letter-foot); width: 100% } }"
	)


def encrypt(content: bytes, password: str) -> bytes:
	"""The file, to be opened with the password only."""
	writer = PdfWriter()
	writer.append_pages_from_reader(PdfReader(io.BytesIO(content)))
	writer.encrypt(password, algorithm="AES-256")
	stream = io.BytesIO()
	writer.write(stream)
	return stream.getvalue()


def _default_page_size() -> str:
	return frappe.db.get_single_value("Print Settings", "pdf_page_size") or "A4"


def prepare(html: str) -> str:
	"""The page as the renderer wants it: no scripts, and letter head and foot first, so that they stand on every sheet. Pure."""
	page = BeautifulSoup(html, "html5lib")
	for script in page.find_all("script"):
		script.decompose()
	for part in ("footer-html", "header-html"):
		found = page.find_all(id=part)
		for extra in found[1:]:
			extra.decompose()
		if found:
			page.body.insert(0, found[0].extract())
	return str(page)


def load(address: str) -> tuple[bytes, str]:
	"""Content and kind of what stands at an address that a print may load; raises AddressNotAllowed for any other."""
	if address.startswith("data:"):
		return data_address(address)
	try:
		path = path_of(address)
	except AddressNotAllowed as reason:
		frappe.logger("printing").info(str(reason))
		raise
	return path.read_bytes(), mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def data_address(address: str) -> tuple[bytes, str]:
	"""Content and kind of a `data:` address. Raises AddressNotAllowed when it cannot be read. Pure."""
	head, comma, body = address.removeprefix("data:").partition(",")
	if not comma:
		raise AddressNotAllowed("a data address has a comma")
	kind = head.split(";")[0] or "text/plain"
	try:
		return (base64.b64decode(unquote(body), validate=True) if head.endswith(";base64") else unquote_to_bytes(body)), kind
	except ValueError as broken:
		raise AddressNotAllowed("a data address is not readable") from broken
