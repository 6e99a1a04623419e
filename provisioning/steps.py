"""Steps of the set-up: each prints one line with its seconds, is skipped when already done, and can be interrupted anywhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from provisioning.root import Root


class Steps:
	"""Runs named steps. A step that finished is remembered with a key made of its inputs, so that the next run skips it."""

	def __init__(self, root: Root, out=None):
		self.root = root
		self.out = out or sys.stdout

	def run(self, title: str, action: Callable[[], object]) -> None:
		"""Do it now, whatever happened before, and print how long it took."""
		started = time.monotonic()
		self._print(f"  …        {title}", end="\r" if self.out.isatty() else None)
		action()
		self._print(f"{time.monotonic() - started:7.1f} s  {title}")

	def once(self, name: str, key: str, title: str, action: Callable[[], object]) -> bool:
		"""Do it unless the same inputs were already brought to an end; tells whether it was done now."""
		if self.is_done(name, key):
			return False
		self.forget(name)
		self.run(title, action)
		self.remember(name, key)
		return True

	def is_done(self, name: str, key: str) -> bool:
		stamp = self.root.stamps / name
		return stamp.exists() and stamp.read_text() == key

	def remember(self, name: str, key: str) -> None:
		self.root.stamps.mkdir(parents=True, exist_ok=True)
		unfinished = self.root.stamps / f".{name}"
		unfinished.write_text(key)
		unfinished.replace(self.root.stamps / name)

	def forget(self, name: str) -> None:
		(self.root.stamps / name).unlink(missing_ok=True)

	def _print(self, text: str, end: str | None = None) -> None:
		if end is None and not self.out.isatty() and text.startswith("  …"):
			return
		print(text.ljust(72) if end is None else text, end=end or "\n", file=self.out, flush=True)
