"""What a print may load: assets of the bench and files of this site that the reader may read. Nothing else, no network.

A print is made of text that users typed, so every address in it is untrusted.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import frappe


class AddressNotAllowed(ValueError):
	"""The print refers to something that a print must not load. The renderer leaves it out and goes on."""


def path_of(address: str) -> Path:
	"""The local file behind an address of this site.

	Raises AddressNotAllowed for another host, another scheme, a path outside the folders, or a file that the user may not read.
	"""
	parts = urlsplit(address)
	own = urlsplit(frappe.utils.get_url())
	if parts.scheme not in {"", "http", "https"} or (parts.netloc and parts.netloc != own.netloc):
		raise AddressNotAllowed(f"a print loads only files of this site, not {address[:100]}")
	path = unquote(parts.path)
	if path.startswith("/assets/"):
		return _inside(Path(frappe.local.sites_path), Path(frappe.local.sites_path) / path.lstrip("/"), resolve_links=False)
	if path.startswith("/files/"):
		return _inside(Path(frappe.get_site_path("public", "files")), Path(frappe.get_site_path("public")) / path.lstrip("/"))
	if path.startswith("/private/files/"):
		_check_readable(path)
		return _inside(Path(frappe.get_site_path("private", "files")), Path(frappe.get_site_path()) / path.lstrip("/"))
	raise AddressNotAllowed(f"a print loads only assets and files, not {path[:100]}")


def _inside(folder: Path, path: Path, resolve_links: bool = True) -> Path:
	"""The path if it lies in the folder. Assets are links out of it on purpose, so there only the spelling counts."""
	if ".." in path.parts or "\\" in str(path) or "\0" in str(path):
		raise AddressNotAllowed("a print does not leave its folders")
	if resolve_links and not path.resolve().is_relative_to(folder.resolve()):
		raise AddressNotAllowed("a print does not leave its folders")
	if not path.is_file():
		raise AddressNotAllowed(f"there is no file {path.name}")
	return path


def _check_readable(file_url: str) -> None:
	names = frappe.get_all("File", filters={"file_url": file_url}, pluck="name", limit=20)
	if not any(frappe.get_doc("File", name).has_permission("read") for name in names):
		raise AddressNotAllowed("a print shows only files that its reader may read")
