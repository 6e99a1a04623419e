"""Which part of a service may be written in which state, and how long its texts may be (domain 3.5). Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from crm_custom.service_management.rules.service_machine import ASSIGNED, CREATED, HANDLED
from crm_custom.violation import Violation

#: field: most characters
LONGEST = {"summary": 500, "request": 3000, "handling": 3000, "result": 500}

#: written by the system only
SYSTEM_FIELDS = (
	"created_by",
	"created_at",
	"assigned_by",
	"assigned_at",
	"handler",
	"handled_at",
	"feedback_by",
	"feedback_at",
	"rework_count",
	"is_below_threshold",
	"department",
	"rounds",
)

_WRITABLE_IN = {
	"customer": frozenset({CREATED}),
	"service_type": frozenset({CREATED, ASSIGNED}),
	"summary": frozenset({CREATED, ASSIGNED}),
	"request": frozenset({CREATED, ASSIGNED}),
	"handling": frozenset({ASSIGNED}),
	"result": frozenset({HANDLED}),
	"satisfaction": frozenset({HANDLED}),
}


def check_lengths(texts: Mapping[str, str | None]) -> None:
	"""No text is longer than it may be. Raises Violation service_text_too_long for the first one."""
	for field, longest in LONGEST.items():
		length = len(texts.get(field) or "")
		if length > longest:
			raise Violation("service_text_too_long", field=field, length=length, longest=longest)


def find_frozen_field(changed: Collection[str], state: str) -> str | None:
	"""The first changed field that may not be written while the service is (still) in this state; None if all may."""
	for field, states in _WRITABLE_IN.items():
		if field in changed and state not in states:
			return field
	return None
