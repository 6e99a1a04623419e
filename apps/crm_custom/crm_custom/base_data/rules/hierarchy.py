"""Who leads whom. Pure: superiors come in as a mapping of person to superior."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping


def people_led_by(leader: str, superiors: Mapping[str, str | None]) -> frozenset[str]:
	"""Everybody whose chain of superiors leads to the leader, who is never among them. A cycle in the data does no harm."""
	reports: dict[str, list[str]] = defaultdict(list)
	for person, superior in superiors.items():
		if superior:
			reports[superior].append(person)
	led: set[str] = set()
	waiting = list(reports[leader])
	while waiting:
		person = waiting.pop()
		if person != leader and person not in led:
			led.add(person)
			waiting.extend(reports[person])
	return frozenset(led)


def closes_a_cycle(person: str, superior: str | None, superiors: Mapping[str, str | None]) -> bool:
	"""True when this superior is the person, or somebody whom the person leads."""
	others = {who: above for who, above in superiors.items() if who != person}
	return superior is not None and (superior == person or superior in people_led_by(person, others))
