"""The real database and Redis, each started for a moment in a folder of its own."""

import subprocess
import time

import pytest

from provisioning import ports
from provisioning.errors import ProvisioningError
from provisioning.services import mariadb, redis
from provisioning.system_packages import find_program

pytestmark = pytest.mark.slow


@pytest.fixture
def with_ports(root, settings):
	held = ports.Reservations()
	settings.ports, _ = ports.choose({}, root.path, held)
	root.logs.mkdir()
	yield settings
	held.release()


@pytest.fixture
def database(root, with_ports):
	if not find_program("mariadbd"):
		pytest.skip("MariaDB is not installed")
	mariadb.write_configuration(root, with_ports)
	mariadb.create_data(root)
	server = [find_program("mariadbd"), f"--defaults-file={root.config / 'mariadb.cnf'}"]
	with (root.logs / "mariadb.log").open("wb") as log, subprocess.Popen(server, stdout=log, stderr=log) as process:
		try:
			mariadb.wait_ready(root, seconds=60)
			yield process
		finally:
			process.terminate()


def test_the_database_answers_with_the_password_and_only_with_it(root, with_ports, database):
	assert mariadb.query(root, "select 1+1").strip() == "2"
	client = root.run / "mariadb" / "client.cnf"
	client.write_text(client.read_text().replace(with_ports.password("database"), "wrong"))
	with pytest.raises(ProvisioningError, match="Access denied"):
		mariadb.query(root, "select 1")
	with pytest.raises(ProvisioningError, match="did not become ready"):
		mariadb.wait_ready(root, seconds=0.5)


def test_no_account_of_the_database_is_without_password(root, database):
	open_accounts = "select count(*) from mysql.global_priv where json_value(priv, '$.authentication_string') = '' and user not in ('mariadb.sys', 'mysql')"
	assert mariadb.query(root, open_accounts).strip() == "0"
	assert mariadb.query(root, "select count(*) from mysql.global_priv where user = ''").strip() == "0"


def test_data_in_place_are_never_made_anew(root):
	mariadb.data_folder(root).mkdir(parents=True)
	(mariadb.data_folder(root) / "precious").write_text("data")
	mariadb.create_data(root)
	assert (mariadb.data_folder(root) / "precious").read_text() == "data"


def test_an_interrupted_creation_is_thrown_away(root, monkeypatch):
	unfinished = mariadb.data_folder(root).with_name("unfinished")
	unfinished.mkdir(parents=True)
	(unfinished / "half").write_text("")
	monkeypatch.setattr(mariadb, "program", lambda name: name)
	monkeypatch.setattr(mariadb, "call", lambda *_arguments, **_options: unfinished.mkdir())
	mariadb.create_data(root)
	assert list(mariadb.data_folder(root).iterdir()) == []


def test_redis_answers_with_the_password_and_keeps_jobs_over_a_kill(root, with_ports):
	if not find_program("redis-server"):
		pytest.skip("Redis is not installed")
	redis.write_configuration(root, with_ports)

	def start():
		return subprocess.Popen([find_program("redis-server"), str(root.config / "redis_queue.conf")], stdout=subprocess.DEVNULL)

	url = redis.address(with_ports, "redis_queue")
	server = start()
	try:
		_wait_for_pong(url)
		without_password = f"redis://127.0.0.1:{with_ports.ports['redis_queue']}"
		assert redis.ask(without_password, "GET", "job").startswith("-NOAUTH")
		assert redis.ask(url, "SET", "job", "1") == "+OK"
		time.sleep(1.2)
		server.kill()
		server.wait()
		server = start()
		_wait_for_pong(url)
		assert redis.ask(url, "EXISTS", "job") == ":1"
	finally:
		server.kill()
		server.wait()


def _wait_for_pong(url: str) -> None:
	deadline = time.monotonic() + 10
	while time.monotonic() < deadline:
		try:
			if redis.ask(url, "PING") == "+PONG":
				return
		except OSError:
			pass
		time.sleep(0.05)
	pytest.fail("Redis did not answer")
