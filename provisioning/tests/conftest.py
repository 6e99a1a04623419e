"""A checkout of its own for each test."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest

from provisioning.root import Root
from provisioning.settings import Settings
from provisioning.steps import Steps

REPOSITORY = Path(__file__).resolve().parents[2]
PORTS = {
	"web": 8000,
	"test": 8001,
	"gunicorn": 21001,
	"socketio": 21002,
	"mariadb": 21003,
	"redis_cache": 21004,
	"redis_queue": 21005,
	"supervisor": 21006,
}


@pytest.fixture
def root(tmp_path: Path) -> Root:
	"""An empty checkout with the configuration templates, the Procfile and a framework folder of no contents."""
	shutil.copytree(REPOSITORY / "config" / "templates", tmp_path / "config" / "templates")
	shutil.copy(REPOSITORY / "Procfile", tmp_path / "Procfile")
	(tmp_path / "sites").mkdir()
	(tmp_path / "sites" / "apps.txt").write_text("frappe\ncrm_custom\n")
	(tmp_path / "apps" / "crm_custom" / "crm_custom").mkdir(parents=True)
	(tmp_path / "apps" / "crm_custom" / "crm_custom" / "hooks.py").write_text("")
	(tmp_path / "run").mkdir()
	return Root(tmp_path)


@pytest.fixture
def settings(root: Root) -> Settings:
	"""Settings with fixed ports, as after a first set-up."""
	return Settings(root.settings_file, ports=dict(PORTS))


@pytest.fixture
def steps(root: Root) -> Steps:
	return Steps(root, io.StringIO())
