"""Backups of a site with its files as one archive under backups/, and the way back."""

from __future__ import annotations

import json
import shutil
import tarfile
import tempfile
import time
from pathlib import Path

from provisioning.bench import inside, update_site_config
from provisioning.errors import ProvisioningError
from provisioning.root import Root
from provisioning.services import mariadb
from provisioning.settings import Settings

# the framework's own names for the parts of a backup, by their endings
PARTS = {"database": "-database.sql.gz", "files": "-files.tar", "private": "-private-files.tar", "config": "-site_config_backup.json"}


def folder(root: Root) -> Path:
	return root.path / "backups"


def create(root: Root, site: str, reason: str = "") -> Path:
	"""Database, public and private files and the site's configuration in one archive (mode 600); returns its path."""
	folder(root).mkdir(mode=0o700, exist_ok=True)
	name = "-".join(part for part in (site, time.strftime("%Y%m%d-%H%M%S"), reason) if part)
	archive = folder(root) / f"{name}.tar"
	with tempfile.TemporaryDirectory(prefix=".", dir=folder(root)) as work:
		inside(
			root,
			"bench",
			what=f"Backing up {site}",
			arguments=["--site", site, "backup", "--with-files", "--backup-path", work],
		)
		parts = sorted(Path(work).iterdir())
		if not any(part.name.endswith(PARTS["database"]) for part in parts):
			raise ProvisioningError(f"Backing up {site} failed: there is no database in the backup. See logs/setup.log.")
		unfinished = Path(work) / "unfinished"
		with tarfile.open(unfinished, "w") as tar:
			for part in parts:
				tar.add(part, part.name)
		unfinished.chmod(0o600)
		unfinished.replace(archive)
	return archive


def restore(root: Root, settings: Settings, site: str, archive: Path) -> Path | None:
	"""Put an archive's database and files in the site's place; what is there now is backed up before.

	The tables are then those of the code that made the backup: migrate afterwards. Returns the path of the backup of the state before. Raises ProvisioningError for an archive that `create` did not make; then nothing changed.
	"""
	with tempfile.TemporaryDirectory(prefix=".", dir=root.run) as work:
		parts = unpack(archive, Path(work))
		before = create(root, site, reason="before-restore")
		access = mariadb.connection(settings)
		arguments = ["--site", site, "--force", "restore", str(parts["database"])]
		arguments += ["--db-root-username", str(access["user"]), "--db-root-password", str(access["password"])]
		arguments += ["--admin-password", settings.password("administrator")]
		for option, part in (("--with-public-files", "files"), ("--with-private-files", "private")):
			if part in parts:
				arguments += [option, str(parts[part])]
		remedy = f"The state before is in {before.relative_to(root.path)}."
		inside(root, "bench", what=f"Restoring {archive.name}", remedy=remedy, arguments=arguments)
		_restore_key(root, site, parts.get("config"))
	return before


def unpack(archive: Path, work: Path) -> dict[str, Path]:
	"""The parts of an archive. Raises ProvisioningError when it is not one of ours."""
	if not archive.is_file():
		raise ProvisioningError(f"There is no file {archive}. Name a backup: make restore FILE=backups/<name>.tar")
	try:
		with tarfile.open(archive) as tar:
			members = tar.getmembers()
			strange = [member.name for member in members if not member.isfile() or "/" in member.name or member.name.startswith(".")]
			if strange:
				raise ProvisioningError(f"{archive.name} is not a backup made by 'make backup': it holds '{strange[0]}'.")
			for member in members:
				source = tar.extractfile(member)
				with (work / member.name).open("wb") as target:
					shutil.copyfileobj(source, target)
	except tarfile.TarError as broken:
		raise ProvisioningError(f"{archive.name} cannot be read as a backup: it is damaged, or no archive.") from broken
	parts = {part: file for part, ending in PARTS.items() for file in work.iterdir() if _is_part(file.name, part, ending)}
	if "database" not in parts:
		raise ProvisioningError(f"{archive.name} is not a backup made by 'make backup': it holds no database.")
	return parts


def _is_part(name: str, part: str, ending: str) -> bool:
	# "-files.tar" also ends the name of the private files
	return name.endswith(ending) and not (part == "files" and name.endswith(PARTS["private"]))


def _restore_key(root: Root, site: str, config: Path | None) -> None:
	"""Passwords stored in the restored database can only be read with the key of the site they come from."""
	if not config:
		return
	key = json.loads(config.read_text(encoding="utf-8")).get("encryption_key")
	if key:
		update_site_config(root, site, {"encryption_key": key})
