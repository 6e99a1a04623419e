import shutil
from types import SimpleNamespace

import pytest

from provisioning import session
from provisioning.errors import ProvisioningError
from provisioning.session import Session


@pytest.fixture
def parts(monkeypatch):
	"""Stands for the long steps: remembers their order."""
	done = []
	for module, name in (
		(session.system_packages, "ensure_packages"),
		(session.python_env, "ensure_tools"),
		(session.framework, "ensure_framework"),
		(session.python_env, "ensure_env"),
	):
		monkeypatch.setattr(module, name, lambda *_arguments, name=name: done.append(name))
	monkeypatch.setattr(session, "ensure_desk", lambda *_arguments, **_options: done.append("ensure_desk"))
	monkeypatch.setattr(session, "_start_data", lambda _session: done.append("data"))
	return done


def test_steps_come_in_an_order_that_works(root, parts):
	current = Session.open(root)
	session.set_up(current, lambda: parts.append("site"))
	current.reservations.release()
	place = parts.index
	assert place("ensure_tools") < place("ensure_framework") < place("ensure_env") < place("site")
	assert place("ensure_packages") < place("data") < place("site")
	assert place("ensure_framework") < place("ensure_desk")


def test_a_full_disk_is_noticed_before_anything_begins(root, parts, monkeypatch):
	monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=1e9))
	with pytest.raises(ProvisioningError, match=r"Only 1\.0 GB are free"):
		session.set_up(Session.open(root), lambda: None)
	assert parts == []


def test_ports_and_passwords_are_remembered_before_anything_uses_them(root, parts):
	current = Session.open(root)
	session.set_up(current, lambda: None)
	current.reservations.release()
	again = Session.open(root)
	assert again.settings.ports == current.settings.ports
	assert {"database", "redis", "supervisor", "administrator"} <= set(again.settings.passwords)


def test_ports_stay_when_our_own_servers_listen_on_them(root, settings, parts, monkeypatch):
	settings.save()
	monkeypatch.setattr(session.Stack, "is_serving", True)
	current = Session.open(root)
	session.set_up(current, lambda: None)
	assert current.settings.ports == settings.ports


def test_what_a_killed_set_up_left_running_is_stopped_before_a_new_one(root, settings, parts, monkeypatch):
	monkeypatch.setattr(session.Stack, "is_serving", False)
	monkeypatch.setattr(session.Stack, "is_running", True)
	monkeypatch.setattr(session.Stack, "stop", lambda _self: parts.append("stopped"))
	settings.save()
	current = Session.open(root)
	session.set_up(current, lambda: None)
	current.reservations.release()
	assert parts[0] == "stopped"


def test_only_what_the_command_started_is_stopped(root, monkeypatch):
	stopped = []
	monkeypatch.setattr(session.Stack, "stop", lambda _self: stopped.append(1))
	current = Session.open(root)
	with session.stopping_what_was_started(current):
		pass
	assert stopped == []
	with pytest.raises(KeyboardInterrupt), session.stopping_what_was_started(current):
		current.started_here = True
		raise KeyboardInterrupt
	assert stopped == [1]
