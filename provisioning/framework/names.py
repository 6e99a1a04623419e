"""Puts the framework's own names back. The registry wheel is a mechanical rename of Frappe; these functions undo it.

Pure: bytes and paths in, bytes and paths out.
"""

from __future__ import annotations

from pathlib import PurePosixPath

# Ordered: a longer spelling comes before the shorter one it contains.
RENAMES: tuple[tuple[str, str], ...] = (
	("CRISCOSTACK", "FRAPPE"),
	("Criscoerp", "ERPNext"),
	("criscoerp", "erpnext"),
	("Criscostack", "Frappe"),
	("criscostack", "frappe"),
	("Crisco", "Frappe"),
)

# This one file got a name of its own; its contents already say `bench_helper`.
RENAMED_FILES = {"brik_helper.py": "bench_helper.py"}

# Files whose bytes are not text: a name inside them would be chance.
BINARY_SUFFIXES = frozenset(
	[".png", ".jpg", ".jpeg", ".gif", ".ico", ".woff", ".woff2", ".ttf", ".eot", ".otf", ".mp3", ".pdf", ".xlsx", ".zip", ".gz"]
)

# Files that a desktop left in the wheel; the framework has none of them.
STRAY_FILES = frozenset({".DS_Store"})


def is_stray(path: str) -> bool:
	"""Tell whether the wheel's file is no part of the framework."""
	return PurePosixPath(path).name in STRAY_FILES


def is_binary(path: str) -> bool:
	"""Tell, by its suffix, whether the file must be copied byte by byte."""
	return PurePosixPath(path).suffix.lower() in BINARY_SUFFIXES


def restore_text(text: str) -> str:
	"""Put the framework's names back in a piece of text."""
	for renamed, original in RENAMES:
		text = text.replace(renamed, original)
	return text


def restore_path(path: str) -> str:
	"""Put the framework's names back in a path of the wheel (forward slashes)."""
	restored = PurePosixPath(restore_text(path))
	return str(restored.with_name(RENAMED_FILES.get(restored.name, restored.name)))


def restore_content(path: str, content: bytes) -> bytes:
	"""Put the framework's names back in the bytes of the file at `path`; a binary file is returned as it is."""
	if is_binary(path):
		return content
	for renamed, original in RENAMES:
		content = content.replace(renamed.encode(), original.encode())
	return content


def leftover_names(path: str, content: bytes) -> bool:
	"""Tell whether a restored text file still speaks of the foreign name, in any spelling."""
	return not is_binary(path) and b"crisco" in content.lower()
