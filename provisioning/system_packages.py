"""The programs, libraries and fonts that Debian provides: what is missing, and its installation."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from ctypes.util import find_library
from dataclasses import dataclass
from pathlib import Path

from provisioning.errors import ProvisioningError
from provisioning.root import Root
from provisioning.shell import call
from provisioning.steps import Steps

# an ordinary user's PATH on Debian lacks the folders in which the servers are
SYSTEM_PATH = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
LEAST_NODE = 18


def search_path() -> str:
	"""The caller's PATH, with the folders of the servers after it."""
	folders = [folder for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
	return os.pathsep.join([*folders, *(folder for folder in SYSTEM_PATH if folder not in folders)])


def find_program(name: str) -> str | None:
	"""Where a program is, also when its folder is not on the caller's PATH."""
	return shutil.which(name, path=search_path())


def program(name: str) -> str:
	"""Where a program is. Raises ProvisioningError when it is not installed."""
	found = find_program(name)
	if not found:
		raise ProvisioningError(f"The program '{name}' is missing. Run 'make run' to install what is needed.")
	return found


@dataclass(frozen=True)
class Need:
	"""Something that must be on the machine, and the Debian packages that bring it."""

	what: str
	packages: tuple[str, ...]
	is_present: Callable[[], bool]


def _programs(packages: tuple[str, ...], *names: str) -> Need:
	return Need(", ".join(names), packages, lambda: all(find_program(name) for name in names))


def _node_is_recent() -> bool:
	node = find_program("node")
	if not node:
		return False
	answer = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
	major = re.match(r"v(\d+)", answer)
	return bool(major) and int(major.group(1)) >= LEAST_NODE


def _has_chinese_font() -> bool:
	lister = find_program("fc-list")
	if not lister:
		return False
	return bool(subprocess.run([lister, ":lang=zh-cn", "family"], capture_output=True, text=True).stdout.strip())


SERVING = (
	Need("venv", ("python3-venv",), lambda: importlib.util.find_spec("ensurepip") is not None),
	_programs(("git",), "git"),
	Need(f"node {LEAST_NODE} or newer", ("nodejs",), _node_is_recent),
	_programs(("npm",), "npm"),
	_programs(("mariadb-server-core",), "mariadbd", "mariadb-install-db"),
	_programs(("mariadb-client",), "mariadb", "mysql", "mysqldump"),
	_programs(("redis-server",), "redis-server"),
	_programs(("nginx-light",), "nginx"),
	Need(
		"text layout for PDF",
		("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
		lambda: all(find_library(name) for name in ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")),
	),
	Need("a font with Chinese", ("fontconfig", "fonts-noto-cjk"), _has_chinese_font),
)
TESTING = (_programs(("chromium",), "chromium"),)


def missing(needs: Iterable[Need]) -> list[Need]:
	"""The needs that this machine does not meet yet."""
	return [need for need in needs if not need.is_present()]


def command_for(needs: Iterable[Need]) -> str:
	"""What a person types to install these needs."""
	packages = " ".join(package for need in needs for package in need.packages)
	return f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {packages}"


def ensure_packages(root: Root, steps: Steps, needs: Iterable[Need]) -> None:
	"""Install what is missing: as root with apt, otherwise raise ProvisioningError with the exact command to type."""
	absent = missing(needs)
	if not absent:
		return
	names = ", ".join(need.what for need in absent)
	if not find_program("apt-get"):
		raise ProvisioningError(f"This machine lacks: {names}. Install them with its package manager and run the command again.")
	if os.geteuid() != 0:
		raise ProvisioningError(f"This machine lacks: {names}. Type this, then run the command again:  {command_for(absent)}")
	packages = [package for need in absent for package in need.packages]
	steps.run(f"system packages ({' '.join(packages)})", lambda: _install(root, packages))
	still = missing(absent)
	if still:
		raise ProvisioningError(
			f"apt-get installed {' '.join(packages)}, but these are still missing: {', '.join(need.what for need in still)}."
			" (log: logs/setup.log)"
		)


def _install(root: Root, packages: list[str]) -> None:
	environment = {"DEBIAN_FRONTEND": "noninteractive", "PATH": search_path()}
	wait = ("-o", "DPkg::Lock::Timeout=300")
	remedy = "Is the network reachable? Then try again, or install the packages by hand."
	if subprocess.run(["dpkg", "--audit"], capture_output=True, env={**os.environ, **environment}).stdout:
		call(root, ["dpkg", "--configure", "-a"], what="Finishing an interrupted installation of packages", env=environment)
	call(root, ["apt-get", *wait, "-q", "update"], what="Reading the list of system packages", remedy=remedy, env=environment)
	with _services_stay_off():
		call(
			root,
			["apt-get", *wait, "-q", "-y", "--no-install-recommends", "install", *packages],
			what=f"Installing {' '.join(packages)}",
			remedy=remedy,
			env=environment,
		)


@contextmanager
def _services_stay_off():
	"""Packages that bring a system service must not start it: this project starts servers of its own."""
	policy = Path("/usr/sbin/policy-rc.d")
	ours = "#!/bin/sh\n# left by the set-up of CRM Desk; may be deleted\nexit 101\n"
	if policy.exists() and policy.read_text() != ours:
		yield
		return
	policy.write_text(ours)
	policy.chmod(0o755)
	try:
		yield
	finally:
		policy.unlink(missing_ok=True)
