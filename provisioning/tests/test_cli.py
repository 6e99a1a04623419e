import errno
import re
import subprocess
import sys
from pathlib import Path

import pytest

from provisioning import cli, commands
from provisioning.errors import ProvisioningError
from provisioning.testing import SomeFailed

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def command(monkeypatch, root):
	"""Lets `status` do what the test wants."""
	monkeypatch.setattr(cli.Root, "here", classmethod(lambda _class: root))

	def put(problem):
		def fail(_root, _options):
			"""Does what the test wants."""
			raise problem

		monkeypatch.setitem(commands.COMMANDS, "status", fail)

	return put


@pytest.mark.parametrize(
	("problem", "line"),
	[
		(ProvisioningError("It is so."), "error: It is so."),
		(OSError(errno.ENOSPC, "No space left on device", "/x/y"), "error: The disk is full (while writing /x/y). Nothing was lost"),
		(PermissionError(errno.EACCES, "Permission denied", "/x"), "error: No permission for /x."),
		(ZeroDivisionError("oops"), "error: Unexpected: ZeroDivisionError: oops. Details are in logs/errors.log."),
	],
)
def test_a_command_that_cannot_work_says_so_in_one_line(command, capsys, problem, line):
	command(problem)
	assert cli.main(["status"]) == 1
	shown = capsys.readouterr()
	assert shown.err.startswith(line)
	assert len(shown.err.splitlines()) == 1
	assert shown.out == ""


def test_the_traceback_of_the_unexpected_goes_to_the_log(command, root):
	command(ZeroDivisionError("oops"))
	cli.main(["status"])
	assert "ZeroDivisionError: oops" in (root.logs / "errors.log").read_text()


def test_an_interruption_has_the_usual_status(command):
	command(KeyboardInterrupt())
	assert cli.main(["status"]) == 130


def test_the_count_of_failed_tests_is_the_last_line_of_the_output(command, capsys):
	command(SomeFailed("3 passed, 1 failed"))
	assert cli.main(["status"]) == 1
	assert capsys.readouterr().out.splitlines()[-1] == "3 passed, 1 failed"


def test_every_command_says_what_it_does():
	assert all(cli.summary(name).endswith(".") for name in commands.COMMANDS)


def test_help_lists_every_command(capsys):
	cli.main(["help"])
	shown = capsys.readouterr().out
	assert all(f"  {name} " in shown for name in commands.COMMANDS)


# the Makefile


def make(*arguments, cwd=REPOSITORY, **environment):
	command = ["make", "--dry-run", *arguments]
	return subprocess.run(command, cwd=cwd, env={"PATH": "/usr/bin:/bin", **environment}, capture_output=True, text=True)


def test_every_command_is_a_target_and_help_is_the_first():
	listed = re.search(r"^COMMANDS = (.*)$", (REPOSITORY / "Makefile").read_text(), re.M)[1].split()
	assert listed == list(commands.COMMANDS)
	assert "provisioning help" in make().stdout


def test_the_language_of_the_shell_is_not_the_language_of_the_crm():
	assert "--language" not in make("run", LANGUAGE="de_DE:de").stdout
	assert '--language "zh"' in make("run", "LANGUAGE=zh").stdout


def test_options_reach_their_command():
	assert '--file "b.tar" --force' in make("restore", "FILE=b.tar", "FORCE=1").stdout
	assert "--force" not in make("clean").stdout
	assert '--host "0.0.0.0"' in make("start", "HOST=0.0.0.0").stdout


def test_a_path_with_a_space_is_refused_in_one_line(tmp_path):
	folder = tmp_path / "my crm"
	folder.mkdir()
	(folder / "Makefile").symlink_to(REPOSITORY / "Makefile")
	package = folder / "provisioning"
	package.mkdir()
	for file in (REPOSITORY / "provisioning").iterdir():
		# the package looks at its own place: copies, not links
		if file.suffix == ".py":
			(package / file.name).write_text(file.read_text())
	for name in ("services", "framework", "desk", "locks"):
		(package / name).symlink_to(REPOSITORY / "provisioning" / name)
	done = subprocess.run(["make", f"PYTHON={sys.executable}", "status"], cwd=folder, capture_output=True, text=True)
	assert done.returncode != 0
	assert "has a space in its path" in done.stderr
	assert "Traceback" not in done.stderr


def test_a_language_that_the_crm_does_not_speak_is_refused(root, monkeypatch, capsys):
	monkeypatch.setattr(cli.Root, "here", classmethod(lambda _class: root))
	assert cli.main(["run", "--language", "de"]) == 1
	assert capsys.readouterr().err == "error: LANGUAGE is 'de', but must be one of: en, zh.\n"
