"""Tasks that depend on each other, as many at once as possible."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
	"""Something to do after the tasks named in `after`."""

	name: str
	action: Callable[[], object]
	after: tuple[str, ...] = ()


class _Run:
	def __init__(self, tasks: Sequence[Task]):
		self.done = {task.name: threading.Event() for task in tasks}
		self.failure: BaseException | None = None
		self.lock = threading.Lock()

	def work(self, task: Task) -> None:
		for name in task.after:
			self.done[name].wait()
		try:
			if self.failure is None:
				task.action()
		except BaseException as problem:
			with self.lock:
				self.failure = self.failure or problem
		finally:
			self.done[task.name].set()


def run(tasks: Sequence[Task]) -> None:
	"""Do all tasks, each in its own thread. After a failure nothing new begins, and the first failure is raised at the end.

	Raises KeyError for a task that is named in `after` and does not exist, ValueError when the order is not one.
	"""
	_check_order(tasks)
	state = _Run(tasks)
	threads = [threading.Thread(target=state.work, args=(task,), daemon=True, name=task.name) for task in tasks]
	for thread in threads:
		thread.start()
	for thread in threads:
		# with a time-out, so that Ctrl-C is noticed while waiting
		while thread.is_alive():
			thread.join(0.2)
	if state.failure is not None:
		raise state.failure


def _check_order(tasks: Sequence[Task]) -> None:
	"""Each task may only wait for one before it in the list: that rules out circles."""
	before: set[str] = set()
	for task in tasks:
		for name in task.after:
			if name not in {other.name for other in tasks}:
				raise KeyError(name)
			if name not in before:
				raise ValueError(f"'{task.name}' waits for '{name}', which comes after it")
		before.add(task.name)
