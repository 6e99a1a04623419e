"""Configuration files: a template under config/templates with `@name@` for each value."""

from __future__ import annotations

import re
from pathlib import Path

from provisioning.errors import ProvisioningError
from provisioning.root import Root
from provisioning.settings import write_private

PLACE = re.compile(r"@([a-z_]+)@")


def fill(template: str, values: dict[str, object], *, name: str = "template") -> str:
	"""Put the values in. Raises ProvisioningError for a place without a value."""

	def value_of(place: re.Match[str]) -> str:
		if place.group(1) not in values:
			raise ProvisioningError(f"{name}: there is no value for @{place.group(1)}@.")
		return str(values[place.group(1)])

	return PLACE.sub(value_of, template)


def render(root: Root, name: str, values: dict[str, object], target: Path | None = None) -> bool:
	"""Write config/<name> (or the target) from config/templates/<name>, readable by the owner only; tells whether it changed."""
	template = root.config / "templates" / name
	try:
		text = fill(template.read_text(encoding="utf-8"), values, name=name)
	except FileNotFoundError as absent:
		raise ProvisioningError(
			f"{template.relative_to(root.path)} is missing. Restore it with 'git checkout config/templates'."
		) from absent
	target = target or root.config / name
	if target.exists() and target.read_text(encoding="utf-8") == text:
		return False
	write_private(target, text)
	return True
