import configparser
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from provisioning import ports
from provisioning.errors import ProvisioningError
from provisioning.processes import is_alive
from provisioning.services import redis, supervision
from provisioning.services.supervision import MARK, Supervisor
from provisioning.system_packages import find_program

TOOLS = Path(__file__).resolve().parents[2] / "run" / "tools"


def read(text: str) -> configparser.RawConfigParser:
	parser = configparser.RawConfigParser()
	parser.read_string(text)
	return parser


def test_each_line_of_the_procfile_becomes_a_program(root, settings):
	parser = read(supervision.configuration(root, settings, {"mariadb": "exec a", "web": "cd sites && exec b"}))
	assert parser["program:web"]["command"] == '/bin/sh -c "cd sites && exec b"'
	assert parser["program:web"]["autorestart"] == "true"
	assert int(parser["program:mariadb"]["priority"]) < int(parser["program:web"]["priority"])


def test_signs_that_supervisor_and_quotes_would_take_are_escaped(root, settings):
	parser = read(supervision.configuration(root, settings, {"web": 'run "50%"'}))
	assert parser["program:web"]["command"] == '/bin/sh -c "run \\"50%%\\""'


def test_control_is_on_loopback_with_a_password(root, settings):
	parser = read(supervision.configuration(root, settings, {}))
	assert parser["inet_http_server"]["port"] == "127.0.0.1:21006"
	assert parser["inet_http_server"]["password"] == settings.password("supervisor")


def test_an_external_server_is_not_started(root, settings):
	settings.external = {"mariadb": {"host": "db.lan"}}
	supervision.write_configuration(root, settings)
	parser = read(supervision.configuration_file(root).read_text())
	assert "program:mariadb" not in parser
	assert "program:redis_queue" in parser


def test_processes_do_not_see_what_would_change_their_behaviour(root, monkeypatch):
	for name in ("CI", "FRAPPE_SITE", "SITES_PATH", "PYTHONPATH", "LANGUAGE"):
		monkeypatch.setenv(name, "x")
	environment = supervision.environment(root)
	assert not {"CI", "FRAPPE_SITE", "SITES_PATH", "PYTHONPATH", "LANGUAGE"} & set(environment)
	assert environment[MARK] == str(root.path)


def test_nothing_runs_before_the_first_start(root, settings):
	assert Supervisor(root, settings).pid() is None
	with pytest.raises(ProvisioningError, match="Nothing is running here"):
		Supervisor(root, settings).processes()


def test_processes_left_behind_are_found_by_their_mark_and_ended(root):
	with subprocess.Popen(["sleep", "100"], env={**os.environ, MARK: str(root.path)}) as ours, subprocess.Popen(["sleep", "100"]) as other:
		try:
			# the new program's environment is there only after it has begun
			deadline = time.monotonic() + 5
			while supervision.left_behind(root) != [ours.pid] and time.monotonic() < deadline:
				time.sleep(0.01)
			assert supervision.left_behind(root) == [ours.pid]
			assert supervision.stop_left_behind(root, seconds=5) == 1
			assert not is_alive(ours.pid)
			assert is_alive(other.pid)
		finally:
			other.kill()
			ours.kill()


def test_redis_is_found_although_it_hides_the_mark(root, settings):
	if not find_program("redis-server"):
		pytest.skip("Redis is not installed")
	held = ports.Reservations()
	settings.ports, _ = ports.choose({}, root.path, held)
	redis.write_configuration(root, settings)
	environment = {**os.environ, MARK: str(root.path)}
	server = [find_program("redis-server"), str(root.config / "redis_cache.conf")]
	with subprocess.Popen(server, env=environment, stdout=subprocess.DEVNULL) as cache:
		try:
			wait_for(lambda: _answers(redis.address(settings, "redis_cache")))
			assert supervision.left_behind(root) == [cache.pid]
		finally:
			cache.kill()
	held.release()


def _answers(url: str) -> bool:
	try:
		return redis.ask(url, "PING") == "+PONG"
	except OSError:
		return False


@pytest.fixture
def running(root, settings):
	"""A real supervisor with two processes that only sleep."""
	if not (TOOLS / "bin" / "python").exists():
		pytest.skip("the tools environment is not set up")
	root.tools.symlink_to(TOOLS)
	held = ports.Reservations()
	settings.ports, _ = ports.choose({}, root.path, held)
	(root.path / "Procfile").write_text("one: exec sleep 1000\ntwo: exec sleep 1000\nbad: exit 3\n")
	root.logs.mkdir()
	supervision.write_configuration(root, settings)
	supervisor = Supervisor(root, settings)
	supervisor.start()
	yield supervisor
	supervisor.stop()
	held.release()


def wait_for(condition, seconds: float = 15) -> None:
	deadline = time.monotonic() + seconds
	while not condition():
		assert time.monotonic() < deadline
		time.sleep(0.05)


def pids(supervisor: Supervisor) -> dict[str, int]:
	return {process.name: process.pid for process in supervisor.processes() if process.state in ("RUNNING", "STARTING")}


@pytest.mark.slow
def test_a_process_that_dies_is_started_again_and_the_others_stay(running):
	running.start_processes(["one", "two"])
	wait_for(lambda: len(pids(running)) == 2 and all(process.is_running for process in running.processes() if process.name != "bad"))
	before = pids(running)
	os.kill(before["one"], signal.SIGKILL)
	wait_for(lambda: pids(running).get("one") not in (None, before["one"]))
	assert pids(running)["two"] == before["two"]


@pytest.mark.slow
def test_a_process_that_keeps_failing_shows_in_the_status(running):
	running.start_processes(["bad"])
	wait_for(lambda: next(process for process in running.processes() if process.name == "bad").state == "BACKOFF")


@pytest.mark.slow
def test_another_checkout_with_the_same_settings_does_not_take_it_for_its_own(running, settings, tmp_path_factory):
	from provisioning.root import Root

	copied = Root(tmp_path_factory.mktemp("copy"))
	assert running.pid() is not None
	assert Supervisor(copied, settings).pid() is None


@pytest.mark.slow
def test_stopping_ends_every_process(running):
	running.start_processes(["one", "two"])
	wait_for(lambda: len(pids(running)) == 2)
	children = [*pids(running).values(), running.pid()]
	running.stop()
	assert not any(map(is_alive, children))
	assert running.pid() is None


@pytest.mark.slow
def test_what_a_killed_supervisor_leaves_is_ended(running, root):
	running.start_processes(["one"])
	wait_for(lambda: "one" in pids(running))
	orphan, keeper = pids(running)["one"], running.pid()
	os.kill(keeper, signal.SIGKILL)
	wait_for(lambda: not is_alive(keeper))
	assert is_alive(orphan)
	assert supervision.stop_left_behind(root, seconds=5) == 1
	assert not is_alive(orphan)
