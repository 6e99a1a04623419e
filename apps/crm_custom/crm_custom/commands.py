"""Commands of the bench that this app brings."""

from __future__ import annotations

import sys

import click
import frappe
from frappe.commands import get_site, pass_context


@click.command("crm-check-scope")
@click.option("--user", "users", multiple=True, help="Check this person; may be given several times. Default: the people of the CRM.")
@click.option("--doctype", "doctypes", multiple=True, help="Check this record type; may be given several times. Default: all.")
@pass_context
def check_scope(context: object, users: tuple[str, ...], doctypes: tuple[str, ...]) -> None:
	"""Compare what people get through every door of the framework with what they may see. Exit status 1 when anything differs."""
	frappe.init(site=get_site(context))
	frappe.connect()
	try:
		found = _check(users, doctypes)
	finally:
		frappe.db.rollback()
		frappe.destroy()
	sys.exit(1 if found else 0)


def _check(users: tuple[str, ...], doctypes: tuple[str, ...]) -> int:
	from crm_custom.permissions import check, scope

	unknown = [name for name in doctypes if name not in scope.POLICIES] + [name for name in users if not frappe.db.exists("User", name)]
	if unknown:
		raise click.BadParameter(f"not known: {', '.join(unknown)}. Record types: {', '.join(scope.POLICIES)}.")
	people = list(users) or check.people_to_check()
	found = 0
	for difference in check.differences(people, list(doctypes) or list(scope.POLICIES)):
		found += 1
		click.echo(str(difference))
	click.echo(f"{len(people)} people checked, {found} differences." if found else f"{len(people)} people checked: every door agrees.")
	return found


commands = [check_scope]
