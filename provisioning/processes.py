"""Other processes of this command: which ones it started, and their end when the command ends early."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path


def is_alive(pid: int) -> bool:
	"""Whether a process runs; one that has ended and waits to be collected does not."""
	fields = _stat(pid)
	return bool(fields) and fields[0] != "Z"


def end(pids: list[int], *, seconds: float) -> None:
	"""Ask processes to end, and end those by force that have not done so in time."""
	for number, patience in ((signal.SIGTERM, seconds), (signal.SIGKILL, 10)):
		for pid in filter(is_alive, pids):
			try:
				os.kill(pid, number)
			except ProcessLookupError:
				pass
		deadline = time.monotonic() + patience
		while any(map(is_alive, pids)) and time.monotonic() < deadline:
			time.sleep(0.1)


def started_here() -> list[int]:
	"""This process's children and theirs, without those in a session of their own (the supervisor and its servers)."""
	session = os.getsid(0)
	children: dict[int, list[int]] = {}
	for folder in Path("/proc").iterdir():
		fields = _stat(int(folder.name)) if folder.name.isdigit() else []
		if fields and int(fields[3]) == session:
			children.setdefault(int(fields[1]), []).append(int(folder.name))
	found: list[int] = []
	waiting = [os.getpid()]
	while waiting:
		more = children.get(waiting.pop(), [])
		found += more
		waiting += more
	return found


def marked(name: str, value: str) -> list[int]:
	"""Processes that were started with this variable in their environment; not this one, nor those it was started by."""
	mark = f"{name}={value}".encode()
	found = []
	for folder in Path("/proc").iterdir():
		try:
			if folder.name.isdigit() and is_alive(int(folder.name)) and mark in (folder / "environ").read_bytes().split(b"\0"):
				found.append(int(folder.name))
		except OSError:
			# ended meanwhile, or another user's
			continue
	return [pid for pid in found if pid not in _line_of_ancestors()]


def _line_of_ancestors() -> list[int]:
	line = [os.getpid()]
	while fields := _stat(line[-1]):
		line.append(int(fields[1]))
	return line


def _stat(pid: int) -> list[str]:
	"""State, parent, group, session … of a process; empty when there is none."""
	try:
		return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
	except OSError:
		return []
