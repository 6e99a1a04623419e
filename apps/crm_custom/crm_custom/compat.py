"""The few places where Frappe's lines differ (15-dev, 15 stable, 16). Nothing else in the app asks for the version."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import frappe
from frappe.model.naming import is_autoincremented
from pypika.terms import LiteralValue


def major_version() -> int:
	"""The framework's major version: 15 or 16."""
	return int(frappe.__version__.split(".")[0])


def desk_route() -> str:
	"""The first part of every Desk address: "app" up to version 15, "desk" from 16."""
	return "app" if major_version() < 16 else "desk"


def no_objection() -> bool | None:
	"""What a `has_permission` hook answers that leaves the decision to the others, the framework's own among them.

	Up to version 15 the first answer that is not None decides; from 16 every hook must say True.
	"""
	return True if major_version() >= 16 else None


def weasyprint_fetcher(load: Callable[[str], tuple[bytes, str]]) -> Any:
	"""What WeasyPrint takes as `url_fetcher`, made of a function address -> (content, kind).

	Releases up to 67 want a function that returns a dictionary, later ones an object. What `load` raises leaves the file out.
	"""
	from weasyprint import urls

	if not hasattr(urls, "URLFetcher"):
		return lambda address, *_args, **_kwargs: dict(zip(("string", "mime_type"), load(address), strict=True))

	class Fetcher(urls.URLFetcher):
		def fetch(self, url: str, headers: dict | None = None) -> Any:
			content, kind = load(url)
			return urls.URLFetcherResponse(url, body=content, headers={"Content-Type": kind})

	return Fetcher()


def rebuild_tree(doctype: str, parent_field: str) -> None:
	"""Count left and right of a whole tree. Version 15 wants the name of the field that points up, later lines know it."""
	from frappe.utils import nestedset

	known = len(inspect.signature(nestedset.rebuild_tree).parameters)
	nestedset.rebuild_tree(*(doctype, parent_field)[:known])


def bulk_update(doctype: str, values: dict[str, dict[str, Any]]) -> None:
	"""Set values of many records by name, without marking them as changed. Early releases of 15 have no bulk update."""
	if hasattr(frappe.db, "bulk_update"):
		frappe.db.bulk_update(doctype, values, update_modified=False)
		return
	for name, row in values.items():
		frappe.db.set_value(doctype, name, row, update_modified=False)


def give_role_profile(user: Any, profile: str) -> None:
	"""Give a user the roles of a profile: one link field up to 15, a table of profiles in newer releases."""
	if user.meta.has_field("role_profiles"):
		user.append("role_profiles", {"role_profile": profile})
	else:
		user.role_profile_name = profile


def name_of_new_row(doctype: str) -> Any:
	"""The name for a row that is inserted with many others: a number where the site keeps its logs by number, else random letters."""
	if is_autoincremented(doctype):
		return LiteralValue(f"nextval(`{frappe.scrub(doctype)}_id_seq`)")
	return frappe.generate_hash(length=14)
