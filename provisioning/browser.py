"""The browser for tests: Debian's Chromium."""

from __future__ import annotations

import os

from provisioning.system_packages import program


def environment() -> dict[str, str]:
	"""What browser tests need to start Chromium: its path and its flags."""
	return {"CRM_CHROMIUM": program("chromium"), "CRM_CHROMIUM_FLAGS": " ".join(flags())}


def flags() -> list[str]:
	"""Flags for this machine. Chromium refuses its sandbox as root; small shared memory makes it crash in containers."""
	chosen = ["--disable-dev-shm-usage", "--disable-gpu", "--no-proxy-server"]
	if os.geteuid() == 0:
		chosen.append("--no-sandbox")
	return chosen
