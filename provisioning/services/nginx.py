"""The front: one address for pages, assets, files and realtime, run by whoever starts it, with everything under run/nginx."""

from __future__ import annotations

import os

from provisioning.root import SITE, TEST_SITE, Root
from provisioning.services.rendering import fill, render
from provisioning.settings import Settings, account
from provisioning.shell import call
from provisioning.system_packages import program

MIME_TYPES = "/etc/nginx/mime.types"


def write_configuration(root: Root, settings: Settings) -> bool:
	"""config/nginx.conf with one block per existing site; tells whether it changed."""
	run = root.run / "nginx"
	(run / "pages").mkdir(parents=True, exist_ok=True)
	# a worker of nginx started by root would otherwise be another user, who may not read this folder
	user = f"user {account()};" if os.geteuid() == 0 else ""
	render(root, "unavailable.html", {}, run / "pages" / ".unavailable.html")
	values = {
		"user": user,
		"run": run,
		"logs": root.logs,
		"mime_types": MIME_TYPES,
		"gunicorn": settings.ports["gunicorn"],
		"socketio": settings.ports["socketio"],
		"servers": "".join(_server(root, settings, site, port) for site, port in served(root)),
	}
	return render(root, "nginx.conf", values)


def served(root: Root) -> list[tuple[str, str]]:
	"""The sites that exist, each with the name of its port."""
	return [(site, port) for site, port in ((SITE, "web"), (TEST_SITE, "test")) if (root.sites / site / "site_config.json").exists()]


def _server(root: Root, settings: Settings, site: str, port: str) -> str:
	template = (root.config / "templates" / "nginx-site.conf").read_text(encoding="utf-8")
	values = {
		# the test site is for this machine only, whoever may reach the other one
		"host": settings.host if port == "web" else "127.0.0.1",
		"port": settings.ports[port],
		"site": site,
		"sites": root.sites,
		"run": root.run / "nginx",
	}
	return fill(template, values, name="nginx-site.conf")


def check(root: Root) -> None:
	"""Let nginx read its configuration. Raises ProvisioningError with its own words."""
	log = root.logs / "nginx.error.log"
	config = root.config / "nginx.conf"
	call(root, [program("nginx"), "-t", "-q", "-p", root.run / "nginx", "-e", log, "-c", config], what="Checking config/nginx.conf")
