"""All servers of one checkout together: configured, started in order, stopped in order."""

from __future__ import annotations

from provisioning.root import Root
from provisioning.services import mariadb, nginx, redis, supervision, web
from provisioning.services.supervision import DATA, Supervisor
from provisioning.settings import Settings

# what runs the code of the framework and the app, and must be restarted when it changed
CODE = ("web", "worker_short", "worker_long", "schedule", "socketio")


class Stack:
	"""The servers of one checkout. `development` reads code again when it changes."""

	def __init__(self, root: Root, settings: Settings, *, development: bool = False):
		self.root = root
		self.settings = settings
		self.development = development
		self.supervisor = Supervisor(root, settings)

	@property
	def is_running(self) -> bool:
		return self.supervisor.pid() is not None

	@property
	def is_serving(self) -> bool:
		"""Whether pages are served, or being brought back. A killed set-up leaves data servers that serve nobody."""
		return self.is_running and any(process.name == "nginx" and process.state != "STOPPED" for process in self.supervisor.processes())

	def write_configuration(self) -> None:
		"""Every file under config/ and run/ that a server reads."""
		for folder in (self.root.config / "pids", self.root.logs, self.root.run):
			folder.mkdir(parents=True, exist_ok=True)
		mariadb.write_configuration(self.root, self.settings)
		redis.write_configuration(self.root, self.settings)
		web.write_configuration(self.root, self.settings, development=self.development)
		nginx.write_configuration(self.root, self.settings)
		supervision.write_configuration(self.root, self.settings)

	def end_left_behind(self) -> None:
		"""End servers whose supervisor was killed. Call only when none is running."""
		supervision.stop_left_behind(self.root)

	def start_data(self) -> None:
		"""MariaDB and the two Redis, ready to answer."""
		if not self.is_running:
			if not mariadb.is_external(self.settings):
				mariadb.create_data(self.root)
			self.supervisor.start()
		self.supervisor.start_processes(list(DATA))
		redis.wait_ready(self.settings)
		mariadb.wait_ready(self.root)

	def start_application(self) -> None:
		"""Everything else; returns when all have been started, not when pages are served."""
		nginx.write_configuration(self.root, self.settings)
		nginx.check(self.root)
		self.supervisor.start_processes([process.name for process in self.supervisor.processes()])

	def restart_code(self) -> None:
		"""Let all processes take over changed code and configuration."""
		web.write_configuration(self.root, self.settings, development=self.development)
		self.supervisor.restart_processes(list(CODE))
		self.reload_nginx()

	def reload_nginx(self) -> None:
		"""Let nginx serve a site that has come or gone."""
		if nginx.write_configuration(self.root, self.settings):
			nginx.check(self.root)
			self.supervisor.signal("nginx", "HUP")

	def stop(self) -> None:
		"""Stop everything, the data servers last."""
		self.supervisor.stop()
		self.end_left_behind()
