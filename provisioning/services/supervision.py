"""Keeps the processes of the Procfile running: one that dies is started again, the others are not touched.

The work is done by `supervisor` from run/tools, with a configuration made from the Procfile. It is controlled over
loopback HTTP with a random password, since a Unix socket's path may be too long in a deep folder.
"""

from __future__ import annotations

import os
import subprocess
import time
import xmlrpc.client
from base64 import b64encode
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from xml.parsers.expat import ExpatError

from provisioning.errors import ProvisioningError
from provisioning.lock import COMMAND_MARK
from provisioning.processes import end, is_alive, marked
from provisioning.root import Root
from provisioning.services import procfile
from provisioning.settings import Settings, account, write_private
from provisioning.shell import clean_environment
from provisioning.system_packages import search_path

# started first and stopped last; the others need them
DATA = ("mariadb", "redis_cache", "redis_queue")
STOP_SECONDS = {"mariadb": 60, "redis_queue": 20}
STOP_SIGNAL = {"nginx": "QUIT"}
# every process that is started here carries this mark, so that one left behind can be told from a stranger's
MARK = "CRM_DESK_ROOT"
# these write their title over the memory in which the mark is; the folder in which they work tells whose they are
TITLED = ("redis-server", "nginx")
DATA_PROGRAMS = ("redis-server", "mariadbd")
UNREACHABLE = (OSError, HTTPException, xmlrpc.client.Error, ExpatError)


@dataclass(frozen=True)
class Process:
	"""One line of `make status`."""

	name: str
	state: str
	pid: int
	detail: str

	@property
	def is_running(self) -> bool:
		return self.state == "RUNNING"


def configuration_file(root: Root) -> Path:
	return root.run / "supervisord.conf"


def write_configuration(root: Root, settings: Settings) -> None:
	"""Make supervisor's configuration from the Procfile, without the servers that are external."""
	processes = {name: command for name, command in procfile.read(root).items() if not settings.external.get(name)}
	write_private(configuration_file(root), configuration(root, settings, processes))


def configuration(root: Root, settings: Settings, processes: dict[str, str]) -> str:
	"""The text of supervisord.conf. Nothing starts by itself: the set-up starts the data servers first, then the rest."""
	lines = [
		"[supervisord]",
		"nodaemon=true",
		# a copied checkout has the same ports and passwords: the name tells whose supervisor answers
		f"identifier={_escape(root.path)}",
		f"directory={_escape(root.path)}",
		f"pidfile={_escape(root.run / 'supervisord.pid')}",
		f"logfile={_escape(root.logs / 'supervisord.log')}",
		f"childlogdir={_escape(root.logs)}",
		"minfds=4096",
	]
	if os.geteuid() == 0:
		lines.append(f"user={account()}")
	lines += [
		"[inet_http_server]",
		f"port=127.0.0.1:{settings.ports['supervisor']}",
		"username=crm",
		f"password={settings.password('supervisor')}",
		"[rpcinterface:supervisor]",
		"supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface",
	]
	for name, command in processes.items():
		lines += _program(root, name, command)
	return "\n".join(lines) + "\n"


def _program(root: Root, name: str, command: str) -> list[str]:
	quoted = command.replace("\\", "\\\\").replace('"', '\\"')
	return [
		f"[program:{name}]",
		f'command=/bin/sh -c "{_escape(quoted)}"',
		f"directory={_escape(root.path)}",
		f"priority={10 if name in DATA else 20}",
		"autostart=false",
		"autorestart=true",
		"startsecs=2",
		"startretries=100",
		f"stopsignal={STOP_SIGNAL.get(name, 'TERM')}",
		f"stopwaitsecs={STOP_SECONDS.get(name, 12)}",
		"stopasgroup=false",
		"killasgroup=true",
		f"stdout_logfile={_escape(root.logs / f'{name}.log')}",
		"redirect_stderr=true",
		"stdout_logfile_maxbytes=10MB",
		"stdout_logfile_backups=2",
	]


def _escape(text: object) -> str:
	return str(text).replace("%", "%%")


def environment(root: Root) -> dict[str, str]:
	"""What the processes see: the caller's environment without what would change their behaviour."""
	kept = {
		name: value
		for name, value in clean_environment().items()
		# CI makes background jobs behave as in a test; FRAPPE_… and SITES_PATH override the site's configuration
		if name not in {"CI", "SITES_PATH", "LANGUAGE", COMMAND_MARK} and not name.startswith(("FRAPPE_", "RQ_"))
	}
	return kept | {MARK: str(root.path), "PATH": search_path(), "PYTHONUNBUFFERED": "1", "LC_ALL": "C.UTF-8"}


class _Transport(xmlrpc.client.Transport):
	"""Loopback HTTP that gives up on a port where something else listens and says nothing."""

	def make_connection(self, host):
		connection = super().make_connection(host)
		connection.timeout = 15
		return connection


class Supervisor:
	"""The running supervisor of one checkout."""

	def __init__(self, root: Root, settings: Settings):
		self.root = root
		self.settings = settings

	@property
	def _rpc(self):
		password = b64encode(f"crm:{self.settings.password('supervisor')}".encode()).decode()
		transport = _Transport(headers=[("Authorization", f"Basic {password}")])
		return xmlrpc.client.ServerProxy(f"http://127.0.0.1:{self.settings.ports['supervisor']}/RPC2", transport=transport).supervisor

	def pid(self) -> int | None:
		"""The process that keeps the others running; None when it is not running."""
		if "supervisor" not in self.settings.ports:
			return None
		try:
			rpc = self._rpc
			return int(rpc.getPID()) if rpc.getIdentification() == str(self.root.path) else None
		except UNREACHABLE:
			return None

	def start(self, *, seconds: float = 20) -> None:
		"""Start it without any of its processes, in a session of its own: Ctrl-C in the terminal reaches only the command."""
		self.root.logs.mkdir(parents=True, exist_ok=True)
		with (self.root.logs / "supervisord.out.log").open("ab") as output:
			child = subprocess.Popen(
				[self.root.tools / "bin" / "python", "-m", "supervisor.supervisord", "-c", configuration_file(self.root)],
				cwd=self.root.path,
				env=environment(self.root),
				stdin=subprocess.DEVNULL,
				stdout=output,
				stderr=output,
				start_new_session=True,
			)
		deadline = time.monotonic() + seconds
		while self.pid() != child.pid:
			if child.poll() is not None or time.monotonic() > deadline:
				raise ProvisioningError("The process supervisor did not start. See logs/supervisord.out.log.")
			time.sleep(0.05)

	def stop(self, *, seconds: float = 120) -> None:
		"""Stop all processes, the data servers last, then the supervisor itself."""
		pid = self.pid()
		if pid is None:
			return
		self._rpc.shutdown()
		deadline = time.monotonic() + seconds
		while is_alive(pid):
			if time.monotonic() > deadline:
				raise ProvisioningError(
					f"Not everything stopped within {seconds:.0f} s; the supervisor is process {pid}. See logs/supervisord.log."
				)
			time.sleep(0.05)

	def processes(self) -> list[Process]:
		"""All processes in the order in which they start. Raises ProvisioningError when nothing runs."""
		if self.pid() is None:
			raise ProvisioningError("Nothing is running here. Start with 'make run' or 'make start'.")
		found = self._rpc.getAllProcessInfo()
		return [Process(one["name"], one["statename"], one["pid"], one["description"] or one["spawnerr"]) for one in found]

	def start_processes(self, names: list[str]) -> None:
		"""Start those that are not running; does not wait until they are ready."""
		states = {process.name: process.state for process in self.processes()}
		for name in names:
			if states.get(name) not in (None, "RUNNING", "STARTING"):
				self._rpc.startProcess(name, False)

	def restart_processes(self, names: list[str]) -> None:
		"""Stop (waiting for each) and start again."""
		states = {process.name: process.state for process in self.processes()}
		known = [name for name in names if name in states]
		for name in known:
			if states[name] in ("RUNNING", "STARTING", "BACKOFF"):
				self._rpc.stopProcess(name, False)
		self._wait_stopped(known)
		self.start_processes(known)

	def _wait_stopped(self, names: list[str], *, seconds: float = 60) -> None:
		deadline = time.monotonic() + seconds
		while any(process.name in names and process.state in ("RUNNING", "STARTING", "STOPPING") for process in self.processes()):
			if time.monotonic() > deadline:
				raise ProvisioningError(f"{', '.join(names)} did not stop within {seconds:.0f} s. See 'make status'.")
			time.sleep(0.05)

	def signal(self, name: str, signal_name: str) -> None:
		"""Send a signal to one running process (nginx reads its configuration again on HUP)."""
		self._rpc.signalProcess(name, signal_name)

	def reload(self) -> None:
		"""Take over a changed Procfile: processes that are new, changed or gone."""
		added, changed, removed = self._rpc.reloadConfig()[0]
		for name in [*changed, *removed]:
			try:
				self._rpc.stopProcessGroup(name)
			except xmlrpc.client.Fault:
				pass
			self._rpc.removeProcessGroup(name)
		for name in [*added, *changed]:
			self._rpc.addProcessGroup(name)


def left_behind(root: Root) -> list[int]:
	"""Processes of this checkout whose supervisor was killed."""
	titled = [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit() and _is_titled(root, folder)]
	return sorted({*marked(MARK, str(root.path)), *titled})


def _is_titled(root: Root, process: Path) -> bool:
	try:
		return _program_name(int(process.name)) in TITLED and (process / "cwd").readlink().is_relative_to(root.path)
	except OSError:
		return False


def _program_name(pid: int) -> str:
	try:
		return Path(f"/proc/{pid}/comm").read_text().strip()
	except OSError:
		return ""


def stop_left_behind(root: Root, *, seconds: float = 60) -> int:
	"""End what a killed supervisor left behind, gently first, the data servers last; tells how many there were.

	Call only when no supervisor is running.
	"""
	pids = left_behind(root)
	servers = [pid for pid in pids if _program_name(pid) in DATA_PROGRAMS]
	end([pid for pid in pids if pid not in servers], seconds=min(seconds, 12))
	end(servers, seconds=seconds)
	return len(pids)
