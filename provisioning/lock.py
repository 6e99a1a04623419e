"""One command at a time may change a checkout."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from provisioning import processes
from provisioning.errors import ProvisioningError
from provisioning.root import Root

# downloads and builds of a command carry this: when the command is killed they go on, and would disturb the next one
COMMAND_MARK = "CRM_DESK_COMMAND"


@contextmanager
def held(root: Root, command: str) -> Iterator[None]:
	"""Hold the checkout while a command changes it. Raises ProvisioningError naming the command that holds it.

	The lock belongs to the open file and not to a note in it: it ends with the process, however that ends. What a killed command
	has left running is ended first.
	"""
	root.run.mkdir(parents=True, exist_ok=True)
	with (root.run / "lock").open("a+", encoding="utf-8") as stream:
		try:
			fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
		except BlockingIOError:
			stream.seek(0)
			holder = stream.read().strip() or "another command"
			raise ProvisioningError(f"{holder} is working in this folder. Wait until it is done, or stop it with Ctrl-C there.") from None
		# programs that are started meanwhile must not keep the lock after this process has ended
		os.set_inheritable(stream.fileno(), False)
		stream.truncate(0)
		stream.write(f"'make {command}' (process {os.getpid()})")
		stream.flush()
		processes.end(processes.marked(COMMAND_MARK, str(root.path)), seconds=5)
		os.environ[COMMAND_MARK] = str(root.path)
		try:
			yield
		finally:
			del os.environ[COMMAND_MARK]
			stream.truncate(0)
