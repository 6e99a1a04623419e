"""Which module needs which other one. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from crm_custom.violation import Violation

#: module: the modules without which it has nothing to work on
NEEDS: dict[str, tuple[str, ...]] = {"Statistics": ("Sales Data",)}


def validate_needs(is_on: Mapping[str, bool]) -> None:
	"""Raises Violation module_needed when a module that is on needs one that is off."""
	for module, needed in NEEDS.items():
		for other in needed:
			if is_on[module] and not is_on[other]:
				raise Violation("module_needed", module=module, needed=other)
