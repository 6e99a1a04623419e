import os

import pytest

from provisioning import system_packages
from provisioning.errors import ProvisioningError
from provisioning.system_packages import SERVING, TESTING, Need, command_for, ensure_packages, find_program, missing, search_path

ABSENT = Need("a wheel", ("wheel-of-fortune",), lambda: False)
PRESENT = Need("a spoke", ("spoke",), lambda: True)


def test_servers_are_found_although_their_folder_is_not_on_the_path(monkeypatch):
	monkeypatch.setenv("PATH", "/usr/bin")
	assert "/usr/sbin" in search_path().split(os.pathsep)
	assert search_path().startswith("/usr/bin" + os.pathsep)


def test_an_empty_part_of_the_path_is_not_the_working_folder(monkeypatch):
	monkeypatch.setenv("PATH", "")
	assert "" not in search_path().split(os.pathsep)
	assert find_program("sh")


def test_what_is_there_is_not_missing():
	assert missing([ABSENT, PRESENT]) == [ABSENT]


def test_the_command_to_type_names_each_package():
	assert command_for([ABSENT]) == "sudo apt-get update && sudo apt-get install -y --no-install-recommends wheel-of-fortune"


def test_an_ordinary_user_is_told_what_to_type(root, steps, monkeypatch):
	monkeypatch.setattr(os, "geteuid", lambda: 1000)
	monkeypatch.setattr(system_packages, "find_program", lambda name: f"/usr/bin/{name}")
	with pytest.raises(ProvisioningError, match=r"lacks: a wheel\. Type this.*sudo apt-get.*wheel-of-fortune"):
		ensure_packages(root, steps, [ABSENT, PRESENT])


def test_a_system_without_apt_is_told_what_is_missing(root, steps, monkeypatch):
	monkeypatch.setattr(system_packages, "find_program", lambda name: None)
	with pytest.raises(ProvisioningError, match=r"lacks: a wheel\. Install them with its package manager"):
		ensure_packages(root, steps, [ABSENT])


def test_root_installs_only_what_is_missing(root, steps, monkeypatch):
	installed = []
	monkeypatch.setattr(os, "geteuid", lambda: 0)
	monkeypatch.setattr(system_packages, "find_program", lambda name: f"/usr/bin/{name}")
	monkeypatch.setattr(system_packages, "_install", lambda _root, packages: installed.extend(packages))
	need = Need("a wheel", ("wheel",), lambda: bool(installed))
	ensure_packages(root, steps, [need, PRESENT])
	assert installed == ["wheel"]


def test_packages_that_do_not_help_are_reported(root, steps, monkeypatch):
	monkeypatch.setattr(os, "geteuid", lambda: 0)
	monkeypatch.setattr(system_packages, "find_program", lambda name: f"/usr/bin/{name}")
	monkeypatch.setattr(system_packages, "_install", lambda _root, packages: None)
	with pytest.raises(ProvisioningError, match="still missing: a wheel"):
		ensure_packages(root, steps, [ABSENT])


def test_nothing_is_run_when_nothing_is_missing(root, steps, monkeypatch):
	monkeypatch.setattr(system_packages, "_install", lambda *_arguments: pytest.fail("must not install"))
	ensure_packages(root, steps, [PRESENT])


def test_every_need_names_packages():
	assert all(need.packages and need.what for need in SERVING + TESTING)
