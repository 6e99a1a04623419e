"""Brings the Desk to life: places the Node files in the framework, installs packages, builds the bundles."""

from __future__ import annotations

import shutil
from pathlib import Path

from provisioning.desk import genuine
from provisioning.desk.node import explain, require_node
from provisioning.desk.packages import OVERLAY, ensure_packages, packages_key
from provisioning.desk.sources import assets_are_complete, listed_apps, source_folders, tree_digest
from provisioning.errors import ProvisioningError
from provisioning.root import Root, digest
from provisioning.shell import call
from provisioning.steps import Steps

STEP = "desk-bundles"


def ensure_desk(root: Root, steps: Steps, production: bool = True) -> None:
	"""Make `sites/assets` complete: packages installed, bundles built, both maps written. Does nothing when nothing changed.

	`production` builds small bundles; without it they carry source maps. Needs `apps/frappe` and `sites/apps.txt`.
	Raises ProvisioningError: Node missing or too old, no network, disk full, a bundle that cannot be built.
	"""
	if not (root.framework / "frappe").is_dir():
		raise ProvisioningError(f"The framework is not in {root.framework} yet: it must be fetched before the Desk is built.")
	apps = listed_apps(root)
	is_genuine = genuine.is_genuine(root)
	if is_genuine:
		genuine.ensure_packages(root, steps)
	else:
		place_overlay(root.framework)
		ensure_packages(root, steps)
	key = _bundles_key(root, apps, production, is_genuine)
	if not assets_are_complete(root, apps):
		steps.forget(STEP)
	title = f"Desk bundles ({'production' if production else 'development'})"
	steps.once(STEP, key, title, lambda: _build(root, production, is_genuine))


def place_overlay(framework: Path) -> None:
	"""Copy our Node files into the framework, those that differ."""
	for source in sorted(OVERLAY.rglob("*")):
		if not source.is_file() or "node_modules" in source.parts:
			continue
		target = framework / source.relative_to(OVERLAY)
		if target.exists() and target.read_bytes() == source.read_bytes():
			continue
		target.parent.mkdir(parents=True, exist_ok=True)
		shutil.copy(source, target)


def realtime_command() -> list[str]:
	"""What the Procfile runs in the root of the bench: the realtime bridge."""
	return ["node", "apps/frappe/socketio.js"]


def watch_command(root: Root) -> list[str]:
	"""What development mode runs in the root of the bench: build again after each change, and tell open pages."""
	if genuine.is_genuine(root):
		return ["yarn", "--cwd", "apps/frappe", "run", "watch"]
	return ["node", "apps/frappe/esbuild/build.mjs", "--watch", "--live-reload"]


def command_folder(root: Root) -> Path:
	"""The folder to put on PATH for `bench build` and `bench watch`, which run yarn."""
	return root.framework / "node_modules" / ".bin"


def _bundles_key(root: Root, apps: list[str], production: bool, is_genuine: bool) -> str:
	builder = genuine.packages_key(root) if is_genuine else packages_key() + tree_digest([OVERLAY])
	return digest(tree_digest(source_folders(root, apps)), builder, " ".join(apps), str(production))


def _build(root: Root, production: bool, is_genuine: bool) -> None:
	require_node()
	if is_genuine:
		command = genuine.build_command(production)
	else:
		command = ["node", "esbuild/build.mjs", "--bench", str(root.path), *(["--production"] if production else [])]
	call(root, command, what="Building the Desk", cwd=root.framework, explain=explain)
	if not assets_are_complete(root, listed_apps(root)):
		raise ProvisioningError("Building the Desk ended without an error, but files are missing in sites/assets. (log: logs/setup.log)")
