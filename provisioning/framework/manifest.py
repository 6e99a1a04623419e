"""The committed list of hashes of every restored file, so that a swapped wheel or a changed rename cannot get in unseen.

`manifest.sha256` has one line per file, as `sha256sum` writes it: the hash, two spaces, the path below `apps/frappe`.
It describes the tree right after the names were restored, before artwork, overlay and patches.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from provisioning.errors import ProvisioningError

FILE = Path(__file__).with_name("manifest.sha256")
SHOWN = 5


@dataclass(frozen=True)
class Difference:
	"""What separates a folder from the manifest; every path sorted."""

	missing: tuple[str, ...] = ()
	extra: tuple[str, ...] = ()
	changed: tuple[str, ...] = ()

	def __bool__(self) -> bool:
		return bool(self.missing or self.extra or self.changed)

	def __str__(self) -> str:
		kinds = (("missing", self.missing), ("extra", self.extra), ("different", self.changed))
		return "; ".join(f"{len(paths)} {kind} ({_first(paths)})" for kind, paths in kinds if paths) or "no difference"


def hash_folder(folder: Path) -> dict[str, str]:
	"""SHA-256 of every file below the folder, by its path relative to it."""
	return {
		file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.rglob("*") if file.is_file()
	}


def parse(text: str) -> dict[str, str]:
	"""Read manifest lines; a line that is not `<hash>  <path>` raises ValueError."""
	entries = {}
	for number, line in enumerate(text.splitlines(), start=1):
		found, separator, path = line.partition("  ")
		if not separator or len(found) != 64 or not path:
			raise ValueError(f"line {number} is not '<sha256>  <path>': {line!r}")
		entries[path] = found
	return entries


def render(hashes: Mapping[str, str]) -> str:
	"""Manifest lines sorted by path."""
	return "".join(f"{hashes[path]}  {path}\n" for path in sorted(hashes))


def compare(expected: Mapping[str, str], found: Mapping[str, str]) -> Difference:
	"""What is missing, extra or different in `found` against `expected`."""
	return Difference(
		missing=tuple(sorted(expected.keys() - found.keys())),
		extra=tuple(sorted(found.keys() - expected.keys())),
		changed=tuple(sorted(path for path in expected.keys() & found.keys() if expected[path] != found[path])),
	)


def verify(folder: Path, manifest: Path = FILE) -> None:
	"""Refuse a restored tree that is not exactly the one in the manifest. Raises ProvisioningError listing the differences."""
	difference = compare(parse(manifest.read_text(encoding="utf-8")), hash_folder(folder))
	if difference:
		raise ProvisioningError(
			f"The restored framework is not the one this repository was checked against: {difference}. "
			"Nothing was installed; run again, and do not use this wheel if it comes back the same."
		)


def write(folder: Path, manifest: Path = FILE) -> int:
	"""Maintainer's side: record the tree as the expected one; returns the number of files."""
	hashes = hash_folder(folder)
	manifest.write_text(render(hashes), encoding="utf-8")
	return len(hashes)


def _first(paths: tuple[str, ...]) -> str:
	shown = ", ".join(paths[:SHOWN])
	return shown if len(paths) <= SHOWN else f"{shown}, …"
