"""The checks that need no test runner: formatting, lint, layers, and files that must be readable."""

from __future__ import annotations

import csv
import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from provisioning.root import Root
from provisioning.shell import clean_environment

CONCISE = ("--output-format", "concise")
PYTHON = ("provisioning", "apps/crm_custom")


def run_all(root: Root) -> Iterator[tuple[str, list[str]]]:
	"""Name and problems of each check, as they are found."""
	checks: list[tuple[str, Callable[[Root], list[str]]]] = [
		("ruff check", lambda root: _tool(root, "ruff", "check", *CONCISE, *PYTHON)),
		("ruff format", lambda root: _tool(root, "ruff", "format", "--check", *CONCISE, *PYTHON)),
		("layers (import-linter)", _layers),
		("JSON files", broken_json),
		("CSV files", broken_csv),
	]
	for name, action in checks:
		yield name, action(root)


def _tool(root: Root, name: str, *arguments: str) -> list[str]:
	done = subprocess.run([root.env / "bin" / name, *arguments], cwd=root.path, env=clean_environment(), capture_output=True, text=True)
	return (done.stdout + done.stderr).strip().splitlines() if done.returncode else []


def _layers(root: Root) -> list[str]:
	return _tool(root, "lint-imports", "--config", "pyproject.toml")


def committed(root: Root, suffix: str) -> list[Path]:
	"""Files that a person wrote: those git knows or would take."""
	command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", f"*{suffix}"]
	listing = subprocess.run(command, cwd=root.path, capture_output=True, text=True).stdout
	return [file for name in listing.split("\0") if name and (file := root.path / name).exists()]


def broken_json(root: Root) -> list[str]:
	"""JSON files that cannot be parsed."""
	return _broken(root, ".json", lambda file: json.loads(file.read_text(encoding="utf-8")))


def broken_csv(root: Root) -> list[str]:
	"""CSV files that cannot be parsed or whose rows differ in length (translations may leave out the third column)."""
	return _broken(root, ".csv", _check_rows)


def _check_rows(file: Path) -> None:
	with file.open(encoding="utf-8", newline="") as stream:
		for number, row in enumerate(csv.reader(stream, strict=True), 1):
			is_translation = file.parent.name == "translations"
			if is_translation and row and len(row) not in (2, 3):
				raise ValueError(f"line {number} has {len(row)} columns instead of 2 or 3")


def _broken(root: Root, suffix: str, read: Callable[[Path], object]) -> list[str]:
	problems = []
	for file in committed(root, suffix):
		try:
			read(file)
		except (ValueError, csv.Error) as broken:
			problems.append(f"{file.relative_to(root.path)}: {broken}")
	return problems
