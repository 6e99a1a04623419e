"""The web server for pages (gunicorn) and the wait until a page comes."""

from __future__ import annotations

import os
import time
import urllib.error
import urllib.request

from provisioning.errors import ProvisioningError
from provisioning.root import APP, Root
from provisioning.services.rendering import render
from provisioning.settings import Settings

FRAMEWORK_APPLICATION = "frappe.app:application"


def application(root: Root) -> str:
	"""The app's own entry when it has one: it loads what must be in every process."""
	return f"{APP}.wsgi:application" if (root.app / APP / "wsgi.py").exists() else FRAMEWORK_APPLICATION


def write_configuration(root: Root, settings: Settings, *, development: bool = False) -> bool:
	"""config/gunicorn.conf.py; in development the code is read again when it changes."""
	values = {
		"port": settings.ports["gunicorn"],
		"application": application(root),
		"sites": root.sites,
		"workers": max(2, os.cpu_count() or 2),
		"reload": development,
	}
	return render(root, "gunicorn.conf.py", values)


def wait_ready(url: str, *, path: str = "/login", seconds: float = 60) -> None:
	"""Wait until a page is served. Raises ProvisioningError with the last answer."""
	deadline = time.monotonic() + seconds
	# a proxy of the environment does not know this machine's own addresses
	opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
	while True:
		try:
			with opener.open(url + path, timeout=30) as answer:
				if answer.status == 200:
					return
				problem = f"status {answer.status}"
		except urllib.error.HTTPError as refused:
			problem = f"status {refused.code}"
		except OSError as unreachable:
			problem = str(unreachable)
		if time.monotonic() > deadline:
			raise ProvisioningError(f"{url}{path} is not served: {problem}. See logs/web.log and logs/nginx.error.log.")
		time.sleep(0.2)
