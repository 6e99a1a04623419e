"""A site that is made for these tests and thrown away: they commit, migrate and uninstall."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

BENCH = Path(os.environ.get("CRM_BENCH_ROOT") or Path(__file__).resolve().parents[5])
SITE = "crm-install.localhost"


@dataclass(frozen=True)
class ThrowawaySite:
	"""The site, driven from outside as an administrator of the server would."""

	name: str

	def bench(self, *arguments: str) -> str:
		"""An official bench command on the site; its output. Fails the test when the command fails."""
		return self._python(["-m", "frappe.utils.bench_helper", "frappe", "--site", self.name, *arguments])

	def run(self, code: str) -> Any:
		"""Run Python as Administrator on the site, commit, and return what the code leaves in `answer`."""
		script = (
			"import frappe, json\n"
			f"frappe.init(site={self.name!r}, sites_path='.')\n"
			"frappe.connect()\nframe = {'frappe': frappe}\n"
			f"exec({code!r}, frame)\n"
			"frappe.db.commit()\nfrappe.destroy()\n"
			"print('answer:' + json.dumps(frame.get('answer'), default=str))\n"
		)
		return json.loads(self._python(["-c", script]).rsplit("answer:", 1)[1])

	def _python(self, arguments: list[str]) -> str:
		environment = {name: value for name, value in os.environ.items() if name != "CI"}
		done = subprocess.run(
			[sys.executable, *arguments], cwd=BENCH / "sites", env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL
		)
		assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
		return done.stdout


@pytest.fixture(scope="session")
def installed() -> Iterator[ThrowawaySite]:
	"""A new site with the app."""
	sys.path.insert(0, str(BENCH))
	from provisioning import sites
	from provisioning.root import Root
	from provisioning.settings import Settings
	from provisioning.steps import Steps

	root = Root(BENCH)
	sites.drop_site(root, SITE)
	sites.create_throwaway_site(root, Steps(root), Settings.load(root), SITE)
	yield ThrowawaySite(SITE)
	sites.drop_site(root, SITE)
