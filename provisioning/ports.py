"""Which ports this installation listens on: remembered, free, and never the same in two checkouts that start at one moment.

A port is taken only together with a machine-wide reservation: an abstract Unix socket named after the port. The
kernel gives such a name to one process at a time and takes it back when that process ends, whoever it belongs to, so
that two set-ups cannot both see a port as free before either of them listens on it.
"""

from __future__ import annotations

import socket
import zlib
from collections.abc import Iterable
from pathlib import Path

from provisioning.errors import ProvisioningError

PUBLIC = {"web": 8000, "test": 8001}
INTERNAL = ("gunicorn", "socketio", "mariadb", "redis_cache", "redis_queue", "supervisor")
NAMES = (*PUBLIC, *INTERNAL)
# below the range from which Linux hands out ports to outgoing connections (32768 and up)
FIRST, LAST = 20000, 32000


class Reservations:
	"""Reserved ports, held until `release` or the end of this process."""

	def __init__(self) -> None:
		self._held: dict[int, socket.socket] = {}

	def take(self, port: int) -> bool:
		"""Reserve a port; False when it is reserved, here or by another set-up, or something listens on it."""
		if port in self._held:
			return False
		mark = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
		try:
			mark.bind(f"\0crm-desk-port-{port}")
		except OSError:
			mark.close()
			return False
		if not is_free(port):
			mark.close()
			return False
		self._held[port] = mark
		return True

	def release(self) -> None:
		for mark in self._held.values():
			mark.close()
		self._held.clear()


def is_free(port: int) -> bool:
	"""Whether nothing listens on the port, on any address of this machine."""
	for address in ("127.0.0.1", "0.0.0.0"):  # noqa: S104 - only probed
		with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
			# a connection that was closed a moment ago does not make a port busy
			probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
			try:
				probe.bind((address, port))
			except OSError:
				return False
	return True


def choose(remembered: dict[str, int], checkout: Path, reservations: Reservations) -> tuple[dict[str, int], list[str]]:
	"""Reserve one port per name: the remembered one, else the usual one, else a free one.

	Returns the ports and one line for each remembered port that had to be given up because something else uses it.
	"""
	ports: dict[str, int] = {}
	notes = []
	for name in NAMES:
		before = remembered.get(name)
		port = next((candidate for candidate in _candidates(name, before, checkout) if reservations.take(candidate)), None)
		if port is None:
			raise ProvisioningError(f"No free port found for {name} between {FIRST} and {LAST}. Close some programs and try again.")
		ports[name] = port
		if before and port != before:
			notes.append(f"Port {before} ({name}) is used by another program now; using {port} instead.")
	return ports, notes


def _candidates(name: str, remembered: int | None, checkout: Path) -> Iterable[int]:
	if remembered:
		yield remembered
	if name in PUBLIC:
		yield from range(PUBLIC[name], PUBLIC[name] + 90, 10)
	# every checkout begins at a place of its own, so that ports seldom collide at all
	start = zlib.crc32(str(checkout).encode()) % (LAST - FIRST)
	offset = NAMES.index(name)
	for step in range(LAST - FIRST):
		yield FIRST + (start + offset + step) % (LAST - FIRST)
