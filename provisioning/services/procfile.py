"""The Procfile at the root: one line per process, the form that bench and honcho know."""

from __future__ import annotations

import re

from provisioning.errors import ProvisioningError
from provisioning.root import Root

LINE = re.compile(r"^(?P<name>[A-Za-z0-9_]+):\s*(?P<command>\S.*)$")


def read(root: Root) -> dict[str, str]:
	"""Name and shell command of each process, in the order of the file."""
	return parse((root.path / "Procfile").read_text(encoding="utf-8"))


def parse(text: str) -> dict[str, str]:
	"""Like `read`, from text. Raises ProvisioningError for a line that is neither empty, a comment, nor `name: command`."""
	processes: dict[str, str] = {}
	for number, line in enumerate(text.splitlines(), 1):
		if not line.strip() or line.lstrip().startswith("#"):
			continue
		match = LINE.match(line.strip())
		if not match or match["name"] in processes:
			raise ProvisioningError(f"Procfile, line {number}: expected 'name: command' with a new name, found '{line.strip()}'.")
		processes[match["name"]] = match["command"]
	return processes
