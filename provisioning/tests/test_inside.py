"""What can be known of the code inside the bench's environment without a site."""

import io
import json
import sys
from types import ModuleType

from provisioning import inside


def test_a_function_that_the_app_does_not_have_is_skipped():
	assert inside._call_if_present("no_such_app.demo.commands", "create_company") is None
	assert inside._call_if_present("json", "no_such_function") is None
	assert inside._call_if_present("json", "dumps", obj=1) == "1"


def test_the_answer_stands_after_the_marker(monkeypatch, capsys):
	monkeypatch.setitem(inside.ACTIONS, "add", lambda a, b: print("noise") or a + b)
	monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps({"action": "add", "arguments": {"a": 1, "b": 2}})))
	inside.main()
	assert capsys.readouterr().out == f"noise\n{inside.MARKER}\n3\n"


def test_a_new_site_is_made_with_the_options_of_the_framework_at_hand(monkeypatch):
	asked = []
	monkeypatch.setattr(inside, "bench", asked.append)
	for option, expected in (
		("--no-mariadb-socket", "--no-mariadb-socket"),
		("--mariadb-user-host-login-scope", "--mariadb-user-host-login-scope=%"),
	):
		command = ModuleType("frappe.commands.site")
		command.new_site = type("Command", (), {"params": [type("Option", (), {"opts": [option]})]})
		modules = {"frappe": ModuleType("frappe"), "frappe.commands": ModuleType("frappe.commands"), "frappe.commands.site": command}
		modules["frappe"].commands = modules["frappe.commands"]
		modules["frappe.commands"].site = command
		for name, module in modules.items():
			monkeypatch.setitem(sys.modules, name, module)
		inside.new_site("x", {"db-name": "d"}, ["crm_custom"])
		assert asked.pop() == ["new-site", "x", "--force", expected, "--db-name", "d", "--install-app", "crm_custom"]
