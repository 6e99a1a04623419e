"""Bringing a checkout from whatever state it is in to a served CRM: the order of the steps, and the way back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from provisioning import bench, demo, framework, logins, parallel, ports, python_env, sites, system_packages
from provisioning.desk import ensure_desk
from provisioning.errors import ProvisioningError
from provisioning.root import SITE, Root
from provisioning.services import web
from provisioning.services.stack import Stack
from provisioning.settings import Settings
from provisioning.steps import Steps

# what a first set-up writes: framework, two environments, packages of Node, the database
LEAST_FREE_GIGABYTES = 4
LEAST_FREE_LATER = 0.5


@dataclass
class Session:
	"""One command's view of a checkout."""

	root: Root
	steps: Steps
	settings: Settings
	development: bool = False
	testing: bool = False
	started_here: bool = False
	reservations: ports.Reservations = field(default_factory=ports.Reservations)

	@classmethod
	def open(cls, root: Root, **options: bool) -> Session:
		return cls(root, Steps(root), Settings.load(root), **options)

	@property
	def stack(self) -> Stack:
		return Stack(self.root, self.settings, development=self.development)

	def say(self, text: str = "") -> None:
		print(text, flush=True)


def set_up(session: Session, site_action: Callable[[], object]) -> None:
	"""Everything up to running data servers and a site. `site_action` creates or updates the site; the Desk is built meanwhile.

	Steps that are done are skipped; whatever was interrupted is taken up again.
	"""
	root, steps = session.root, session.steps
	_check_space(root)
	needs = system_packages.SERVING + (system_packages.TESTING if session.testing else ())
	_choose_ports(session)
	tasks = [
		parallel.Task("packages", lambda: system_packages.ensure_packages(root, steps, needs)),
		parallel.Task("tools", lambda: python_env.ensure_tools(root, steps), _unless(python_env.missing_python_parts, "packages")),
		parallel.Task("framework", lambda: framework.ensure_framework(root, steps, os.environ), ("tools", *_unless_program("git"))),
		parallel.Task("environment", lambda: python_env.ensure_env(root, steps, session.testing), ("framework",)),
		parallel.Task("data", lambda: _start_data(session), ("packages", "tools")),
		parallel.Task("desk", lambda: _build_desk(session), ("framework", "packages")),
		parallel.Task("site", site_action, ("environment", "data")),
	]
	parallel.run(tasks)


def prepare_code(session: Session) -> None:
	"""Framework and Python environment only: enough for lint and pure tests."""
	root, steps = session.root, session.steps
	needs = [need for need in system_packages.SERVING if set(need.packages) & {"python3-venv", "git"}]
	system_packages.ensure_packages(root, steps, needs)
	python_env.ensure_tools(root, steps)
	framework.ensure_framework(root, steps, os.environ)
	python_env.ensure_env(root, steps, session.testing)


def _unless(missing: Callable[[], list[str]], task: str) -> tuple[str, ...]:
	"""Wait for a task only when something is missing that it brings."""
	return (task,) if missing() else ()


def _unless_program(name: str) -> tuple[str, ...]:
	return () if system_packages.find_program(name) else ("packages",)


def _check_space(root: Root) -> None:
	free = shutil.disk_usage(root.path).free / 1e9
	least = LEAST_FREE_LATER if root.env.exists() else LEAST_FREE_GIGABYTES
	if free < least:
		raise ProvisioningError(
			f"Only {free:.1f} GB are free on the disk of {root.path}; at least {least} GB are needed. Make room and try again."
		)


def _choose_ports(session: Session) -> None:
	"""Reserve the ports, unless our own servers listen on them."""
	settings, stack = session.settings, session.stack
	if stack.is_serving:
		return
	if stack.is_running:
		stack.stop()
	# servers of ours whose supervisor was killed would make our own ports look taken
	stack.end_left_behind()
	settings.ports, notes = ports.choose(settings.ports, session.root.path, session.reservations)
	for name in ("database", "redis", "supervisor", "administrator"):
		settings.password(name)
	settings.save()
	for note in notes:
		session.say(f"           {note}")


def _start_data(session: Session) -> None:
	stack = session.stack
	bench.write_files(session.root, session.settings, development=session.development)
	if not stack.is_running:
		stack.write_configuration()
		session.started_here = True
	session.steps.run("database and Redis", stack.start_data)


def _build_desk(session: Session) -> None:
	ensure_desk(session.root, session.steps, production=not session.development)


def prepare(session: Session) -> None:
	"""The CRM's site with everything it needs, data servers running."""
	root, steps, settings = session.root, session.steps, session.settings

	def ensure_site() -> None:
		if sites.ensure_site(root, steps, settings):
			demo.want(settings)

	set_up(session, ensure_site)


def serve(session: Session) -> None:
	"""Start what serves pages and wait for the first one; create the demo company when it is due; write the logins."""
	bench.write_files(session.root, session.settings, development=session.development)
	stack = session.stack
	session.steps.run("web, workers, realtime", lambda: _start_application(session, stack))
	demo.create_if_wanted(session.root, session.steps, session.settings)
	write_logins(session)


def _start_application(session: Session, stack: Stack) -> None:
	stack.start_application()
	web.wait_ready(session.settings.url)


def write_logins(session: Session) -> dict[str, object]:
	"""run/logins.json: the address, the Administrator and the demo company's users."""
	settings = session.settings
	users = [logins.administrator(settings.password("administrator"), settings.language), *demo.logins(settings)]
	file = logins.file_of(session.root)
	logins.write(file, settings.url, SITE, users)
	return logins.read(file)


@contextmanager
def stopping_what_was_started(session: Session) -> Iterator[None]:
	"""Whatever ends the block, servers that this command started are stopped."""
	try:
		yield
	finally:
		if session.started_here:
			session.stack.stop()


@contextmanager
def with_servers(session: Session) -> Iterator[None]:
	"""The site with running data servers for one command; stopped afterwards when they did not run before."""
	with stopping_what_was_started(session):
		prepare(session)
		yield
