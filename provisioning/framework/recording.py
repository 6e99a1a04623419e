"""Maintainer's side of the patch series: changes made by hand in `apps/frappe` become the next patch."""

from __future__ import annotations

import difflib
import tempfile
from pathlib import Path

from provisioning import framework
from provisioning.errors import ProvisioningError
from provisioning.framework import diffs, manifest, patches
from provisioning.root import Root

# What commands write into apps/frappe by themselves.
GENERATED = ("node_modules", "__pycache__", "dist", ".egg-info", "provenance.json")
CONTEXT = 4


def record(root: Root, name: str, closes: str, folder: Path = patches.FOLDER) -> Path:
	"""Write the differences between `apps/frappe` and a freshly built tree as `<name>.patch` and append it to the series.

	Raises ProvisioningError when nothing was changed, a file was deleted, or the name is taken.
	"""
	patch = folder / f"{name}.patch"
	if patch.exists():
		raise ProvisioningError(f"There is a patch {patch.name} already. Choose another name.")
	with tempfile.TemporaryDirectory() as scratch:
		fresh = Path(scratch) / "frappe"
		framework.assemble(root, framework.read_provenance(root).get("kind", framework.RESTORED), None, fresh)
		changes = compare(fresh, root.framework)
	if not changes:
		raise ProvisioningError("Nothing in apps/frappe differs from the series, so there is nothing to record.")
	targets = "".join(f"Target: {path}\n" for path in sorted(changes))
	body = "".join(changes[path] for path in sorted(changes))
	patch.write_bytes(f"Closes: {closes}\n{targets}\n{body}".encode())
	with (folder / "series").open("a", encoding="utf-8") as series:
		series.write(f"{patch.name}\n")
	return patch


def compare(before: Path, after: Path) -> dict[str, str]:
	"""Unified diffs by path of what differs between two trees. Raises ProvisioningError for a file that is gone in `after`."""
	old, new = _hashes(before), _hashes(after)
	difference = manifest.compare(old, new)
	if difference.missing:
		raise ProvisioningError(f"{difference.missing[0]} was deleted in apps/frappe; a patch cannot delete a file.")
	paths = (*difference.changed, *difference.extra)
	try:
		return {path: unified(path, patches.read_text(before / path), patches.read_text(after / path) or "") for path in paths}
	except UnicodeDecodeError as binary:
		raise ProvisioningError(f"A file among {', '.join(paths)} is not text; a patch holds text only ({binary}).") from binary


def unified(path: str, before: str | None, after: str) -> str:
	"""One file's unified diff, as `diffs.parse` reads it; `before` is None for a new file."""
	name = diffs.NOTHING if before is None else f"a/{path}"
	lines = difflib.unified_diff(diffs.split_lines(before or ""), diffs.split_lines(after), name, f"b/{path}", n=CONTEXT)
	return "".join(line if line.endswith("\n") else f"{line}\n{diffs.NO_NEWLINE}\n" for line in lines)


def _hashes(folder: Path) -> dict[str, str]:
	return {
		path: found for path, found in manifest.hash_folder(folder).items() if not any(part.endswith(GENERATED) for part in path.split("/"))
	}
