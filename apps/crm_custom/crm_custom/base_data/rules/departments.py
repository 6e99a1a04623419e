"""The tree of departments. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
	"""A department with its left and right number in the nested set."""

	name: str
	left: int
	right: int


def add_up(places: Iterable[Place], counts: Mapping[str, int]) -> dict[str, int]:
	"""Each department: what it has itself and everything below it has. One pass from left to right."""
	totals: dict[str, int] = {}
	open_ones: list[Place] = []
	for place in sorted(places, key=lambda place: place.left):
		while open_ones and open_ones[-1].right < place.left:
			open_ones.pop()
		open_ones.append(place)
		totals[place.name] = 0
		for above in open_ones:
			totals[above.name] += counts.get(place.name, 0)
	return totals
