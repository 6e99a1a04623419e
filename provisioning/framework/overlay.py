"""Files that the wheel lacks and a bench wants in `apps/frappe`: ours, copied over the restored tree.

Two folders feed it: `framework/overlay` (Python metadata, licence) and `desk/overlay` (Node packages, asset builder, realtime bridge).
A genuine checkout brings its own files and gets neither.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from provisioning.errors import ProvisioningError

HERE = Path(__file__).parent
FOLDERS = (HERE / "overlay", HERE.parent / "desk" / "overlay")
SKIPPED = shutil.ignore_patterns("__pycache__", "node_modules", "*.pyc", ".*")


def apply(framework: Path, folders: tuple[Path, ...] = FOLDERS) -> None:
	"""Copy the overlay folders into `framework`.

	Raises ProvisioningError when a file would hide one of the framework: changing those is the patch series' work.
	"""
	for folder in folders:
		if not folder.is_dir():
			continue
		hidden = [path for path in _files(folder) if (framework / path).exists()]
		if hidden:
			raise ProvisioningError(
				f"The overlay {folder} would overwrite {hidden[0]} of the framework. Change that file by a patch instead."
			)
		shutil.copytree(folder, framework, ignore=SKIPPED, dirs_exist_ok=True)


def _files(folder: Path) -> list[Path]:
	return sorted(
		file.relative_to(folder) for file in folder.rglob("*") if file.is_file() and not {"node_modules", "__pycache__"} & set(file.parts)
	)
