"""The project-local MariaDB: data in run/mariadb, loopback only, a random password for every account."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

from provisioning.errors import ProvisioningError
from provisioning.root import Root
from provisioning.services.rendering import render
from provisioning.settings import Settings, account, write_private
from provisioning.shell import call, clean_environment
from provisioning.system_packages import program, search_path


def is_external(settings: Settings) -> bool:
	return bool(settings.external.get("mariadb"))


def connection(settings: Settings) -> dict[str, object]:
	"""Host, port, user and password of the account that may create databases."""
	external = settings.external.get("mariadb")
	if external:
		return {"host": "127.0.0.1", "port": 3306, "user": "root", **external}
	return {"host": "127.0.0.1", "port": settings.ports["mariadb"], "user": "root", "password": settings.password("database")}


def data_folder(root: Root) -> Path:
	return root.run / "mariadb" / "data"


def write_configuration(root: Root, settings: Settings) -> None:
	"""The server's and the client's configuration, and the statements that set the passwords at each start."""
	folder = root.run / "mariadb"
	folder.mkdir(parents=True, exist_ok=True)
	access = connection(settings)
	write_private(
		folder / "client.cnf",
		"[client]\nprotocol=tcp\n" + "".join(f"{name}={access[name]}\n" for name in ("host", "port", "user", "password")),
	)
	if is_external(settings):
		return
	render(root, "mariadb.sql", {"password": settings.password("database")}, folder / "accounts.sql")
	values = {
		"data": data_folder(root),
		"port": settings.ports["mariadb"],
		"user": account(),
		"accounts": folder / "accounts.sql",
		"pid": folder / "mariadb.pid",
	}
	render(root, "mariadb.cnf", values)


def create_data(root: Root) -> None:
	"""Make the empty database once.

	It is made beside its place and moved there when finished. What was interrupted is thrown away and made again;
	a folder that is in place may hold data and is never touched.
	"""
	data = data_folder(root)
	if data.exists():
		return
	unfinished = data.with_name("unfinished")
	shutil.rmtree(unfinished, ignore_errors=True)
	unfinished.parent.mkdir(parents=True, exist_ok=True)
	call(
		root,
		[
			program("mariadb-install-db"),
			"--no-defaults",
			f"--datadir={unfinished}",
			f"--user={account()}",
			"--auth-root-authentication-method=normal",
			"--skip-test-db",
			"--skip-name-resolve",
		],
		what="Creating the database server's data folder",
		env={"PATH": search_path()},
	)
	unfinished.replace(data)


def query(root: Root, sql: str, *, timeout: float = 10) -> str:
	"""Rows of one statement, tab-separated. Raises ProvisioningError with the server's own words."""
	command = [program("mariadb"), f"--defaults-file={root.run / 'mariadb' / 'client.cnf'}", "--batch", "--skip-column-names"]
	try:
		done = subprocess.run(command, input=sql, capture_output=True, text=True, timeout=timeout, env=clean_environment())
	except subprocess.TimeoutExpired as late:
		raise ProvisioningError(f"MariaDB did not answer within {timeout:.0f} s. See logs/mariadb.log.") from late
	if done.returncode:
		raise ProvisioningError(f"MariaDB refused: {done.stderr.strip()[:200]} (log: logs/mariadb.log)")
	return done.stdout


def wait_ready(root: Root, *, seconds: float = 90) -> None:
	"""Wait until a query is answered. A ping is no proof: it succeeds when access is denied."""
	deadline = time.monotonic() + seconds
	while True:
		try:
			query(root, "select 1")
			return
		except ProvisioningError as not_yet:
			if time.monotonic() > deadline:
				raise ProvisioningError(f"MariaDB did not become ready in {seconds:.0f} s. {not_yet}") from not_yet
			time.sleep(0.2)
