"""A genuine checkout of the framework brings its own builder and bridge: they are used as they are, with yarn."""

from __future__ import annotations

import shutil

from provisioning.desk.node import explain, require_node
from provisioning.errors import ProvisioningError
from provisioning.root import Root, digest
from provisioning.shell import call
from provisioning.steps import Steps

STEP = "genuine-desk-packages"


def is_genuine(root: Root) -> bool:
	"""Tell whether the framework has a builder that is not ours."""
	return (root.framework / "esbuild" / "esbuild.js").exists()


def packages_key(root: Root) -> str:
	"""Changes with the checkout's own lock."""
	return digest(*(file for name in ("package.json", "yarn.lock") if (file := root.framework / name).exists()))


def ensure_packages(root: Root, steps: Steps) -> None:
	"""Install the packages that the checkout names. Raises ProvisioningError, also when yarn is missing."""
	if not (root.framework / "node_modules").is_dir():
		steps.forget(STEP)
	steps.once(STEP, packages_key(root), "npm packages of the Frappe checkout", lambda: _install(root))


def build_command(production: bool) -> list[str]:
	"""Builds all apps; runs in the checkout."""
	return ["yarn", "run", "production" if production else "build", "--run-build-command"]


def _install(root: Root) -> None:
	require_node()
	if not shutil.which("yarn"):
		raise ProvisioningError("The program 'yarn' is missing; a genuine Frappe checkout is built with it. Type: npm install -g yarn@1")
	call(root, ["yarn", "install", "--check-files"], what="Installing the packages of Frappe", cwd=root.framework, explain=explain)
