"""Where everything lives: the repository root is a bench, and `run/` beside it holds what this machine alone needs."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from provisioning.errors import ProvisioningError

APP = "crm_custom"
SITE = "crm.localhost"
TEST_SITE = "crm-test.localhost"


@dataclass(frozen=True)
class Root:
	"""The checkout. Every path of the project is a property of this class and is spelled nowhere else."""

	path: Path

	@classmethod
	def here(cls) -> Root:
		"""The checkout that contains this package; refuses a path with white space, which bench cannot handle."""
		path = Path(__file__).resolve().parent.parent
		if any(character.isspace() for character in str(path)):
			raise ProvisioningError(
				f"The folder '{path}' has a space in its path, which bench cannot handle. Move the checkout to a path without spaces."
			)
		return cls(path)

	# the bench
	@property
	def apps(self) -> Path:
		return self.path / "apps"

	@property
	def framework(self) -> Path:
		return self.apps / "frappe"

	@property
	def app(self) -> Path:
		return self.apps / APP

	@property
	def sites(self) -> Path:
		return self.path / "sites"

	@property
	def env(self) -> Path:
		"""The Python environment of the bench: framework, app and their requirements."""
		return self.path / "env"

	@property
	def logs(self) -> Path:
		return self.path / "logs"

	@property
	def config(self) -> Path:
		return self.path / "config"

	# what this machine alone needs; never committed
	@property
	def run(self) -> Path:
		return self.path / "run"

	@property
	def tools(self) -> Path:
		"""The Python environment of the tools: bench, uv, supervisor. Their requirements clash with the framework's."""
		return self.run / "tools"

	@property
	def downloads(self) -> Path:
		return self.run / "downloads"

	@property
	def stamps(self) -> Path:
		return self.run / "stamps"

	@property
	def settings_file(self) -> Path:
		"""Ports and passwords of this installation (mode 600)."""
		return self.run / "settings.json"

	@property
	def logins_file(self) -> Path:
		return self.run / "logins.json"


def digest(*parts: str | bytes | Path) -> str:
	"""One SHA-256 over texts, files and folders (names and contents): the key under which a finished step is remembered."""
	total = hashlib.sha256()
	for part in parts:
		if isinstance(part, Path):
			files = sorted(p for p in part.rglob("*") if p.is_file()) if part.is_dir() else [part]
			for file in files:
				if "__pycache__" in file.parts or "node_modules" in file.parts:
					continue
				total.update(os.fsencode(file.relative_to(part.parent)))
				total.update(file.read_bytes() if file.exists() else b"\0missing")
		else:
			total.update(part.encode() if isinstance(part, str) else part)
		total.update(b"\0")
	return total.hexdigest()
