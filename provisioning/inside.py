"""The only module that imports the framework: it runs in the bench's own environment, one request per process.

`provisioning.sites` starts it with a JSON object on standard input (so that no password is in the list of processes)
and reads one JSON object after the line MARKER from standard output.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import secrets
import sys

MARKER = "--- answer ---"


def bench(arguments: list[str]) -> None:
	"""Run one official bench command, exactly as `bench <arguments>` would."""
	import click
	from frappe.utils.bench_helper import get_app_groups

	try:
		click.Group(commands=get_app_groups())(args=["frappe", *arguments], prog_name="bench", standalone_mode=False)
	except SystemExit as ended:
		# some commands end the process also when all went well
		if ended.code:
			raise


def new_site(site: str, options: dict[str, str], apps: list[str]) -> None:
	"""Create a site with the official command, with the options that this framework version knows."""
	import frappe.commands.site

	known = {name for parameter in frappe.commands.site.new_site.params for name in parameter.opts}
	# newer framework versions name the old option otherwise
	scope = ["--mariadb-user-host-login-scope=%"] if "--mariadb-user-host-login-scope" in known else ["--no-mariadb-socket"]
	arguments = ["new-site", site, "--force", *scope]
	for name, value in options.items():
		arguments += [f"--{name}", value]
	for app in apps:
		arguments += ["--install-app", app]
	bench(arguments)


def install_missing_apps(site: str, apps: list[str]) -> list[str]:
	"""Install the apps that the site lacks; returns their names."""
	with _site(site) as frappe:
		absent = [app for app in apps if app not in frappe.get_installed_apps()]
	for app in absent:
		bench(["--site", site, "install-app", app])
	return absent


def configure(site: str, language: str) -> None:
	"""Complete a new site: language, country, time zone, currency; the set-up wizard counts as done, so that the Desk opens at once.

	The app does it when it can; the framework's own wizard does it otherwise.
	"""
	with _site(site) as frappe:
		_call_if_present("crm_custom.setup.site", "configure", language=language)
		if not frappe.utils.cint(frappe.db.get_single_value("System Settings", "setup_complete")):
			_complete_wizard(frappe, language)
		frappe.db.set_single_value("System Settings", "enable_scheduler", 1)
		frappe.db.commit()
		frappe.clear_cache()


def set_language(site: str, language: str) -> None:
	"""Change the language of a site and of its Administrator; users keep the language they chose."""
	with _site(site) as frappe:
		frappe.db.set_single_value("System Settings", "language", language)
		frappe.db.set_default("lang", language)
		frappe.db.set_value("User", "Administrator", "language", language)
		frappe.db.commit()
		frappe.clear_cache()


def _complete_wizard(frappe, language: str) -> None:
	from frappe.desk.page.setup_wizard.setup_wizard import setup_complete
	from frappe.translate import set_default_language

	name = frappe.db.get_value("Language", language, "language_name") or "English"
	answers = {"language": name, "country": "China", "timezone": "Asia/Shanghai", "currency": "CNY", "enable_telemetry": 0}
	outcome = setup_complete(answers)
	if outcome and outcome.get("status") == "fail":
		raise RuntimeError(f"the set-up wizard failed: {outcome.get('fail')}")
	set_default_language(language)


def create_demo(site: str, language: str, passwords: dict[str, str]) -> dict[str, object]:
	"""Create the app's demo company; returns its users and their passwords: the remembered ones, else new random ones."""
	from frappe.utils.password import update_password

	with _site(site) as frappe:
		users = _call_if_present("crm_custom.demo.commands", "create_company", language=language) or []
		known = {user["user"]: passwords.get(user["user"]) or secrets.token_urlsafe(18) for user in users}
		for user, password in known.items():
			update_password(user, password)
		frappe.db.commit()
		frappe.clear_cache()
	return {"users": users, "passwords": known}


def clear_demo(site: str) -> bool:
	"""Remove the demo company; False when the app has none."""
	with _site(site) as frappe:
		is_there = importlib.util.find_spec("crm_custom.demo") is not None
		_call_if_present("crm_custom.demo.commands", "clear_company")
		frappe.db.commit()
		frappe.clear_cache()
	return is_there


def set_password(site: str, user: str, password: str) -> None:
	"""Give one login a new password."""
	from frappe.utils.password import update_password

	with _site(site) as frappe:
		update_password(user, password)
		frappe.db.commit()


class _site:
	"""A connection to one site as Administrator."""

	def __init__(self, name: str):
		self.name = name

	def __enter__(self):
		import frappe

		frappe.init(site=self.name)
		frappe.connect()
		frappe.set_user("Administrator")
		return frappe

	def __exit__(self, *_problem) -> None:
		import frappe

		frappe.destroy()


def _call_if_present(module: str, function: str, **arguments):
	"""Call a function of the app, or do nothing while the app does not have it."""
	try:
		present = importlib.util.find_spec(module) is not None
	except ModuleNotFoundError:
		present = False
	target = getattr(importlib.import_module(module), function, None) if present else None
	return target(**arguments) if target else None


ACTIONS = {
	action.__name__: action
	for action in (bench, new_site, install_missing_apps, configure, set_language, create_demo, clear_demo, set_password)
}


def main() -> None:
	request = json.load(sys.stdin)
	answer = ACTIONS[request["action"]](**request["arguments"])
	print(MARKER)
	print(json.dumps(answer))


if __name__ == "__main__":
	main()
