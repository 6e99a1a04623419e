"""Login log: how often people logged in, from where last, how often in vain (R-351, R-346)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from crm_custom.records import operations, queries, reports


def execute(filters: dict[str, Any] | None = None) -> tuple:
	reports.check_administrator()
	counts = queries.count_logins(frappe._dict(filters or {}))
	people = queries.find_people(list({row.person for row in counts if row.person}))
	rows: dict[str, dict[str, Any]] = {}
	for count in counts:
		row = rows.setdefault(count.person, _empty(count.person, people.get(count.person)))
		prefix = "failed" if count.kind == operations.FAILED_LOGIN else "logins"
		row.update({prefix: count.number, f"{prefix}_at": count.last_at})
	return _columns(), sorted(rows.values(), key=lambda row: (-row["logins"], row["person"]))


def _columns() -> list[dict[str, Any]]:
	return [
		reports.column("full_name", _("Person"), width=150),
		reports.column("person", _("User name"), width=220),
		reports.column("logins", _("Logins"), "Int", 90),
		reports.column("logins_at", _("Last login"), "Datetime", 165),
		reports.column("last_ip", _("Last address"), width=130),
		reports.column("failed", _("Failed logins"), "Int", 110),
		reports.column("failed_at", _("Last failed login"), "Datetime", 165),
		reports.column("account", _("Account"), width=110),
	]


def _empty(person: str, user: Any) -> dict[str, Any]:
	account = _("unknown") if not user else _("Enabled") if user.enabled else _("Disabled")
	return {
		"person": person,
		"full_name": user.full_name if user else person,
		"last_ip": user.last_ip if user else None,
		"account": account,
		"logins": 0,
		"failed": 0,
	}
