"""The command line: `python3 -m provisioning COMMAND`. A command that cannot work prints one line and exits with status 1."""

from __future__ import annotations

import argparse
import errno
import os
import sys
import time
import traceback

from provisioning import processes
from provisioning.commands import COMMANDS
from provisioning.errors import ProvisioningError
from provisioning.root import Root
from provisioning.testing import SomeFailed

INTERRUPTED = 130


def parser() -> argparse.ArgumentParser:
	"""All commands with their options; what they do is the first line of their function."""
	top = argparse.ArgumentParser(prog="python3 -m provisioning", description="Sets up, serves and tests CRM Desk.")
	commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
	commands.add_parser("help", help="This list, as make targets.")
	for name, function in COMMANDS.items():
		command = commands.add_parser(name, help=summary(name), description=function.__doc__)
		if name in ("run", "dev", "start"):
			command.add_argument("--language", help="of the site and its demo users: en or zh")
			command.add_argument("--host", help="address to listen on, 127.0.0.1 unless told; 0.0.0.0 for a trusted network")
		if name == "check-scope":
			command.add_argument("--who", help="only these people, separated by commas")
			command.add_argument("--type", help="only these record types, separated by commas")
		if name == "restore":
			command.add_argument("--file", help="an archive made by backup")
		if name in ("restore", "clean"):
			command.add_argument("--force", action="store_true", help="do not ask")
		if name == "bench":
			command.add_argument("--customers", type=int, default=100_000, help="how many there are, 100000 unless told")
		if name == "test":
			command.add_argument("--stages", help="only these stages, separated by commas")
			command.add_argument("--fresh", action="store_true", help="begin with a new test site")
	return top


def summary(name: str) -> str:
	return (COMMANDS[name].__doc__ or "").strip().splitlines()[0]


def main(arguments: list[str] | None = None) -> int:
	"""Run one command; returns the exit status. Nothing that goes wrong is shown as a traceback: those go to logs/errors.log."""
	options = parser().parse_args(arguments)
	if options.command == "help":
		print_help()
		return 0
	root = None
	try:
		root = Root.here()
		COMMANDS[options.command](root, options)
		return 0
	except SomeFailed as count:
		# the count must be the last line of all, on the same stream as the rest
		print(count, flush=True)
		return 1
	except ProvisioningError as refused:
		return _fail(str(refused))
	except KeyboardInterrupt:
		_end_children()
		return _fail("Interrupted. The next run takes up where this one was.", INTERRUPTED)
	except OSError as problem:
		_record(root)
		return _fail(explain(problem))
	except Exception as unexpected:
		_record(root)
		return _fail(f"Unexpected: {type(unexpected).__name__}: {unexpected}. Details are in logs/errors.log.")


def explain(problem: OSError) -> str:
	"""A failure of the system in words that say what to do."""
	place = problem.filename or "a file"
	if problem.errno in (errno.ENOSPC, errno.EDQUOT):
		return f"The disk is full (while writing {place}). Nothing was lost: make room and run the command again."
	if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
		return f"No permission for {place}. The checkout must belong to the user who runs it ({os.geteuid()})."
	return f"{problem.strerror or problem}: {place}. Details are in logs/errors.log."


def print_help() -> None:
	print("make COMMAND\n")
	for name in COMMANDS:
		print(f"  {name:<16}{summary(name)}")
	print("\n  make run LANGUAGE=zh      in Chinese             make run HOST=0.0.0.0    for the local network")
	print("  make restore FILE=…       FORCE=1 does not ask   FRAPPE_PATH=…            another Frappe checkout")


def _fail(line: str, code: int = 1) -> int:
	# a step that was under way has left its title on the line
	begin = "\r\033[K" if sys.stderr.isatty() else ""
	print(f"{begin}error: {' '.join(line.split())}", file=sys.stderr, flush=True)
	return code


def _end_children() -> None:
	"""Downloads and builds that ran when the command was interrupted."""
	processes.end(processes.started_here(), seconds=5)


def _record(root: Root | None) -> None:
	if root is None:
		return
	try:
		root.logs.mkdir(exist_ok=True)
		with (root.logs / "errors.log").open("a", encoding="utf-8") as stream:
			stream.write(time.strftime("%Y-%m-%d %H:%M:%S\n") + traceback.format_exc() + "\n")
	except OSError:
		# a full disk or a foreign folder: the line on screen has to do
		pass
