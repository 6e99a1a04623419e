"""The lock files hold what their inputs ask for, with hashes and without addresses; pip's index settings reach uv."""

import re
import tomllib

import pytest

from provisioning import python_env
from provisioning.framework import overlay
from provisioning.root import Root

PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[^ ;\\]+)(?P<marker> ;[^\\]*)?(?: \\)?$")


def pins(name):
	lines = (python_env.LOCKS / f"{name}.txt").read_text().splitlines()
	return {found["name"]: found["version"] for line in lines if (found := PIN.match(line))}


def wanted(name):
	lines = (python_env.LOCKS / f"{name}.in").read_text().splitlines()
	return [package_name(line) for line in lines if line and not line.startswith("#")]


def package_name(requirement):
	return re.match(r"[A-Za-z0-9._-]+", requirement)[0].lower().replace("_", "-")


def project_requirements(file):
	return [package_name(line) for line in tomllib.loads(file.read_text())["project"]["dependencies"]]


@pytest.mark.parametrize("name", ["tools", "env", "dev"])
def test_every_locked_package_has_a_hash_and_no_line_names_an_address(name):
	text = (python_env.LOCKS / f"{name}.txt").read_text()
	assert "://" not in text and "index-url" not in text
	blocks = re.split(r"\n(?=[a-z0-9])", text.strip())
	assert blocks and all("--hash=sha256:" in block for block in blocks)


@pytest.mark.parametrize("name", ["tools", "env", "dev"])
def test_every_input_is_locked(name):
	assert not set(wanted(name)) - pins(name).keys()


def test_the_requirements_of_framework_and_app_are_locked():
	files = [overlay.FOLDERS[0] / "pyproject.toml", Root.here().app / "pyproject.toml"]
	for file in files:
		assert not set(project_requirements(file)) - pins("env").keys(), f"{file}: run python3 -m provisioning.locks"


def test_test_tools_share_the_versions_of_the_environment():
	env, dev = pins("env"), pins("dev")
	assert {name: dev[name] for name in env.keys() & dev.keys()} == {name: env[name] for name in env.keys() & dev.keys()}


@pytest.mark.parametrize(
	("package", "fixed"),
	[
		("pymysql", (1, 1, 1)),
		("gunicorn", (22, 0)),
		("werkzeug", (3, 0, 6)),
		("restrictedpython", (8, 3)),
		("pillow", (12, 3)),
		("cryptography", (49, 0)),
		("requests", (2, 32, 4)),
		("urllib3", (2, 6, 3)),
		("pypdf", (6, 16, 1)),
		("weasyprint", (68, 0)),
		("pyjwt", (2, 13)),
		("pydantic", (2, 4)),
		("pycryptodome", (3, 19, 1)),
		("sqlparse", (0, 6)),
		("setuptools", (78, 1, 1)),
	],
)
def test_no_locked_version_is_older_than_its_published_fix(package, fixed):
	assert tuple(int(part) for part in re.findall(r"\d+", pins("env")[package])) >= fixed


def test_pip_settings_are_read_from_every_level():
	listing = "global.index-url='https://a/simple'\n:env:.cert='/c.pem'\nglobal.extra-index-url='\\nhttps://b\\nhttps://c'\n"
	assert python_env.parse_pip_config(listing) == {
		"index-url": "https://a/simple",
		"cert": "/c.pem",
		"extra-index-url": "https://b https://c",
	}


def test_pips_index_reaches_uv():
	settings = {"index-url": "https://a/simple", "cert": "/c.pem", "extra-index-url": "https://b", "timeout": "9", "quiet": "1"}
	assert python_env.read_uv_environment(settings, {}) == {
		"UV_DEFAULT_INDEX": "https://a/simple",
		"UV_INDEX": "https://b",
		"UV_INDEX_STRATEGY": "unsafe-best-match",
		"SSL_CERT_FILE": "/c.pem",
		"UV_HTTP_TIMEOUT": "9",
	}


def test_what_the_environment_tells_uv_wins():
	settings = {"index-url": "https://a/simple", "cert": "/c.pem"}
	assert python_env.read_uv_environment(settings, {"UV_DEFAULT_INDEX": "https://z"}) == {}
	assert python_env.read_uv_environment(settings, {"SSL_CERT_FILE": "/own"}) == {"UV_DEFAULT_INDEX": "https://a/simple"}


def test_without_settings_uv_is_left_alone():
	assert python_env.read_uv_environment({}, {}) == {}


def test_missing_parts_of_python_are_named(monkeypatch):
	monkeypatch.setattr(python_env.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else object())
	assert python_env.missing_python_parts() == ["ensurepip"]
	monkeypatch.setattr(python_env.sys, "version_info", (3, 9))
	assert python_env.missing_python_parts()[0] == "Python 3.11 or newer"
