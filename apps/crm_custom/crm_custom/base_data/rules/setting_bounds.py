"""Between which values a setting may lie (domain: settings). Pure."""

from __future__ import annotations

from collections.abc import Mapping

from crm_custom.violation import Violation

#: setting: smallest and largest value, both allowed
BOUNDS: dict[str, tuple[float, float]] = {
	"service_threshold": (1, 5),
	"churn_months": (1, 60),
	"deferral_days": (1, 365),
	"pool_days": (1, 365),
	"default_reminder_minutes": (0, 7 * 24 * 60),
	"log_retention_days": (180, 3650),
	"history_retention_days": (0, 36500),
	"min_discount": (0, 100),
	"max_discount": (0, 100),
}


def validate_bounds(values: Mapping[str, float]) -> None:
	"""Raises Violation setting_out_of_bounds (setting is the field name) or discount_range."""
	for setting, (lowest, highest) in BOUNDS.items():
		value = values[setting]
		if not lowest <= value <= highest:
			raise Violation("setting_out_of_bounds", setting=setting, value=value, lowest=lowest, highest=highest)
	if values["min_discount"] > values["max_discount"]:
		raise Violation("discount_range", smallest=values["min_discount"], largest=values["max_discount"])
