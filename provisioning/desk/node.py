"""Node and npm: are they there and new enough, and what do their failures mean."""

from __future__ import annotations

import re
import shutil
import subprocess

from provisioning.errors import ProvisioningError

LEAST_NODE = (18, 17)
INSTALL = "On Debian: apt-get install nodejs npm (version 18 or newer)."

# what npm, esbuild and Node write, and what it means to the person at the keyboard
REASONS = (
	(r"ENOSPC|no space left on device", "the disk is full. Free some space and run the command again."),
	(
		r"EINTEGRITY",
		"a downloaded package does not have the content that package-lock.json promises. "
		"If 'npm cache clean --force' does not help, the registry is not to be trusted.",
	),
	(
		r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|UNABLE_TO_GET_ISSUER_CERT",
		"the package registry cannot be reached. Check the network ('npm config get registry' names the address) and run the command again.",
	),
	(r"EACCES|EPERM", "a file or folder belongs to another user. Run the command as the owner of this folder."),
	(r"heap out of memory|ENOMEM|Cannot allocate memory", "there is not enough memory. About 1 GB must be free."),
)


def require_node() -> None:
	"""Raise ProvisioningError unless node and npm can be used and node is new enough."""
	for program in ("node", "npm"):
		if not shutil.which(program):
			raise ProvisioningError(f"The program '{program}' is missing; the Desk is built with it. {INSTALL}")
	answer = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout.strip()
	found = re.match(r"v(\d+)\.(\d+)", answer)
	if not found or tuple(map(int, found.groups())) < LEAST_NODE:
		least = ".".join(map(str, LEAST_NODE))
		raise ProvisioningError(f"Node {answer or '(unknown)'} is too old; the Desk needs {least} or newer. {INSTALL}")


def explain(output: str) -> str:
	"""The reason of a failure in one sentence, found in what the program wrote."""
	for pattern, meaning in REASONS:
		if re.search(pattern, output):
			return meaning
	lines = [line.strip() for line in output.splitlines() if line.strip() and "complete log of this run" not in line]
	telling = [line for line in lines if re.search(r"error", line, re.IGNORECASE)] or lines
	return telling[0][:300] if telling else "no reason was given."
