"""What the customer's satisfaction does to a service (domain 3.5; R-155, R-157). Pure."""

from __future__ import annotations

from crm_custom.service_management.rules.service_machine import ARCHIVED, ASSIGNED
from crm_custom.violation import Violation

LOWEST, HIGHEST = 1, 5


def check_satisfaction(satisfaction: int | None) -> None:
	"""A given satisfaction is a whole number from 1 to 5; None and 0 mean "not given yet".

	Raises Violation service_satisfaction_out_of_range.
	"""
	if satisfaction and not LOWEST <= satisfaction <= HIGHEST:
		raise Violation("service_satisfaction_out_of_range", value=satisfaction, lowest=LOWEST, highest=HIGHEST)


def is_below(satisfaction: int | None, threshold: int) -> bool:
	"""True when the customer gave a satisfaction and it is lower than the threshold. Nothing given is not below."""
	return bool(satisfaction) and satisfaction < threshold


def state_after_feedback(satisfaction: int, threshold: int) -> str:
	"""Where a handled service goes: to the archive, or back to the assignee when the customer is not satisfied."""
	return ASSIGNED if is_below(satisfaction, threshold) else ARCHIVED
