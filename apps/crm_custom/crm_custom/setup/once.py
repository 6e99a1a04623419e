"""Seeds that are planted once: what an administrator later changes or deletes stays as the administrator left it."""

from __future__ import annotations

from collections.abc import Callable

import frappe

PREFIX = "crm_custom_seeded:"


def seed_once(name: str, plant: Callable[[], None]) -> bool:
	"""Call `plant` unless a seed of this name was planted on this site before; tells whether it was done now.

	To ship more values later use a new name; the old one is never planted again.
	"""
	if was_seeded(name):
		return False
	plant()
	frappe.db.set_global(PREFIX + name, "1")
	return True


def was_seeded(name: str) -> bool:
	"""True when a seed of this name was planted on this site before, perhaps by an earlier version."""
	return bool(frappe.db.get_global(PREFIX + name))


def forget_all_seeds() -> None:
	"""The site knows of no seed any more (uninstall)."""
	table = frappe.qb.DocType("DefaultValue")
	frappe.qb.from_(table).delete().where(table.defkey.like(f"{PREFIX}%")).run()
