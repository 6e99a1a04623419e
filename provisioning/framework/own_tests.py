"""Frappe's own test suite on the framework in `apps/frappe`, on a site made for it.

The suite expects what its authors' machines have: a web server that answers under the site's name, a worker, an outgoing mail account,
and `bench` on the path. They are started for the time of the run. Its tests also write into `apps/frappe`, so that the framework is
built anew afterwards.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from xml.etree import ElementTree

from provisioning import framework
from provisioning.errors import ProvisioningError
from provisioning.root import Root
from provisioning.shell import clean_environment
from provisioning.steps import Steps

# The suite opens http://<site>:<port>, and many machines resolve no name below it but this one.
SITE = "localhost"
# Some tests log in as Administrator with this password, whatever the configuration says.
PASSWORD = "admin"  # noqa: S105 - of a site that exists for the time of the run and listens on this machine only
WORKER_QUEUES = "short,default,long"

# The authors' own runner, which logs in as Administrator before each file; `run-tests` does not, and one test that leaves no user in the
# session fails two hundred after it. It writes no report: a line names the class, and one per test follows.
RUNNER = ("run-parallel-tests", "--app", "frappe")
CLASS_LINE = re.compile(r"^(frappe\.[\w.]+)$")
TEST_LINE = re.compile(r" (?P<mark>[✔✖=])  +(?P<name>\w+)")
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
SUMMARY = re.compile(r"^Tests: (?P<count>\d+), Failing: \d+, Errors: \d+", re.MULTILINE)


def run_framework_tests(root: Root, steps: Steps, environ: Mapping[str, str], report: Path, database_root: tuple[str, str]) -> int:
	"""Run the suite on the site `localhost`, write a JUnit file to `report`, and return the runner's exit status.

	`database_root` is MariaDB's administrator and password: the suite makes and drops sites of its own. Without it, the tests of the
	commands stop half-way and take most of those after them along. The site must exist, with the framework alone and MariaDB and Redis running; `sites/common_site_config.json` names the web port,
	which must be free. `logs/framework-tests.log` holds the output.
	Raises ProvisioningError when the suite did not come to its end.
	"""
	report.unlink(missing_ok=True)
	log = root.logs / "framework-tests.log"
	settings = json.loads((root.sites / "common_site_config.json").read_text(encoding="utf-8"))
	port = int(settings["webserver_port"])
	try:
		with ExitStack() as stack, log.open("w", encoding="utf-8") as output:
			stack.enter_context(_configured(root, port, database_root))
			for command in _helpers(root, port):
				stack.enter_context(_running(root, command, output))
			command = [_bench(root), "--site", SITE, *RUNNER]
			status = subprocess.run(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, **_surroundings(root)).returncode
	finally:
		# where the tests of the commands put the sites that they dropped
		shutil.rmtree(root.path / "archived", ignore_errors=True)
		steps.forget(framework.STEP)
		framework.ensure_framework(root, steps, environ)
	text = log.read_text(encoding="utf-8", errors="replace")
	if not SUMMARY.search(text):
		raise ProvisioningError(f"The framework's tests did not come to their end (log: {log.relative_to(root.path)}).")
	report.parent.mkdir(parents=True, exist_ok=True)
	report.write_bytes(render_report(read_results(text)))
	return status


def read_results(text: str) -> list[tuple[str, str, str]]:
	"""Class, test and mark (✔ passed, ✖ failed, = skipped) of every result in the runner's output. Pure."""
	results, current = [], ""
	for line in COLOURS.sub("", text).splitlines():
		if named := CLASS_LINE.match(line):
			current = named[1]
		elif found := TEST_LINE.search(line):
			results.append((current, found["name"], found["mark"]))
	return results


def render_report(results: list[tuple[str, str, str]]) -> bytes:
	"""The results as a JUnit file."""
	suite = ElementTree.Element("testsuite", name="frappe", tests=str(len(results)))
	for name, test, mark in results:
		case = ElementTree.SubElement(suite, "testcase", classname=name, name=test)
		if mark != "✔":
			ElementTree.SubElement(case, "failure" if mark == "✖" else "skipped")
	for kind in ("failure", "skipped"):
		suite.set("failures" if kind == "failure" else kind, str(len(suite.findall(f"testcase/{kind}"))))
	return ElementTree.tostring(suite, encoding="utf-8", xml_declaration=True)


@contextmanager
def _configured(root: Root, port: int, database_root: tuple[str, str]) -> Iterator[None]:
	"""What the suite reads from its site's configuration, for the time of the run; nothing listens on the mail port."""
	file = root.sites / SITE / "site_config.json"
	if not file.exists():
		raise ProvisioningError(f"There is no site '{SITE}' for the framework's tests in {root.sites}.")
	before = file.read_text(encoding="utf-8")
	suite = {
		"allow_tests": True,
		"host_name": f"http://{SITE}:{port}",
		"server_script_enabled": True,
		"monitor": 1,
		"admin_password": PASSWORD,
		"root_login": database_root[0],
		"root_password": database_root[1],
		"auto_email_id": "test@example.com",
		"mail_server": "localhost",
		"mail_port": 2525,
		"mail_login": "test@example.com",
		"mail_password": "test",
	}
	file.chmod(0o600)
	file.write_text(json.dumps(json.loads(before) | suite, indent=1, sort_keys=True) + "\n", encoding="utf-8")
	try:
		yield
	finally:
		file.write_text(before, encoding="utf-8")


def _helpers(root: Root, port: int) -> tuple[list[str], ...]:
	gunicorn = [
		str(root.env / "bin" / "gunicorn"),
		"--bind",
		f"127.0.0.1:{port}",
		"--workers",
		"2",
		"--no-control-socket",
		"frappe.app:application",
	]
	return gunicorn, [_bench(root), "worker", "--queue", WORKER_QUEUES]


@contextmanager
def _running(root: Root, command: list[str], output) -> Iterator[None]:
	process = subprocess.Popen(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, **_surroundings(root))
	try:
		yield
	finally:
		process.terminate()
		try:
			process.wait(timeout=10)
		except subprocess.TimeoutExpired:
			process.kill()
			process.wait()


def _surroundings(root: Root) -> dict:
	"""Folder and environment of every program of the run: bench on the path, and the runner's status telling of failures."""
	path = os.pathsep.join([str(root.tools / "bin"), str(root.env / "bin"), os.environ.get("PATH", os.defpath)])
	return {"cwd": root.sites, "env": clean_environment({"PATH": path, "CI": "1"})}


def _bench(root: Root) -> str:
	return str(root.tools / "bin" / "bench")
