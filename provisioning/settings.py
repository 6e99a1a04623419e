"""Ports, passwords and choices of this one installation, kept in run/settings.json (mode 600)."""

from __future__ import annotations

import json
import os
import pwd
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

from provisioning.errors import ProvisioningError
from provisioning.root import Root

LANGUAGES = ("en", "zh")
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104
EXTERNAL = ("mariadb", "redis_cache", "redis_queue")


@dataclass
class Settings:
	"""What the set-up chose or a person changed. Everything not given is filled in and remembered.

	`external` names servers that are used instead of project-local ones: `mariadb` is
	`{"host": …, "port": …, "user": …, "password": …}`, `redis_cache` and `redis_queue` are `redis://` addresses.
	"""

	file: Path
	host: str = "127.0.0.1"
	language: str = "en"
	ports: dict[str, int] = field(default_factory=dict)
	passwords: dict[str, str] = field(default_factory=dict)
	users: dict[str, str] = field(default_factory=dict)
	demo: str = "wanted"
	demo_users: list[dict[str, str]] = field(default_factory=list)
	external: dict[str, object] = field(default_factory=dict)

	@classmethod
	def load(cls, root: Root) -> Settings:
		"""Read the settings, or begin with the defaults. Raises ProvisioningError for a file that cannot be understood."""
		file = root.settings_file
		if not file.exists():
			return cls(file)
		try:
			stored = json.loads(file.read_text(encoding="utf-8"))
			settings = cls(file, **stored)
		except (ValueError, TypeError) as broken:
			raise ProvisioningError(
				f"{file.relative_to(root.path)} cannot be read ({broken}). Correct it by hand; it holds the passwords of the database."
			) from broken
		settings.check()
		return settings

	def check(self) -> None:
		"""Refuse values that would only fail much later."""
		if self.language not in LANGUAGES:
			raise ProvisioningError(f"LANGUAGE is '{self.language}', but must be one of: {', '.join(LANGUAGES)}.")
		unknown = sorted(set(self.external) - set(EXTERNAL))
		if unknown:
			raise ProvisioningError(f"{self.file.name}: external server '{unknown[0]}' is unknown; possible are {', '.join(EXTERNAL)}.")

	def save(self) -> None:
		"""Write atomically, readable by the owner only."""
		stored = asdict(self)
		del stored["file"]
		write_private(self.file, json.dumps(stored, indent="\t", ensure_ascii=False) + "\n")

	def password(self, name: str) -> str:
		"""The remembered random password of one part (database, redis, supervisor, administrator …)."""
		return self.passwords.setdefault(name, random_password())

	def user_password(self, user: str) -> str:
		"""The remembered random password of one login."""
		return self.users.setdefault(user, random_password())

	@property
	def url(self) -> str:
		"""Where the CRM is reached from this machine."""
		return self._address(self.ports["web"])

	@property
	def test_url(self) -> str:
		"""Where the test site is reached."""
		return self._address(self.ports["test"])

	def _address(self, port: int) -> str:
		host = "127.0.0.1" if self.host in EVERYWHERE else self.host
		return f"http://{host}:{port}"


def account() -> str:
	"""The user who runs this, whatever LOGNAME says (it survives `su`)."""
	try:
		return pwd.getpwuid(os.geteuid()).pw_name
	except KeyError:
		return str(os.geteuid())


def random_password() -> str:
	"""24 letters and digits (142 bits): safe in URLs, configuration files and SQL without quoting."""
	alphabet = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	return "".join(secrets.choice(alphabet) for _ in range(24))


def write_private(file: Path, text: str) -> None:
	"""Replace a file in one move; nobody but the owner can read it at any moment."""
	file.parent.mkdir(parents=True, exist_ok=True)
	unfinished = file.with_name(f".{file.name}.{os.getpid()}")
	descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
	try:
		with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
			stream.write(text)
			stream.flush()
			os.fsync(stream.fileno())
		unfinished.replace(file)
	except BaseException:
		unfinished.unlink(missing_ok=True)
		raise
