"""The run of Frappe's own suite: its surroundings start and end with it, and the framework that it wrote into is built anew."""

import json
from xml.etree import ElementTree

import pytest

from provisioning import framework
from provisioning.errors import ProvisioningError
from provisioning.framework import own_tests
from provisioning.root import Root
from provisioning.steps import Steps

OUTPUT = """
frappe.tests.test_api.TestApi
   \x1b[32m ✔ \x1b[0m test_one (0.9s)
Updating: [===] 100%\r   ✖  test_two

frappe.core.doctype.file.test_file.TestFile
   =  test_three
  ✖  setUpClass (frappe.core.doctype.file.test_file.TestOther)

Tests: 3, Failing: 1, Errors: 1
"""
BENCH = """#!/bin/sh
case "$*" in
worker*) echo worker started >> "$PWD/events"; trap 'echo worker ended >> events; exit 0' TERM; while :; do sleep 0.05; done ;;
*run-parallel-tests*) cp localhost/site_config.json seen.json; until [ -s events ]; do sleep 0.05; done; echo suite >> events; {report} exit 3 ;;
esac
"""


@pytest.fixture
def root(tmp_path, monkeypatch):
	root = Root(tmp_path)
	for folder in (root.tools / "bin", root.env / "bin", root.logs, root.sites / own_tests.SITE):
		folder.mkdir(parents=True)
	(root.sites / "common_site_config.json").write_text('{"webserver_port": 8123}')
	(root.sites / own_tests.SITE / "site_config.json").write_text('{"db_name": "x"}')
	script(root.env / "bin" / "gunicorn", "#!/bin/sh\nexec sleep 60\n")
	script(root.tools / "bin" / "bench", BENCH.replace("{report}", f"cat <<'END'\n{OUTPUT}END\n"))
	monkeypatch.setattr(framework, "ensure_framework", lambda root, steps, environ: (root.path / "rebuilt").write_text(environ["X"]))
	return root


def script(file, text):
	file.write_text(text)
	file.chmod(0o755)


def run(root):
	return own_tests.run_framework_tests(root, Steps(root), {"X": "1"}, root.path / "report.xml", ("root", "secret"))


def test_the_suite_runs_between_start_and_end_of_its_helpers_and_its_status_comes_back(root):
	assert run(root) == 3
	assert (root.sites / "events").read_text().splitlines() == ["worker started", "suite", "worker ended"]
	cases = ElementTree.parse(root.path / "report.xml").getroot()
	assert [case.get("name") for case in cases] == ["test_one", "test_two", "test_three", "setUpClass"]
	assert (cases.get("tests"), cases.get("failures"), cases.get("skipped")) == ("4", "2", "1")


def test_the_framework_is_built_anew_after_the_run(root):
	steps = Steps(root)
	steps.remember(framework.STEP, "key")
	run(root)
	assert (root.path / "rebuilt").read_text() == "1"
	assert not steps.is_done(framework.STEP, "key")


def test_the_site_has_what_the_suite_reads_during_the_run_and_no_password_after_it(root):
	run(root)
	seen = json.loads((root.sites / "seen.json").read_text())
	assert seen["db_name"] == "x" and seen["host_name"] == "http://localhost:8123" and seen["root_password"] == "secret"
	assert (root.sites / own_tests.SITE / "site_config.json").read_text() == '{"db_name": "x"}'


def test_results_carry_the_class_they_stand_under():
	assert own_tests.read_results(OUTPUT)[2] == ("frappe.core.doctype.file.test_file.TestFile", "test_three", "=")


def test_a_run_that_breaks_off_is_an_error(root):
	script(root.tools / "bin" / "bench", BENCH.replace("{report}", ""))
	with pytest.raises(ProvisioningError, match=r"did not come to their end \(log: logs/framework-tests.log\)"):
		run(root)
	assert (root.path / "rebuilt").exists()


def test_a_missing_site_is_named(root):
	(root.sites / own_tests.SITE / "site_config.json").unlink()
	with pytest.raises(ProvisioningError, match="no site 'localhost'"):
		run(root)
