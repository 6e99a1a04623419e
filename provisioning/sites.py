"""The sites of the bench: created once, never created again when finished, migrated when the code changed."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from provisioning import backups, framework
from provisioning.bench import apps, inside, update_site_config
from provisioning.errors import ProvisioningError
from provisioning.root import SITE, Root, digest
from provisioning.services import mariadb
from provisioning.settings import Settings
from provisioning.steps import Steps

UNFINISHED = "unfinished"
MIGRATED = "migrated"
# a site without a mail account cannot even mute its mails: the framework wants a sender's address
NO_MAIL = {"mail_server": "127.0.0.1", "mail_port": 1, "mail_login": "nobody", "auto_email_id": "nobody@example.com"}
# what decides whether a site's tables and records are those of the code
SCHEMA_SUFFIXES = {".py", ".json", ".csv", ".txt", ".html"}


def exists(root: Root, site: str) -> bool:
	"""Whether the site was created to the end. Raises ProvisioningError for a folder that cannot be one."""
	folder = root.sites / site
	if not folder.exists() or (folder / UNFINISHED).exists():
		return False
	if not (folder / "site_config.json").exists():
		raise ProvisioningError(
			f"sites/{site} has lost its site_config.json, which names its database. Put it back from a backup, or move the folder away"
			" to begin with a new site."
		)
	return True


def ensure_site(root: Root, steps: Steps, settings: Settings) -> bool:
	"""The CRM's site: created when there is none, migrated (after a backup) when the code changed. Tells whether it was created."""
	created = create_site(root, steps, settings, SITE, settings.url, settings.password("administrator"))
	if not created:
		migrate_if_needed(root, steps, SITE, keep_backup=True)
	return created


def create_site(root: Root, steps: Steps, settings: Settings, site: str, url: str, password: str, **config: object) -> bool:
	"""Create a site with all apps, unless it is there. One that was begun and not finished is made anew; tells whether it was made."""
	if exists(root, site):
		return False

	def make() -> None:
		with _beginning(root, site) as folder:
			_new_site(root, settings, site, password, apps(root))
			update_site_config(root, site, {"host_name": url, **config})
			inside(root, "configure", what=f"Configuring the site {site}", site=site, language=settings.language)
			(folder / MIGRATED).write_text(key)

	key = _code_key(root)
	steps.run(f"site {site}", make)
	return True


@contextmanager
def _beginning(root: Root, site: str) -> Iterator[Path]:
	"""The folder of a site that is being made; as long as the block has not come to its end, the folder says that it is unfinished."""
	folder = root.sites / site
	if folder.exists():
		_remove_unfinished(root, folder)
	begun = root.sites / f".{site}.begun"
	shutil.rmtree(begun, ignore_errors=True)
	begun.mkdir()
	(begun / UNFINISHED).write_text(f"crm_{secrets.token_hex(6)}")
	begun.rename(folder)
	yield folder
	(folder / UNFINISHED).unlink()


def _new_site(root: Root, settings: Settings, site: str, password: str, names: list[str]) -> None:
	access = mariadb.connection(settings)
	options = {
		"db-name": (root.sites / site / UNFINISHED).read_text(),
		"db-root-username": str(access["user"]),
		"db-root-password": str(access["password"]),
		"admin-password": password,
	}
	inside(
		root, "new_site", what=f"Creating the site {site}", site=site, options=options, apps=[name for name in names if name != "frappe"]
	)


def _remove_unfinished(root: Root, folder: Path) -> None:
	"""Throw away a site that never came into use, with its database."""
	database = (folder / UNFINISHED).read_text().strip()
	if database:
		_drop_database(root, database)
	shutil.rmtree(folder)


def _drop_database(root: Root, database: str) -> None:
	if not database.replace("_", "").isalnum():
		raise ProvisioningError(f"'{database}' is no name of a database that this set-up made. Remove it by hand.")
	mariadb.query(
		root,
		f"drop database if exists `{database}`; drop user if exists '{database}'@'%'; drop user if exists '{database}'@'localhost';",
		timeout=60,
	)


def drop_site(root: Root, site: str) -> None:
	"""Remove a site, its database and its files, without a backup. Only for throwaway sites: refuses the CRM's own."""
	if site == SITE:
		raise ProvisioningError(f"{SITE} is the CRM's own site and is not dropped by a program. 'make clean FORCE=1' removes all.")
	folder = root.sites / site
	if not folder.exists():
		return
	config = folder / "site_config.json"
	if config.exists():
		_drop_database(root, json.loads(config.read_text())["db_name"])
	elif (folder / UNFINISHED).exists():
		_remove_unfinished(root, folder)
		return
	shutil.rmtree(folder)


def create_throwaway_site(root: Root, steps: Steps, settings: Settings, site: str, url: str = "") -> str:
	"""A site for tests: they may run, mails are not sent, nothing happens by schedule. Returns the Administrator's password."""
	password = settings.password("test_administrator")
	config = {"allow_tests": True, "pause_scheduler": 1, "mute_emails": 1, "developer_mode": 0, **NO_MAIL}
	if not create_site(root, steps, settings, site, url or f"http://{site}", password, **config):
		update_site_config(root, site, config)
	return password


def create_framework_site(root: Root, steps: Steps, settings: Settings, site: str, password: str) -> None:
	"""A site with the framework alone, as the framework makes it, for the framework's own tests; made anew each time."""
	drop_site(root, site)

	def make() -> None:
		with _beginning(root, site):
			_new_site(root, settings, site, password, ["frappe"])

	steps.run(f"site {site}", make)


# migration


def migrate_if_needed(root: Root, steps: Steps, site: str, *, keep_backup: bool) -> bool:
	"""Bring tables and records to the state of the code, after a backup; tells whether there was something to do."""
	if not needs_migration(root, site):
		return False
	if keep_backup:
		steps.run(f"backup of {site} before the update", lambda: backups.create(root, site, reason="before-update"))
	steps.run(f"update of {site}", lambda: migrate(root, site))
	return True


def needs_migration(root: Root, site: str) -> bool:
	marker = root.sites / site / MIGRATED
	return not marker.exists() or marker.read_text() != _code_key(root)


def migrate(root: Root, site: str) -> None:
	"""Install apps that the site lacks and migrate. Raises ProvisioningError; the site's data stay and it can be run again."""
	key = _code_key(root)
	remedy = "The data are unchanged or partly updated; correct the cause and run 'make migrate' again. Backups are in backups/."
	names = apps(root)
	inside(root, "install_missing_apps", what=f"Installing apps on {site}", remedy=remedy, site=site, apps=names)
	inside(root, "bench", what=f"Updating {site}", remedy=remedy, arguments=["--site", site, "migrate", "--skip-search-index"])
	(root.sites / site / MIGRATED).write_text(key)


def _code_key(root: Root) -> str:
	"""Changes when the framework or what an app stores in the database changes."""
	parts: list[str | Path] = [framework.framework_key(root)]
	for app in apps(root):
		if app == "frappe":
			continue
		folder = root.apps / app
		parts += sorted(file for file in folder.rglob("*") if _is_schema(file.relative_to(folder)) and file.is_file())
	return digest(*parts)


def _is_schema(file: Path) -> bool:
	skipped = {"tests", "public", "node_modules", "__pycache__"}
	return (
		file.suffix in SCHEMA_SUFFIXES
		and not skipped.intersection(file.parts)
		and not any(part.endswith(".egg-info") for part in file.parts)
	)
