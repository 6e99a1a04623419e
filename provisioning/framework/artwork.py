"""Our own logo and favicon in place of the foreign company's artwork that the registry wheel carries.

Every image of the wheel was looked at. The four below show the foreign company's mark. The others are Frappe's own or belong to
the libraries in it (map markers, empty states, the social log-in icons of the services they name) and stay as they are.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from provisioning.errors import ProvisioningError

FOLDER = Path(__file__).with_name("artwork")

# Path below apps/frappe → our file. Why each is in use:
REPLACED = {
	# the browser's tab, and the default picture of a website
	"frappe/public/images/frappe-favicon.svg": "favicon.svg",
	# the Desk's top left corner (hooks.app_logo_url)
	"frappe/public/images/frappe-framework-logo.svg": "logo.svg",
	# the splash screen and the head of every e-mail, where SVG is not shown
	"frappe/public/images/frappe-framework-logo.png": "logo.png",
	# the same mark under an older name that stored pages may still use
	"frappe/public/images/frappe-logo.png": "logo.png",
}


def apply(framework: Path, artwork: Path = FOLDER) -> None:
	"""Overwrite the foreign images below `framework`. Raises ProvisioningError when one of them is not where it is expected."""
	for path, ours in REPLACED.items():
		target = framework / path
		if not target.is_file():
			raise ProvisioningError(
				f"The framework has no {path}, so its artwork cannot be replaced by ours. Update provisioning/framework/artwork.py."
			)
		shutil.copyfile(artwork / ours, target)
