"""Unified diffs: read, apply strictly, and tell whether one is already in a text. Pure, so that no `patch` program is needed.

Strict means: every context and removed line must match exactly, and the place must be certain. A hunk may have moved (an official
release has other line numbers), but then its lines must occur exactly once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

HUNK = re.compile(r"^@@ -(?P<start>\d+)(?:,(?P<old>\d+))? \+\d+(?:,(?P<new>\d+))? @@")
NO_NEWLINE = "\\ No newline at end of file"
NOTHING = "/dev/null"


class DiffError(ValueError):
	"""The diff cannot be read, or does not fit the text. The message says which hunk and why."""


@dataclass(frozen=True)
class Hunk:
	"""One change: the lines before and after, with their line ends; `start` is the first old line, counted from 1."""

	start: int
	before: tuple[str, ...]
	after: tuple[str, ...]


@dataclass(frozen=True)
class FileDiff:
	"""The changes of one file. `is_new` means that the file must not exist before."""

	path: str
	hunks: tuple[Hunk, ...]
	is_new: bool = False


def parse(text: str) -> list[FileDiff]:
	"""Read the file diffs after any header. Raises DiffError on a malformed, renaming or deleting diff."""
	lines = split_lines(text)
	files: list[FileDiff] = []
	position = 0
	while position < len(lines):
		if lines[position].startswith("--- ") and position + 1 < len(lines) and lines[position + 1].startswith("+++ "):
			old, new = _name(lines[position]), _name(lines[position + 1])
			hunks, position = _read_hunks(lines, position + 2)
			files.append(_file_diff(old, new, hunks))
		else:
			position += 1
	if not files:
		raise DiffError("there is no '---'/'+++' pair in it")
	return files


def apply(text: str, hunks: tuple[Hunk, ...]) -> str:
	"""The text with every hunk in it. Raises DiffError when one does not fit or fits in more than one place."""
	lines = split_lines(text)
	done, rest, moved = [], 0, 0
	for number, hunk in enumerate(hunks, start=1):
		place = _find(lines, hunk, rest, moved, number)
		done += lines[rest:place] + list(hunk.after)
		moved = place - (hunk.start - 1)
		rest = place + len(hunk.before)
	return "".join(done + lines[rest:])


def is_applied(text: str, hunks: tuple[Hunk, ...]) -> bool:
	"""Tell whether the text already holds the changes: taking them out again works."""
	try:
		apply(text, _moved_to_new_lines(hunks))
	except DiffError:
		return False
	return True


def _moved_to_new_lines(hunks: tuple[Hunk, ...]) -> tuple[Hunk, ...]:
	result, growth = [], 0
	for hunk in hunks:
		result.append(Hunk(hunk.start + growth, hunk.after, hunk.before))
		growth += len(hunk.after) - len(hunk.before)
	return tuple(result)


def _find(lines: list[str], hunk: Hunk, rest: int, moved: int, number: int) -> int:
	"""Index of the hunk's old lines: at the stated line (shifted as the hunk before it was) or at the only place they occur."""
	wanted = list(hunk.before)
	stated = hunk.start - 1 + moved
	if not wanted:
		raise DiffError(f"hunk {number} has no context, so its place is not certain")
	if stated >= rest and lines[stated : stated + len(wanted)] == wanted:
		return stated
	places = [at for at in range(rest, len(lines) - len(wanted) + 1) if lines[at : at + len(wanted)] == wanted]
	if not places:
		raise DiffError(f"hunk {number} (line {hunk.start}) does not match")
	if len(places) > 1:
		raise DiffError(f"hunk {number} (line {hunk.start}) matches in {len(places)} places, so the right one is not certain")
	return places[0]


def split_lines(text: str) -> list[str]:
	"""Lines with their ends, split at newlines only (a form feed inside a line stays inside it)."""
	return re.findall(r"[^\n]*\n|[^\n]+", text)


def _name(line: str) -> str:
	name = line[4:].split("\t")[0].strip()
	return name if name == NOTHING else name.partition("/")[2]


def _file_diff(old: str, new: str, hunks: tuple[Hunk, ...]) -> FileDiff:
	if new == NOTHING:
		raise DiffError(f"it deletes {old}, which the series does not support")
	if old not in (new, NOTHING):
		raise DiffError(f"it renames {old} to {new}, which the series does not support")
	if not new or new.startswith("/") or ".." in new.split("/"):
		raise DiffError(f"its path {new!r} is not below the framework")
	if not hunks:
		raise DiffError(f"it changes nothing in {new}")
	return FileDiff(new, hunks, is_new=old == NOTHING)


def _read_hunks(lines: list[str], position: int) -> tuple[tuple[Hunk, ...], int]:
	hunks = []
	while position < len(lines) and (header := HUNK.match(lines[position])):
		sizes = [int(header[side]) if header[side] is not None else 1 for side in ("old", "new")]
		hunk, position = _read_hunk(lines, position + 1, int(header["start"]), *sizes)
		hunks.append(hunk)
	return tuple(hunks), position


def _read_hunk(lines: list[str], position: int, start: int, old: int, new: int) -> tuple[Hunk, int]:
	before: list[str] = []
	after: list[str] = []
	while position < len(lines) and (len(before) < old or len(after) < new or lines[position].startswith("\\")):
		mark, content = lines[position][:1], lines[position][1:]
		if mark == "\\":
			_drop_newline(lines[position - 1][:1], before, after)
		elif mark in " -+\n":
			# an editor may have stripped the blank of an empty context line
			content = "\n" if mark == "\n" else content
			before += [content] if mark != "+" else []
			after += [content] if mark != "-" else []
		else:
			break
		position += 1
	if (len(before), len(after)) != (old, new):
		raise DiffError(f"the hunk at line {start} is cut short: its header announces {old} and {new} lines")
	return Hunk(start, tuple(before), tuple(after)), position


def _drop_newline(mark: str, before: list[str], after: list[str]) -> None:
	for side, marks in ((before, " -"), (after, " +")):
		if mark in marks and side:
			side[-1] = side[-1].removesuffix("\n")
