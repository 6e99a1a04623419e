"""What each `make` target does. Every function takes the checkout and the options of the command line."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from provisioning import backups, bench, demo, lock, logins, session, sites, testing
from provisioning.desk import watch_command
from provisioning.errors import ProvisioningError
from provisioning.root import SITE, Root
from provisioning.services.stack import Stack
from provisioning.session import Session
from provisioning.settings import Settings
from provisioning.shell import clean_environment
from provisioning.system_packages import search_path

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(KeyboardInterrupt):
	"""A signal asked the command to end."""


# serving


def run(root: Root, options) -> None:
	"""Set everything up and serve until Ctrl-C."""
	_serve_here(root, options, development=False)


def dev(root: Root, options) -> None:
	"""Like run, for developers: code and assets are read again when they change, with source maps."""
	_serve_here(root, options, development=True)


def start(root: Root, options) -> None:
	"""Like run, in the background."""
	with lock.held(root, "start"):
		current = _begin(root, options)
		with _stop_on_failure(current):
			_bring_up(current, options)
	current.say("It runs in the background: 'make status', 'make logs', 'make stop'.")


def _serve_here(root: Root, options, *, development: bool) -> None:
	with _signals_end_it():
		with lock.held(root, "dev" if development else "run"):
			current = _begin(root, options, development=development)
			with _stop_on_failure(current):
				_bring_up(current, options)
		stack = current.stack
		current.say("Ctrl-C stops everything.")
		try:
			_watch(current) if development else _wait_for_end(stack)
		except KeyboardInterrupt:
			_ignore_signals()
			current.say("\nStopping …")
			stack.stop()
			current.say("Stopped.")


def _begin(root: Root, options, *, development: bool = False) -> Session:
	settings = Settings.load(root)
	stack = Stack(root, settings)
	if stack.is_serving:
		raise ProvisioningError(
			f"The CRM is already running: {settings.url} (process {stack.supervisor.pid()}). 'make stop' stops it, 'make status' shows it."
		)
	current = Session.open(root, development=development)
	for name in ("host", "language"):
		if getattr(options, name):
			setattr(current.settings, name, getattr(options, name))
	current.settings.check()
	return current


def _bring_up(current: Session, options) -> None:
	was_there = sites.exists(current.root, SITE)
	current.say(f"Setting up in {current.root.path}")
	session.prepare(current)
	if was_there and options.language:
		_change_language(current)
	session.serve(current)
	listing = session.write_logins(current)
	current.say(f"\n  The CRM is ready:  {listing['url']}\n")
	current.say(logins.table(listing))
	current.say("\n  (also in run/logins.json)")


def _change_language(current: Session) -> None:
	root, settings = current.root, current.settings
	bench.inside(root, "set_language", what="Changing the language", site=SITE, language=settings.language)
	settings.demo = demo.WANTED if settings.demo == demo.PRESENT else settings.demo


@contextmanager
def _stop_on_failure(current: Session) -> Iterator[None]:
	try:
		yield
	except BaseException:
		if current.started_here:
			_ignore_signals()
			current.stack.stop()
		raise


def _wait_for_end(stack: Stack) -> None:
	while stack.is_running:
		time.sleep(1)
	raise ProvisioningError("The CRM was stopped from outside ('make stop'), or its supervisor was killed. 'make run' starts it again.")


def _watch(current: Session) -> None:
	"""Restart the processes that have no reload of their own when Python code changes, and rebuild assets."""
	stack = current.stack
	watcher = _start_asset_watch(current.root)
	try:
		before = _code_state(current.root)
		while stack.is_running:
			time.sleep(1)
			now = _code_state(current.root)
			if now != before:
				before = now
				stack.supervisor.restart_processes(["worker_short", "worker_long", "schedule"])
				current.say("Code changed: workers started again.")
	finally:
		watcher.terminate()


def _start_asset_watch(root: Root) -> subprocess.Popen:
	with (root.logs / "watch.log").open("ab") as output:
		environment = clean_environment({"PATH": search_path()})
		return subprocess.Popen(watch_command(root), cwd=root.path, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output)


def _code_state(root: Root) -> dict[Path, float]:
	return {file: file.stat().st_mtime for file in root.app.rglob("*.py") if file.exists()}


def stop(root: Root, _options) -> None:
	"""Stop what run or start have started."""
	stack = Stack(root, Settings.load(root))
	was_running = stack.is_running
	stack.stop()
	print("Stopped." if was_running else "Nothing was running here.")


def status(root: Root, _options) -> None:
	"""One line per process, and the address."""
	settings = Settings.load(root)
	processes = Stack(root, settings).supervisor.processes()
	for process in processes:
		print(f"  {process.name:<14}{process.state:<10}{process.detail}")
	print(f"  {settings.url}")
	ill = [process.name for process in processes if not process.is_running]
	if ill:
		raise ProvisioningError(f"Not running: {', '.join(ill)}. See logs/{ill[0]}.log.")


def logs(root: Root, _options) -> None:
	"""Follow the logs of all processes."""
	files = sorted(str(file) for file in root.logs.glob("*.log"))
	if not files:
		raise ProvisioningError("There are no logs yet. 'make run' begins them.")
	# the reader takes the place of this process, so that Ctrl-C ends it
	os.execvp("tail", ["tail", "-n", "20", "-F", *files])  # noqa: S606


# the site


def migrate(root: Root, _options) -> None:
	"""Bring the site's tables and records to the state of the code."""
	with _site_at_hand(root, "migrate") as current:
		current.steps.run(f"update of {SITE}", lambda: sites.migrate(root, SITE))
		_refresh(current)


def check_scope(root: Root, options) -> None:
	"""Compare what people see through every door of the CRM; WHO=… and TYPE=… narrow it down."""
	_need_site(root)
	named = [("--user", options.who), ("--doctype", options.type)]
	chosen = [part for option, values in named for value in (values or "").split(",") if value for part in (option, value.strip())]
	command = [root.env / "bin" / "python", "-m", "frappe.utils.bench_helper", "frappe", "--site", SITE, "crm-check-scope", *chosen]
	with _site_at_hand(root, "check-scope"):
		if subprocess.run(command, cwd=root.sites, env=clean_environment()).returncode:
			raise ProvisioningError("Not every door agrees: see above. docs/operations.md says what to do.")


def console(root: Root, _options) -> None:
	"""Python with the site at hand."""
	command = [root.env / "bin" / "python", "-m", "frappe.utils.bench_helper", "frappe", "--site", SITE, "console"]
	_need_site(root)
	with _signals_end_it(), ExitStack() as until_ready:
		until_ready.enter_context(lock.held(root, "console"))
		current = Session.open(root)
		with session.with_servers(current):
			if not current.started_here:
				# an open console on a served site must not keep others from working
				until_ready.close()
			subprocess.run(command, cwd=root.sites, env=clean_environment())


def backup(root: Root, _options) -> None:
	"""Database and files into one archive under backups/."""
	_need_site(root)
	with _site_at_hand(root, "backup"):
		print(backups.create(root, SITE).relative_to(root.path))


def restore(root: Root, options) -> None:
	"""Put a backup in the place of what the site holds, which is backed up before."""
	if not options.file:
		raise ProvisioningError("Name the backup: make restore FILE=backups/<name>.tar")
	archive = Path(options.file).expanduser()
	archive = archive if archive.is_absolute() else Path.cwd() / archive
	if not archive.is_file():
		raise ProvisioningError(f"There is no file {archive}. 'ls backups' shows the backups made here.")
	if sites.exists(root, SITE) and not options.force:
		raise ProvisioningError(
			f"The site has data, which the backup would replace (they are backed up before). To do it: make restore FILE={options.file} FORCE=1"
		)
	with _site_at_hand(root, "restore") as current:
		before = backups.restore(root, current.settings, SITE, archive)
		sites.migrate(root, SITE)
		_refresh(current)
	print(f"Restored {archive.name}. The state before is in {before.relative_to(root.path)}.")
	print("Logins are those of the backup, except Administrator (run/logins.json).")


def create_demo(root: Root, _options) -> None:
	"""Create the demo company, or complete it."""
	with _site_at_hand(root, "demo") as current:
		current.steps.run("demo company", lambda: demo.create(root, current.settings, SITE))
		print(logins.table(session.write_logins(current)))


def clear_demo(root: Root, _options) -> None:
	"""Remove the demo company and its users; other records stay."""
	_need_site(root)
	with _site_at_hand(root, "demo-clear") as current:
		current.steps.run("clearing the demo company", lambda: demo.clear(root, current.settings, SITE))
		session.write_logins(current)


def _need_site(root: Root) -> None:
	if not sites.exists(root, SITE):
		raise ProvisioningError("There is no site yet. 'make run' creates it.")


@contextmanager
def _site_at_hand(root: Root, command: str) -> Iterator[Session]:
	"""The site with its data servers; they are stopped afterwards when they did not run before."""
	with _signals_end_it(), lock.held(root, command):
		current = Session.open(root)
		with session.with_servers(current):
			yield current


def _refresh(current: Session) -> None:
	"""Let running processes see the new state of the site."""
	if not current.started_here:
		current.stack.restart_code()


# the checkout


def test(root: Root, options) -> None:
	"""Everything: lint and all stages of tests, on a site of their own."""
	with _signals_end_it(), lock.held(root, "test"):
		testing.test(Session.open(root, testing=True), stages=options.stages, fresh=options.fresh)


def check(root: Root, _options) -> None:
	"""The fast gates: lint and pure tests."""
	with _signals_end_it(), lock.held(root, "check"):
		testing.check(Session.open(root, testing=True))


def bench_large(root: Root, options) -> None:
	"""Measure look-ups on a large base, on a site of their own; prints a table."""
	with _signals_end_it(), lock.held(root, "bench"):
		testing.bench(Session.open(root, testing=True), customers=options.customers)


def test_framework(root: Root, _options) -> None:
	"""The framework's own tests, on a throwaway site; takes long."""
	with _signals_end_it(), lock.held(root, "test-framework"):
		testing.test_framework(Session.open(root, testing=True))


def clean(root: Root, options) -> None:
	"""Remove everything that the set-up made, also the database. Backups stay."""
	if not options.force and not _confirmed(
		f"This deletes the database and all files of the CRM in {root.path}; backups/ stays. Type 'delete': "
	):
		raise ProvisioningError("Nothing was deleted. To delete without being asked: make clean FORCE=1")
	with lock.held(root, "clean"):
		if root.settings_file.exists():
			Stack(root, Settings.load(root)).stop()
		for path in _made(root):
			shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
	print("Deleted. 'make run' begins anew.")


def _made(root: Root) -> list[Path]:
	"""Everything git does not know, except backups and what an editor or a person put at the root."""
	kept = {root.config / "templates", root.sites / "apps.txt", root.sites / "README.md"}
	inner = [path for folder in (root.config, root.sites) if folder.exists() for path in folder.iterdir() if path not in kept]
	folders = [root.framework, root.env, root.logs, root.run, root.app / root.app.name / "public" / "dist"]
	return [path for path in [*inner, *folders] if path.exists() or path.is_symlink()]


def _confirmed(question: str) -> bool:
	return sys.stdin.isatty() and input(question).strip() == "delete"


# signals


@contextmanager
def _signals_end_it() -> Iterator[None]:
	"""A closed terminal or a `kill` ends a command as Ctrl-C does: what it started is stopped."""

	def stop_now(*_signal) -> None:
		raise Stopped

	before = {number: signal.signal(number, stop_now) for number in ENDING}
	try:
		yield
	finally:
		for number, handler in before.items():
			signal.signal(number, handler)


def _ignore_signals() -> None:
	"""Stopping is not to be interrupted: impatience would leave servers behind."""
	for number in ENDING:
		signal.signal(number, signal.SIG_IGN)


COMMANDS: dict[str, Callable[[Root, object], None]] = {
	"run": run,
	"dev": dev,
	"start": start,
	"stop": stop,
	"status": status,
	"logs": logs,
	"test": test,
	"check": check,
	"check-scope": check_scope,
	"bench": bench_large,
	"test-framework": test_framework,
	"migrate": migrate,
	"console": console,
	"backup": backup,
	"restore": restore,
	"demo": create_demo,
	"demo-clear": clear_demo,
	"clean": clean,
}
