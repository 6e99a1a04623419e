"""Who can log in to this installation: run/logins.json (mode 600) and the table at the end of `make run`."""

from __future__ import annotations

import json
from pathlib import Path

from provisioning.root import Root
from provisioning.settings import write_private

Login = dict[str, str]


def write(file: Path, url: str, site: str, users: list[Login]) -> None:
	"""Replace the list; each user has user, password, role and language."""
	write_private(file, json.dumps({"url": url, "site": site, "users": users}, indent="\t", ensure_ascii=False) + "\n")


def read(file: Path) -> dict[str, object]:
	"""The list, or an empty one when there is none (or none that can be read: it is written anew at each start)."""
	try:
		return json.loads(file.read_text(encoding="utf-8"))
	except (OSError, ValueError):
		return {"url": "", "site": "", "users": []}


def administrator(password: str, language: str) -> Login:
	return {"user": "Administrator", "password": password, "role": "Administrator", "language": language}


def file_of(root: Root, *, test: bool = False) -> Path:
	return root.run / "test-logins.json" if test else root.logins_file


def table(listing: dict[str, object]) -> str:
	"""For the screen: the address and one line per login."""
	heads = ("role", "user", "password", "language")
	rows = [tuple(str(user.get(head, "")) for head in heads) for user in listing["users"]]
	widths = [max(len(row[column]) for row in [heads, *rows]) for column in range(len(heads))]
	lines = ["  ".join(value.ljust(width) for value, width in zip(row, widths, strict=True)).rstrip() for row in [heads, *rows]]
	return "\n".join([f"  {line}" for line in lines])
