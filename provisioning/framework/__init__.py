"""The framework in `apps/frappe`: restored from the registry wheel, or copied from a genuine checkout. See README.md for the map."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from provisioning.framework import artwork, genuine, manifest, overlay, patches, tree, wheel
from provisioning.root import Root, digest
from provisioning.steps import Steps

STEP = "framework"
RESTORED = "restored"
GENUINE = "genuine"
HERE = Path(__file__).parent


def ensure_framework(root: Root, steps: Steps, environ: Mapping[str, str]) -> None:
	"""Bring `apps/frappe` to the state that this repository describes, or do nothing when it is there.

	`FRAPPE_PATH` in `environ` chooses a genuine checkout instead of the restored wheel; both ways back and forth work. Whatever
	interrupts it, the old folder or the new one is in place, and the next run completes the work.
	Raises ProvisioningError when the wheel, a checkout, the manifest or a patch is not as expected; the old folder then stays,
	but the step counts as not done, so that nothing is served on it.
	"""
	checkout = genuine.checkout(root, environ)
	if checkout:
		key = digest(GENUINE, str(checkout), genuine.fingerprint(checkout), patches.FOLDER, _code())
		title = f"Frappe {genuine.read_version(checkout)} copied from {checkout}"
		kind = GENUINE
	else:
		key = digest(RESTORED, wheel.SHA256, manifest.FILE, artwork.FOLDER, *overlay.FOLDERS, patches.FOLDER, _code())
		title, kind = "framework fetched, checked and patched", RESTORED
	if not (root.framework / "frappe" / "__init__.py").is_file():
		steps.forget(STEP)
	steps.once(STEP, key, title, lambda: _build(root, kind, checkout))


def framework_key(root: Root) -> str:
	"""A key of the contents of `apps/frappe` as built (empty before): steps that depend on its files put it into their own keys."""
	return read_provenance(root).get("contents", "")


def is_genuine(root: Root) -> bool:
	"""Tell whether `apps/frappe` is a copy of a genuine checkout (its own package.json and requirements), not the restored wheel."""
	return read_provenance(root).get("kind") == GENUINE


def read_provenance(root: Root) -> dict:
	"""What `apps/frappe` was made from and what became of each patch; empty before the first set-up."""
	file = _provenance(root.framework)
	return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def restore(root: Root, destination: Path) -> None:
	"""The wheel unpacked with its names restored and checked against the manifest; no artwork, overlay or patches yet."""
	wheel.unpack(wheel.fetch_wheel(root), destination)
	manifest.verify(destination)


def assemble(root: Root, kind: str, checkout: Path | None, destination: Path) -> list[patches.Outcome]:
	"""Make the whole patched tree at `destination`; returns what became of each patch."""
	if kind == GENUINE:
		genuine.copy(checkout, destination)
	else:
		restore(root, destination)
		artwork.apply(destination)
		overlay.apply(destination)
	return patches.apply_series(destination)


def _build(root: Root, kind: str, checkout: Path | None) -> None:
	new = tree.start(root)
	outcomes = assemble(root, kind, checkout, new)
	if read_provenance(root).get("kind", kind) != kind:
		tree.discard_kept(root)
	provenance = {
		"kind": kind,
		"source": str(checkout or wheel.FILE_NAME),
		"version": genuine.read_version(new),
		"patches": {outcome.patch.name: outcome.state.value for outcome in outcomes},
		"contents": digest(manifest.render(manifest.hash_folder(new))),
	}
	_provenance(new).write_text(json.dumps(provenance, indent="\t") + "\n", encoding="utf-8")
	tree.finish(root)


def _provenance(framework: Path) -> Path:
	return framework / "provenance.json"


def _code() -> str:
	"""A key of the code that decides what the tree looks like."""
	return digest(*sorted(HERE.glob("*.py")))
