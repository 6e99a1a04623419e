"""The bench: its files, its apps, and the way to run framework code in its environment."""

from __future__ import annotations

import json
from pathlib import Path

from provisioning.errors import ProvisioningError
from provisioning.inside import MARKER
from provisioning.root import SITE, TEST_SITE, Root
from provisioning.services import mariadb, redis
from provisioning.settings import Settings, account, write_private
from provisioning.shell import call
from provisioning.system_packages import search_path


def inside(root: Root, action: str, *, what: str, remedy: str = "", **arguments: object) -> object:
	"""Run one action of `provisioning.inside` in the bench's environment and return its answer."""
	environment = {
		"PYTHONPATH": str(root.path),
		"PATH": search_path(),
		# set by some machines; they would point the framework at other servers or another site
		**dict.fromkeys(("FRAPPE_SITE", "FRAPPE_DB_HOST", "FRAPPE_DB_PORT", "FRAPPE_REDIS_CACHE", "FRAPPE_REDIS_QUEUE"), ""),
	}
	output = call(
		root,
		[root.env / "bin" / "python", "-m", "provisioning.inside"],
		what=what,
		remedy=remedy,
		cwd=root.sites,
		env=environment,
		stdin=json.dumps({"action": action, "arguments": arguments}),
	)
	return json.loads(output.rpartition(MARKER)[2])


def apps(root: Root) -> list[str]:
	"""The apps of this bench that are really there, the framework first."""
	listed = (root.sites / "apps.txt").read_text(encoding="utf-8").split()
	return [app for app in listed if app == "frappe" or (root.apps / app / app / "hooks.py").exists()]


def write_files(root: Root, settings: Settings, *, development: bool = False) -> None:
	"""The folders that make the root a bench, and sites/common_site_config.json; keys that a person added stay."""
	for folder in (root.apps, root.sites / "assets", root.config / "pids", root.logs):
		folder.mkdir(parents=True, exist_ok=True)
	# passwords, uploads and logs are nobody else's business
	for folder in (root.run, root.sites, root.logs, root.config):
		folder.chmod(0o700)
	# e-mails cannot be rendered without these, and a site may be made before the assets are built
	for name in ("assets.json", "assets-rtl.json"):
		if not (root.sites / "assets" / name).exists():
			(root.sites / "assets" / name).write_text("{}\n")
	database = mariadb.connection(settings)
	queue = redis.address(settings, "redis_queue")
	update_json(
		root.sites / "common_site_config.json",
		{
			"frappe_user": account(),
			"db_host": database["host"],
			"db_port": database["port"],
			"redis_cache": redis.address(settings, "redis_cache"),
			"redis_queue": queue,
			"redis_socketio": queue,
			"webserver_port": settings.ports["gunicorn"],
			"socketio_port": settings.ports["socketio"],
			"default_site": SITE,
			"serve_default_site": True,
			"developer_mode": int(development),
			"live_reload": False,
			"server_script_enabled": 0,
			"allow_tests": False,
			"restart_supervisor_on_update": False,
			"background_workers": 1,
		},
	)
	for site, url in ((SITE, settings.url), (TEST_SITE, settings.test_url)):
		if (root.sites / site / "site_config.json").exists():
			update_json(root.sites / site / "site_config.json", {"host_name": url})


def update_json(file: Path, values: dict[str, object]) -> None:
	try:
		before = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
	except ValueError as broken:
		raise ProvisioningError(f"{file.parent.name}/{file.name} is not valid JSON ({broken}). Correct it by hand.") from broken
	after = before | values
	if after != before:
		write_private(file, json.dumps(after, indent=1, sort_keys=True) + "\n")


def update_site_config(root: Root, site: str, values: dict[str, object]) -> None:
	"""Set keys of one site's configuration; the others stay."""
	update_json(root.sites / site / "site_config.json", values)
