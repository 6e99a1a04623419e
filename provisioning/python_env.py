"""The two Python environments: `run/tools` (bench, uv, supervisor) and `env` (framework, app, and for tests the test tools).

Both come from lock files with hashes (`locks/`), so that every machine gets the same bytes. A genuine framework checkout brings its own
requirements instead of `locks/env.txt`.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from provisioning import framework
from provisioning.errors import ProvisioningError
from provisioning.root import Root, digest
from provisioning.shell import call
from provisioning.steps import Steps

LOCKS = Path(__file__).with_name("locks")
TOOLS_STEP, ENV_STEP, DEV_STEP = "python-tools", "python-env", "python-env-dev"
OLDEST_PYTHON = (3, 11)
NETWORK_REMEDY = "Check the network and the package index settings of pip."
# pip's setting → the variable by which uv understands the same.
UV_VARIABLES = {
	"index-url": "UV_DEFAULT_INDEX",
	"extra-index-url": "UV_INDEX",
	"cert": "SSL_CERT_FILE",
	"trusted-host": "UV_INSECURE_HOST",
	"timeout": "UV_HTTP_TIMEOUT",
	"default-timeout": "UV_HTTP_TIMEOUT",
}


def missing_python_parts() -> list[str]:
	"""What this Python lacks to make environments: Debian packs `venv` and `ensurepip` apart. Empty when all is there."""
	importlib.invalidate_caches()  # a package may have been installed since the start
	missing = [f"Python {'.'.join(map(str, OLDEST_PYTHON))} or newer"] if sys.version_info < OLDEST_PYTHON else []
	return missing + [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]


def ensure_tools(root: Root, steps: Steps) -> None:
	"""Make `run/tools` with bench, uv and supervisor. Raises ProvisioningError when Python's venv is missing or a download fails."""
	lock = LOCKS / "tools.txt"
	if not all((root.tools / "bin" / name).exists() for name in ("python", "bench", "uv", "supervisord")):
		steps.forget(TOOLS_STEP)
	steps.once(TOOLS_STEP, digest(lock, sys.version, str(root.tools)), "tools: bench, uv, supervisor", lambda: _make_tools(root, lock))


def ensure_env(root: Root, steps: Steps, dev: bool) -> None:
	"""Make `env` with the framework and the app installed in place; `dev` adds the tools for tests and lint.

	Needs `ensure_tools`, and `apps/frappe` from `ensure_framework`. Once there, the test tools stay.
	Raises ProvisioningError when a download fails or the framework or the app cannot be imported afterwards.
	"""
	key = _env_key(root)
	if not (root.env / "bin" / "python").exists():
		steps.forget(ENV_STEP)
	dev_key = digest(key, LOCKS / "dev.txt")
	with_dev = dev or steps.is_done(DEV_STEP, dev_key)
	if not steps.is_done(ENV_STEP, key):
		steps.forget(DEV_STEP)
	steps.once(ENV_STEP, key, "Python environment of framework and app", lambda: _make_env(root))
	if with_dev:
		steps.once(DEV_STEP, dev_key, "test tools in the Python environment", lambda: _add_dev(root))


def read_uv_environment(pip_settings: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
	"""Variables that make uv use the index pip is set to. Pure; what the environment already says to uv wins.

	`pip_settings` is what `pip config list` says, by option name; a later value has overridden an earlier one.
	"""
	if any(name in environ for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX", "UV_EXTRA_INDEX_URL", "UV_NO_INDEX")):
		return {}
	variables = {UV_VARIABLES[name]: value for name, value in pip_settings.items() if name in UV_VARIABLES and value}
	if "UV_INDEX" in variables:
		# pip takes the best version of all indexes; every file is pinned by its hash
		variables["UV_INDEX_STRATEGY"] = "unsafe-best-match"
	return {name: value for name, value in variables.items() if name not in environ}


def parse_pip_config(listing: str) -> dict[str, str]:
	"""Read `pip config list` (lines such as `global.index-url='…'` or `:env:.cert='…'`) into option → value."""
	settings = {}
	for line in listing.splitlines():
		name, separator, value = line.partition("=")
		if separator:
			settings[name.strip().rpartition(".")[2]] = value.strip().strip("'\"").replace("\\n", " ").strip()
	return settings


def write_locks(root: Root, upgrade: bool = False) -> None:
	"""Maintainer's side: write the lock files from their inputs. `upgrade` takes the newest versions instead of keeping the locked ones."""
	inputs = {
		"tools": [LOCKS / "tools.in"],
		"env": [LOCKS / "env.in", framework.overlay.FOLDERS[0] / "pyproject.toml", root.app / "pyproject.toml"],
		"dev": [LOCKS / "dev.in", "--constraint", LOCKS / "env.txt"],
	}
	options = [
		"--universal",
		"--python-version",
		"3.11",
		"--generate-hashes",
		"--no-emit-index-url",
		"--no-header",
		"--no-annotate",
		"--quiet",
	]
	for name, files in inputs.items():
		present = [file for file in files if not isinstance(file, Path) or file.exists()]
		output = ["--output-file", LOCKS / f"{name}.txt", *(["--upgrade"] if upgrade else [])]
		_uv(root, "pip", "compile", *present, *options, *output, what=f"Locking {name}")


def _make_tools(root: Root, lock: Path) -> None:
	if missing := missing_python_parts():
		raise ProvisioningError(f"{sys.executable} lacks {' and '.join(missing)}. On Debian: apt-get install python3-venv")
	shutil.rmtree(root.tools, ignore_errors=True)
	root.run.mkdir(parents=True, exist_ok=True)
	call(
		root,
		[sys.executable, "-m", "venv", root.tools],
		what="Making the tools environment",
		remedy="On Debian: apt-get install python3-venv",
	)
	command = [root.tools / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
	call(root, [*command, "--require-hashes", "--requirement", lock], what="Installing bench, uv and supervisor", remedy=NETWORK_REMEDY)


def _make_env(root: Root) -> None:
	shutil.rmtree(root.env, ignore_errors=True)
	_uv(root, "venv", "--quiet", "--python", sys.executable, root.env, what="Making the Python environment")
	if framework.is_genuine(root):
		_install(root, *_editables(root), what="Installing the genuine framework's requirements")
	else:
		_install_locked(root, LOCKS / "env.txt", what="Installing the locked requirements")
		_install(root, "--no-deps", "--no-build-isolation", *_editables(root), what="Installing framework and app")
	modules = ["frappe", *([root.app.name] if _has_app(root) else [])]
	call(root, [root.env / "bin" / "python", "-c", f"import {', '.join(modules)}"], what="Importing framework and app", cwd=root.run)


def _add_dev(root: Root) -> None:
	what = "Installing the test tools"
	if framework.is_genuine(root):
		# together with the framework, so that its own bounds hold
		_install(root, "--requirement", LOCKS / "dev.in", *_editables(root), what=what)
	else:
		_install_locked(root, LOCKS / "dev.txt", what=what)


def _editables(root: Root) -> list[str | Path]:
	return ["--editable", root.framework, *(["--editable", root.app] if _has_app(root) else [])]


def _install_locked(root: Root, lock: Path, what: str) -> None:
	"""Install a lock file; from uv's cache alone when all is there, so that a repair needs no network."""
	arguments = ("--no-deps", "--require-hashes", "--requirement", lock)
	try:
		_install(root, "--offline", *arguments, what=what)
	except ProvisioningError:
		_install(root, *arguments, what=what)


def _install(root: Root, *arguments: str | Path, what: str) -> None:
	_uv(root, "pip", "install", "--quiet", "--python", root.env / "bin" / "python", *arguments, what=what)


def _uv(root: Root, *arguments: str | Path, what: str) -> None:
	variables = read_uv_environment(parse_pip_config(_list_pip_settings(root)), os.environ)
	call(root, [root.tools / "bin" / "uv", *arguments], what=what, remedy=NETWORK_REMEDY, env=variables)


@lru_cache(maxsize=1)
def _list_pip_settings(root: Root) -> str:
	return call(root, [root.tools / "bin" / "python", "-m", "pip", "config", "list"], what="Reading pip's settings")


def _env_key(root: Root) -> str:
	"""Changes when the requirements, the Python, or the place of the checkout do; the sources are installed in place and do not count."""
	metadata = [file for file in (root.framework / "pyproject.toml", root.app / "pyproject.toml") if file.exists()]
	return digest(LOCKS / "env.txt", *metadata, sys.version, str(root.env), str(framework.is_genuine(root)))


def _has_app(root: Root) -> bool:
	return (root.app / "pyproject.toml").exists()
