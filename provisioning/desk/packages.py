"""The npm packages: installed beside the framework, so that a newly restored framework does not cost a download."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from provisioning.desk.node import explain, require_node
from provisioning.root import Root, digest
from provisioning.shell import call
from provisioning.steps import Steps

OVERLAY = Path(__file__).parent / "overlay"
MANIFESTS = ("package.json", "package-lock.json")
STEP = "desk-packages"


def packages_key() -> str:
	"""Changes with the lock, and with the kind of machine (esbuild is a program)."""
	return digest(*(OVERLAY / name for name in MANIFESTS), " ".join((os.uname().sysname, os.uname().machine)))


def ensure_packages(root: Root, steps: Steps) -> None:
	"""Install what package-lock.json names and link it into the framework. Raises ProvisioningError."""
	home = root.run / "desk" / "node_modules"
	if not home.is_dir():
		steps.forget(STEP)
	steps.once(STEP, packages_key(), "npm packages of the Desk", lambda: _install(root, home))
	_link(root.framework / "node_modules", home)


def _install(root: Root, home: Path) -> None:
	require_node()
	work = home.parent / "unfinished"
	shutil.rmtree(work, ignore_errors=True)
	work.mkdir(parents=True)
	for name in MANIFESTS:
		shutil.copy(OVERLAY / name, work / name)
	# no install scripts: none of these packages needs one, and each would be foreign code run on this machine
	command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
	call(root, command, what="Installing the npm packages of the Desk", cwd=work, explain=explain)
	shutil.rmtree(home, ignore_errors=True)
	(work / "node_modules").rename(home)
	shutil.rmtree(work)


def _link(at: Path, home: Path) -> None:
	target = os.path.relpath(home, at.parent)
	if at.is_symlink():
		if os.readlink(at) == target:
			return
		at.unlink()
	elif at.exists():
		shutil.rmtree(at)  # somebody ran npm or yarn in there
	at.symlink_to(target)
