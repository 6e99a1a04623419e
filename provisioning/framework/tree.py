"""Swaps a finished framework folder into `apps/frappe` without losing what was costly to make in the old one.

Three folders under `run/`, so that a kill between any two steps can be told apart and repaired by the next run:
`framework.new` (being built), `framework.old` (just replaced), `framework.kept` (Node packages and built assets on the move).
"""

from __future__ import annotations

import shutil
from pathlib import Path

from provisioning.root import Root

# Made by the Desk build inside apps/frappe; it checks them itself, so old ones only save time.
KEPT = ("node_modules", "frappe/public/dist")


def start(root: Root) -> Path:
	"""Clear what an interrupted run left, saving its kept parts, and return the empty path to build in."""
	new, old = _new(root), _old(root)
	for leftover in (old, new):
		_keep(root, leftover)
		_remove(leftover)
	new.parent.mkdir(parents=True, exist_ok=True)
	return new


def discard_kept(root: Root) -> None:
	"""Forget saved parts: they belong to the other kind of framework."""
	_remove(_kept(root))
	for part in KEPT:
		_remove(root.framework / part)


def finish(root: Root) -> None:
	"""Put the built folder in place of `apps/frappe` and give it the kept parts of the old one."""
	new, old = _new(root), _old(root)
	root.apps.mkdir(parents=True, exist_ok=True)
	if root.framework.is_symlink():
		root.framework.unlink()
	elif root.framework.exists():
		_keep(root, root.framework)
		root.framework.rename(old)
	new.rename(root.framework)
	for part in KEPT:
		_move(_kept(root) / part, root.framework / part)
	_remove(_kept(root))
	_remove(old)


def _keep(root: Root, folder: Path) -> None:
	for part in KEPT:
		_move(folder / part, _kept(root) / part)


def _move(source: Path, target: Path) -> None:
	if source.is_dir() and not source.is_symlink() and not target.exists():
		target.parent.mkdir(parents=True, exist_ok=True)
		source.rename(target)


def _remove(path: Path) -> None:
	if path.is_symlink() or path.is_file():
		path.unlink()
	elif path.exists():
		shutil.rmtree(path)


def _new(root: Root) -> Path:
	return root.run / "framework.new"


def _old(root: Root) -> Path:
	return root.run / "framework.old"


def _kept(root: Root) -> Path:
	return root.run / "framework.kept"
