"""The dictionaries' first values (R-325 to R-328): seeded once, then the administrator's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import frappe

from crm_custom.base_data import seeds
from crm_custom.setup.once import seed_once


def seed_dictionaries() -> None:
	"""One seed per dictionary, so that a dictionary that ships later is planted on sites that exist already."""
	for doctype, rows in seeds.SEEDS:
		seed_once(f"dictionary.{doctype}", lambda doctype=doctype, rows=rows: _plant(doctype, rows))


def _plant(doctype: str, rows: Iterable[dict[str, Any]]) -> None:
	for row in rows:
		doc = frappe.get_doc({"doctype": doctype, **row})
		doc.insert(ignore_if_duplicate=True)
