"""The files that the bundles are made of, as one key: when it is the same, building again would change nothing."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path

from provisioning.root import Root

SKIPPED = {"dist", "node_modules", "__pycache__"}
# outside its public folder, the framework's bundles import from these
MORE_OF_FRAMEWORK = ("website/js", "website/css", "desk/page/user_profile")


def source_folders(root: Root, apps: Iterable[str]) -> list[Path]:
	"""Every folder that a bundle may take a file from."""
	package = root.framework / "frappe"
	return [root.apps / app / app / "public" for app in apps] + [package / part for part in MORE_OF_FRAMEWORK]


def tree_digest(folders: Iterable[Path]) -> str:
	"""One SHA-256 over the names and contents of all files below these folders, build results left out."""
	total = hashlib.sha256()
	for folder in folders:
		for place, names, files in os.walk(folder):
			names[:] = sorted(set(names) - SKIPPED)
			for name in sorted(files):
				file = os.path.join(place, name)
				if os.path.islink(file):
					continue
				total.update(os.fsencode(os.path.relpath(file, folder)))
				with open(file, "rb") as stream:
					total.update(hashlib.sha256(stream.read()).digest())
	return total.hexdigest()


def listed_apps(root: Root) -> list[str]:
	"""The apps of `sites/apps.txt`; the framework alone when that file is not written yet."""
	listed = root.sites / "apps.txt"
	return listed.read_text().split() if listed.exists() else ["frappe"]


def assets_are_complete(root: Root, apps: Iterable[str]) -> bool:
	"""Tell whether both maps can be read, every app is linked, and every file that they name exists."""
	assets = root.sites / "assets"
	try:
		maps = [json.loads((assets / name).read_text()) for name in ("assets.json", "assets-rtl.json")]
	except (OSError, ValueError):
		return False
	public = [app for app in apps if (root.apps / app / app / "public").is_dir()]
	linked = all((assets / app).exists() for app in public)
	return linked and bool(maps[0]) and all((root.sites / address.lstrip("/")).exists() for each in maps for address in each.values())
