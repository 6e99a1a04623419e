"""The registry wheel that holds the framework: pinned by name, version and SHA-256, fetched once."""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

from provisioning.errors import ProvisioningError
from provisioning.framework import names
from provisioning.root import Root
from provisioning.shell import call

NAME = "criscostack"
VERSION = "1.0.0"
SHA256 = "dc58aaf29c59b7666edc953596e5b31f77d7286b2ed6b14c6a205b217c210349"
FILE_NAME = f"{NAME}-{VERSION}-py3-none-any.whl"
REQUIREMENT = f"{NAME}=={VERSION} --hash=sha256:{SHA256}\n"


def fetch_wheel(root: Root) -> Path:
	"""Return the verified wheel in `run/downloads`, downloading it with pip when it is not there.

	Raises ProvisioningError when the network or pip is missing, or the bytes are not the pinned ones.
	"""
	cached = root.downloads / FILE_NAME
	if cached.exists():
		check_hash(cached)
		return cached
	root.downloads.mkdir(parents=True, exist_ok=True)
	with tempfile.TemporaryDirectory(dir=root.downloads, prefix=".wheel-") as folder:
		downloaded = _download(root, Path(folder))
		check_hash(downloaded)
		downloaded.replace(cached)
	return cached


def check_hash(wheel: Path) -> None:
	"""Refuse a wheel whose bytes are not the pinned ones. Raises ProvisioningError naming both hashes."""
	found = hashlib.sha256(wheel.read_bytes()).hexdigest()
	if found != SHA256:
		raise ProvisioningError(
			f"The framework wheel {wheel} is not the pinned one: SHA-256 is {found}, expected {SHA256}. "
			"Delete the file and run again; if it comes back the same, do not use it."
		)


def unpack(wheel: Path, destination: Path) -> int:
	"""Write the framework with its names restored to `destination`; returns the number of files.

	Raises ProvisioningError when the wheel cannot be read or a file would leave the destination.
	"""
	count = 0
	try:
		with zipfile.ZipFile(wheel) as archive:
			for entry in archive.infolist():
				if entry.is_dir() or not entry.filename.startswith(f"{NAME}/") or names.is_stray(entry.filename):
					continue
				path = names.restore_path(entry.filename)
				target = destination / path
				if not target.resolve().is_relative_to(destination.resolve()):
					raise ProvisioningError(f"The framework wheel holds a file outside its folder: {entry.filename}. Do not use it.")
				target.parent.mkdir(parents=True, exist_ok=True)
				target.write_bytes(names.restore_content(path, archive.read(entry)))
				count += 1
	except zipfile.BadZipFile as broken:
		raise ProvisioningError(f"The framework wheel {wheel} cannot be opened: {broken}. Delete it and run again.") from broken
	return count


def _download(root: Root, folder: Path) -> Path:
	requirements = folder / "requirements.txt"
	requirements.write_text(REQUIREMENT)
	command = [_python_with_pip(root), "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
	command += ["--require-hashes", "--requirement", requirements, "--dest", folder]
	call(
		root,
		command,
		what="Downloading the framework",
		remedy=f"Check the network and pip's index settings, or put the file {FILE_NAME} into {root.downloads} by hand.",
	)
	return folder / FILE_NAME


def _python_with_pip(root: Root) -> Path:
	"""The interpreter whose pip downloads: the tools environment when it exists, since Debian's python3 has no pip of its own."""
	tools = root.tools / "bin" / "python"
	return tools if tools.exists() else Path(shutil.which("python3") or sys.executable)
