"""Runs other programs: their output goes to a log, and a failure becomes one clear line that names the log."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from provisioning.errors import ProvisioningError
from provisioning.root import Root

# what programs write when there is no room, whatever they call the failure
FULL_DISK = ("No space left on device", "ENOSPC")


def clean_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
	"""The caller's environment without what slows or misleads the tools (byte code off, a foreign virtualenv)."""
	environment = {
		name: value
		for name, value in os.environ.items()
		if name not in {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
	}
	environment.update(extra or {})
	return environment


def call(
	root: Root,
	command: Sequence[str | Path],
	*,
	what: str,
	remedy: str = "",
	cwd: Path | None = None,
	env: Mapping[str, str] | None = None,
	log: str = "setup.log",
	stdin: str | None = None,
	explain: Callable[[str], str] | None = None,
) -> str:
	"""Run to the end and return standard output. Raises ProvisioningError ("<what> failed: <last line>. <remedy> Log: …").

	`explain` finds a better reason than the last line in what the program wrote.
	"""
	words = [str(word) for word in command]
	root.logs.mkdir(parents=True, exist_ok=True)
	try:
		done = subprocess.run(
			words,
			cwd=cwd or root.path,
			env=clean_environment(env),
			input=stdin,
			stdin=subprocess.DEVNULL if stdin is None else None,
			capture_output=True,
			text=True,
			errors="replace",
		)
	except FileNotFoundError as missing:
		raise ProvisioningError(f"{what} failed: the program '{words[0]}' is missing. {remedy}".strip()) from missing
	log_file = root.logs / log
	with log_file.open("a", encoding="utf-8") as stream:
		stream.write(f"$ {' '.join(Path(word).name if index == 0 else word for index, word in enumerate(words))}\n")
		stream.write(done.stdout + done.stderr)
	if done.returncode:
		raise ProvisioningError(f"{what} failed: {_reason(done, explain, remedy)} (log: {log_file.relative_to(root.path)})")
	return done.stdout


def _reason(done: subprocess.CompletedProcess, explain: Callable[[str], str] | None, remedy: str) -> str:
	"""What went wrong and what to do, from what the program wrote."""
	written = done.stderr + "\n" + done.stdout
	if any(sign in written for sign in FULL_DISK):
		remedy = "The disk is full: make room and run the command again."
	# programs say what is wrong on standard error; standard output ends with whatever they did before
	lines = [line.strip() for line in (done.stderr.strip() or done.stdout).splitlines() if line.strip()]
	last = lines[-1] if lines else f"exit status {done.returncode}"
	reason = (explain(written) if explain else last)[:300].removeprefix("ERROR: ").rstrip(".")
	return f"{reason}. {remedy}".strip()
