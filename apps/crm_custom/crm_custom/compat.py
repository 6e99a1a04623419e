"""The few places where Frappe's lines differ (15-dev, 15 stable, 16). Nothing else in the app asks for the version."""

from __future__ import annotations

import frappe


def major_version() -> int:
	"""The framework's major version: 15 or 16."""
	return int(frappe.__version__.split(".")[0])


def desk_route() -> str:
	"""The first part of every Desk address: "app" up to version 15, "desk" from 16."""
	return "app" if major_version() < 16 else "desk"
