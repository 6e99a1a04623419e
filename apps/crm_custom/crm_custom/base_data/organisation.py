"""Departments and superiors: who works where and who leads whom (R-088, R-329, R-353). Reads only."""

from __future__ import annotations

import frappe

from crm_custom.base_data.rules.hierarchy import people_led_by


def departments_and_team_of(user: str) -> tuple[frozenset[str], frozenset[str]]:
	"""What decides the scope of a user, in two queries.

	Departments: the own one and those that the user heads, each with everything below it. Team: the users whose chain of
	superiors leads to the user. Disabled departments count too, because their customers still need somebody.
	"""
	superiors = superiors_of_all()
	return _departments_of(user), people_led_by(user, superiors)


def people_led_or_beside(user: str) -> list[str]:
	"""The people whose work a supervisor follows: those of the own departments, and the team. One query more than `departments_and_team_of`."""
	departments, team = departments_and_team_of(user)
	profile = frappe.qb.DocType("Staff Profile")
	if not departments:
		return sorted({*team, user})
	query = frappe.qb.from_(profile).select(profile.user).where(profile.department.isin(sorted(departments)))
	return sorted({*query.run(pluck=True), *team, user})


def department_of(user: str | None) -> str | None:
	"""The department in the staff profile of a user; None without profile or department."""
	return frappe.db.get_value("Staff Profile", {"user": user}, "department") if user else None


def superiors_of_all(lock: bool = False) -> dict[str, str | None]:
	"""User: superior, for every staff profile that has one. With `lock` as it is now, held until the end of the transaction."""
	profile = frappe.qb.DocType("Staff Profile")
	query = frappe.qb.from_(profile).select(profile.user, profile.superior).where(profile.superior.isnotnull())
	return dict((query.for_update() if lock else query).run())


def _departments_of(user: str) -> frozenset[str]:
	top, below = frappe.qb.DocType("CRM Department").as_("top"), frappe.qb.DocType("CRM Department").as_("below")
	profile = frappe.qb.DocType("Staff Profile")
	own = frappe.qb.from_(profile).select(profile.department).where(profile.user == user)
	query = (
		frappe.qb.from_(top)
		.join(below)
		.on((below.lft >= top.lft) & (below.rgt <= top.rgt))
		.select(below.name)
		.distinct()
		.where((top.head == user) | top.name.isin(own))
	)
	return frozenset(query.run(pluck=True))
