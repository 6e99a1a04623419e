"""The tests of the Node parts (desk/tests/*.test.mjs), each shown as a test of its own, so that one runner counts all."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from provisioning.desk.sources import MORE_OF_FRAMEWORK
from provisioning.root import Root

DESK = Path(__file__).resolve().parent.parent / "desk"
FILES = sorted((DESK / "tests").glob("*.test.mjs"))
NAME = re.compile(r'^test\("((?:[^"\\]|\\.)+)"', re.MULTILINE)
RESULT = re.compile(r"^(not ok|ok) \d+ - (.+?)(?: # (SKIP|TODO).*)?$", re.MULTILINE)
CASES = [(file.name, name) for file in FILES for name in NAME.findall(file.read_text(encoding="utf-8"))]


def node_modules() -> Path:
	"""The installed packages: of this checkout, or those that DESK_NODE_MODULES names."""
	return Path(os.environ.get("DESK_NODE_MODULES") or Root.here().run / "desk" / "node_modules")


def framework() -> Path:
	"""The framework's Python package: of this checkout, or the one that DESK_FRAMEWORK names."""
	return Path(os.environ.get("DESK_FRAMEWORK") or Root.here().framework / "frappe")


@pytest.fixture(scope="session")
def workplace(tmp_path_factory) -> Path:
	"""A copy of the Node files with the packages above them, where Node looks for packages."""
	if not shutil.which("node") or not node_modules().is_dir():
		pytest.skip("the npm packages of the Desk are not installed yet ('make run' or 'make test' does)")
	place = tmp_path_factory.mktemp("desk")
	for name in ("overlay", "tests"):
		shutil.copytree(DESK / name, place / name)
	(place / "node_modules").symlink_to(node_modules().resolve())
	return place


@functools.cache
def results(workplace: Path, file: str) -> tuple[dict[str, tuple[bool, bool]], str]:
	"""Run one file; per test whether it passed and whether it was skipped, and everything that was written."""
	environment = dict(os.environ, DESK_SOURCES=":".join(("public", *MORE_OF_FRAMEWORK)))
	environment.pop("DESK_FRAMEWORK", None)
	if framework().is_dir():
		environment["DESK_FRAMEWORK"] = str(framework())
	command = ["node", "--test", "--test-reporter=tap", str(workplace / "tests" / file)]
	done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)
	output = done.stdout + done.stderr
	# a file's tests are indented below the file in some versions of Node
	flat = re.sub(r"^ +(?=(?:not )?ok \d)", "", output, flags=re.MULTILINE)
	return {name: (word == "ok", bool(skipped)) for word, name, skipped in RESULT.findall(flat)}, output


def test_every_file_has_tests():
	assert {file for file, _ in CASES} == {file.name for file in FILES}


@pytest.mark.slow
@pytest.mark.parametrize(("file", "name"), CASES)
def test_node(workplace, file, name):
	found, output = results(workplace, file)
	escaped = name.replace("\\", "\\\\").replace("#", "\\#")
	passed, skipped = found.get(name) or found.get(escaped) or (False, False)
	if skipped:
		pytest.skip("needs a program or the framework, which are not here")
	assert passed, output[-8000:]
