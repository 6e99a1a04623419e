"""A lock of the database that its holder cannot forget: when the process dies, the connection ends and with it the lock."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import frappe
from pypika import CustomFunction

_get = CustomFunction("GET_LOCK", ["name", "seconds"])
_release = CustomFunction("RELEASE_LOCK", ["name"])
_is_free = CustomFunction("IS_FREE_LOCK", ["name"])


@contextmanager
def held(name: str, seconds: int = 0) -> Iterator[bool]:
	"""Within the block this process alone holds the lock; yields False when somebody else has it after waiting so long.

	Commits and rollbacks do not touch it. The lock belongs to the connection: whoever reconnects has lost it.
	"""
	key = _key(name)
	is_mine = bool(frappe.qb.select(_get(key, seconds)).run()[0][0])
	try:
		yield is_mine
	finally:
		if is_mine:
			frappe.qb.select(_release(key)).run()


def is_free(name: str) -> bool:
	"""Whether nobody holds the lock at this moment."""
	return bool(frappe.qb.select(_is_free(_key(name))).run()[0][0])


def _key(name: str) -> str:
	"""Locks are the whole server's and have short names: the site is part of it."""
	return "crm:" + hashlib.sha256(f"{frappe.conf.db_name}:{name}".encode()).hexdigest()[:40]
