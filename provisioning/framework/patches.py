"""The patch series: small changes to the framework, each with its reason, applied in the order of `patches/series`.

A patch is a text file: a header, then a unified diff relative to `apps/frappe`.

	Closes: why the patch exists; more lines may follow, indented
	Target: path of a file that the diff changes (one line per file)
	Not-needed-if: path: regular expression (optional; a target that matches has the fix in another form)

Each patch looks at the source of its targets, never at a version: it applies, or the fix is there and it stands aside, or the
set-up stops. Nothing is ever served with a patch silently missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from provisioning.errors import ProvisioningError
from provisioning.framework import diffs

FOLDER = Path(__file__).with_name("patches")
HEADER = re.compile(r"^(?P<key>[A-Z][A-Za-z-]*): *(?P<value>.*)$")


class State(Enum):
	"""What a patch found at its targets."""

	APPLIES = "applied"
	ALREADY_APPLIED = "already applied"
	NOT_NEEDED = "not needed"


@dataclass(frozen=True)
class Patch:
	"""One file of the series, read and checked."""

	name: str
	closes: str
	files: tuple[diffs.FileDiff, ...]
	not_needed_if: tuple[tuple[str, re.Pattern[str]], ...] = ()


@dataclass(frozen=True)
class Outcome:
	"""What became of one patch, for the log and for `status`."""

	patch: Patch
	state: State

	def __str__(self) -> str:
		return f"{self.patch.name}: {self.state.value} - {self.patch.closes}"


def read_series(folder: Path = FOLDER) -> list[Patch]:
	"""The patches in their order. Raises ProvisioningError when one is missing, malformed, listed twice, or lies there unlisted."""
	lines = (folder / "series").read_text(encoding="utf-8").splitlines()
	listed = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
	present = {file.name for file in folder.glob("*.patch")}
	repeated = {name for name in listed if listed.count(name) > 1}
	for names, problem in (
		(set(listed) - present, "is missing"),
		(present - set(listed), "is not in 'series'"),
		(repeated, "is in 'series' twice"),
	):
		if names:
			raise ProvisioningError(f"Patch {min(names)} {problem} (folder {folder}).")
	return [parse_patch(name, read_text(folder / name) or "") for name in listed]


def parse_patch(name: str, text: str) -> Patch:
	"""Read one patch. Raises ProvisioningError when the header or the diff is not as this module's docstring says."""
	try:
		header, files = _read_header(text), diffs.parse(text)
		closes = " ".join(header.get("Closes", []))
		if not closes:
			raise diffs.DiffError("its header has no 'Closes:' that says why it exists")
		if sorted(header.get("Target", [])) != sorted(file.path for file in files):
			raise diffs.DiffError("its 'Target:' lines are not the files of its diff")
		return Patch(name, closes, tuple(files), tuple(_condition(line) for line in header.get("Not-needed-if", [])))
	except (diffs.DiffError, re.error) as problem:
		raise ProvisioningError(f"Patch {name} cannot be read: {problem}.") from problem


def examine(patch: Patch, read: Callable[[str], str | None]) -> tuple[State, dict[str, str]]:
	"""What the patch would do, and the new contents by path. `read` gives a target's text, or None when there is no such file.

	Pure. Raises DiffError when the patch neither fits nor is there already.
	"""
	if patch.not_needed_if and all(condition.search(read(path) or "") for path, condition in patch.not_needed_if):
		return State.NOT_NEEDED, {}
	if all(_is_present(file, read(file.path)) for file in patch.files):
		return State.ALREADY_APPLIED, {}
	return State.APPLIES, {file.path: _changed(file, read(file.path)) for file in patch.files}


def apply_series(framework: Path, series: list[Patch] | None = None) -> list[Outcome]:
	"""Apply every patch to the tree below `framework`, in order; a second run changes nothing.

	Raises ProvisioningError at the first patch that does not fit: the tree must not be used then.
	"""
	outcomes = []
	for patch in read_series() if series is None else series:
		try:
			state, contents = examine(patch, lambda path: read_text(framework / path))
		except diffs.DiffError as problem:
			raise ProvisioningError(
				f"Patch {patch.name} does not fit this framework: {problem}. It closes: {patch.closes} "
				"The framework is not used without it: adapt the patch, or tell by 'Not-needed-if:' how to see that the fix is there."
			) from problem
		for path, content in contents.items():
			_write(framework / path, content)
		outcomes.append(Outcome(patch, state))
	return outcomes


def read_text(path: Path) -> str | None:
	"""A file's text with its line ends untouched, or None when there is no such file."""
	return path.read_bytes().decode("utf-8") if path.is_file() else None


def _read_header(text: str) -> dict[str, list[str]]:
	fields: dict[str, list[str]] = {}
	current = None
	for line in text.splitlines():
		if line.startswith("--- "):
			break
		if line[:1].isspace() and current:
			fields[current][-1] += " " + line.strip()
		elif found := HEADER.match(line):
			current = found["key"]
			fields.setdefault(current, []).append(found["value"].strip())
	return fields


def _condition(line: str) -> tuple[str, re.Pattern[str]]:
	path, separator, expression = line.partition(":")
	if not separator or not expression.strip():
		raise diffs.DiffError(f"'Not-needed-if: {line}' is not 'path: regular expression'")
	return path.strip(), re.compile(expression.strip(), re.MULTILINE)


def _is_present(file: diffs.FileDiff, text: str | None) -> bool:
	if text is None:
		return False
	if file.is_new:
		return text == "".join(file.hunks[0].after)
	return diffs.is_applied(text, file.hunks) and not _fits(text, file.hunks)


def _fits(text: str, hunks: tuple[diffs.Hunk, ...]) -> bool:
	try:
		diffs.apply(text, hunks)
	except diffs.DiffError:
		return False
	return True


def _changed(file: diffs.FileDiff, text: str | None) -> str:
	try:
		if file.is_new:
			if text is not None:
				raise diffs.DiffError("the file exists already, with other contents")
			return "".join(file.hunks[0].after)
		if text is None:
			raise diffs.DiffError("there is no such file")
		return diffs.apply(text, file.hunks)
	except diffs.DiffError as problem:
		raise diffs.DiffError(f"{file.path}: {problem}") from None


def _write(path: Path, content: str) -> None:
	path.parent.mkdir(parents=True, exist_ok=True)
	path.write_bytes(content.encode("utf-8"))
