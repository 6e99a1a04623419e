"""The two project-local Redis servers: a cache that may forget, and a queue that may not."""

from __future__ import annotations

import socket
import time
from urllib.parse import unquote, urlsplit

from provisioning.errors import ProvisioningError
from provisioning.root import Root
from provisioning.services.rendering import render
from provisioning.settings import Settings

INSTANCES = ("redis_cache", "redis_queue")


def is_external(settings: Settings, instance: str) -> bool:
	return bool(settings.external.get(instance))


def address(settings: Settings, instance: str) -> str:
	"""The address with its password. Redis holds pickled objects: whoever can write to it can run code."""
	external = settings.external.get(instance)
	return str(external) if external else f"redis://:{settings.password('redis')}@127.0.0.1:{settings.ports[instance]}"


def write_configuration(root: Root, settings: Settings) -> None:
	"""config/redis_cache.conf and config/redis_queue.conf, the files that bench knows."""
	for instance in INSTANCES:
		if is_external(settings, instance):
			continue
		data = root.run / "redis" / instance
		data.mkdir(parents=True, exist_ok=True)
		values = {"data": data, "port": settings.ports[instance], "password": settings.password("redis")}
		render(root, f"{instance}.conf", values)


def ask(url: str, *words: str, timeout: float = 3) -> str:
	"""One command and the first line of its answer. Raises OSError when there is no connection."""
	parts = urlsplit(url)
	commands = [("AUTH", unquote(parts.password))] if parts.password else []
	commands.append(words)
	with socket.create_connection((parts.hostname, parts.port or 6379), timeout=timeout) as connection:
		stream = connection.makefile("rb")
		answer = ""
		for command in commands:
			connection.sendall(_encode(command))
			answer = stream.readline().decode(errors="replace").strip()
			if answer.startswith("-"):
				return answer
		return answer


def _encode(words: tuple[str, ...]) -> bytes:
	parts = [word.encode() for word in words]
	return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)


def wait_ready(settings: Settings, *, seconds: float = 60) -> None:
	"""Wait until both servers answer with our password."""
	deadline = time.monotonic() + seconds
	for instance in INSTANCES:
		while True:
			try:
				answer = ask(address(settings, instance), "PING")
			except OSError as refused:
				answer = str(refused)
			if answer == "+PONG":
				break
			if time.monotonic() > deadline:
				raise ProvisioningError(f"{instance} is not ready: {answer}. See logs/{instance}.log.")
			time.sleep(0.1)
