"""A genuine Frappe checkout (15.x stable or 16) in place of the restored framework, chosen with `FRAPPE_PATH`.

The checkout is copied into `apps/frappe`, never linked: the patches that it still needs are written into the copy, and the checkout
itself stays as its owner left it. A changed checkout is copied again at the next run.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from provisioning.errors import ProvisioningError
from provisioning.root import Root, digest

VARIABLE = "FRAPPE_PATH"
SUPPORTED = (15, 16)
NOT_COPIED = (".git", "node_modules", "__pycache__", "dist")
VERSION = re.compile(r"^(?P<major>\d+)\.\d+\.\d+(?P<rest>.*)$")


def checkout(root: Root, environ: Mapping[str, str]) -> Path | None:
	"""The checkout named by FRAPPE_PATH, or None when the variable is empty.

	Raises ProvisioningError when the folder is no Frappe checkout, of an unsupported version, or the bench's own copy.
	"""
	value = environ.get(VARIABLE, "").strip()
	if not value:
		return None
	path = Path(value).expanduser().resolve()
	if path == root.framework.resolve():
		raise ProvisioningError(f"{VARIABLE}={value} is this bench's own copy of the framework. Name a checkout outside {root.apps}.")
	if not (path / "frappe" / "__init__.py").is_file():
		raise ProvisioningError(f"{VARIABLE}={value} is not a Frappe checkout: it has no frappe/__init__.py.")
	if not (path / "pyproject.toml").is_file() or not (path / "package.json").is_file():
		raise ProvisioningError(
			f"{VARIABLE}={value} lacks pyproject.toml or package.json. Name the root of a whole checkout, not an installed package."
		)
	check_version(read_version(path), value)
	return path


def read_version(path: Path) -> str:
	"""The version that the checkout's `frappe/__init__.py` states, without importing it; empty when it states none."""
	for node in ast.parse((path / "frappe" / "__init__.py").read_text(encoding="utf-8")).body:
		if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
			if any(isinstance(target, ast.Name) and target.id == "__version__" for target in node.targets):
				return str(node.value.value)
	return ""


def check_version(version: str, shown: str) -> None:
	"""Refuse what is neither 15.x stable nor 16. Raises ProvisioningError with the version found."""
	found = VERSION.match(version)
	major = int(found["major"]) if found else 0
	unfinished = major == SUPPORTED[0] and "dev" in version
	if major not in SUPPORTED or unfinished:
		raise ProvisioningError(
			f"{VARIABLE}={shown} is Frappe {version or 'of unknown version'}; supported are 15.x stable and 16. "
			f"Check out a release of one of these, or leave {VARIABLE} empty."
		)


def fingerprint(path: Path) -> str:
	"""A key that changes when a file of the checkout does (paths, sizes and times; contents are not read)."""
	lines = []
	for folder, folders, files in os.walk(path):
		folders[:] = sorted(name for name in folders if name not in NOT_COPIED)
		for name in sorted(files):
			state = os.lstat(os.path.join(folder, name))
			lines.append(f"{folder}/{name} {state.st_size} {state.st_mtime_ns}")
	return digest("\n".join(lines))


def copy(path: Path, destination: Path) -> None:
	"""Copy the checkout without its history, its Node packages and what it built."""
	shutil.copytree(path, destination, ignore=shutil.ignore_patterns(*NOT_COPIED), symlinks=True)
