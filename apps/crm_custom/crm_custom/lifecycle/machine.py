"""A state machine as data. Pure: no framework, no clock."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class State:
	"""A state: its name, the roles that edit records in it, and the colour of its indicator (a Workflow State style)."""

	name: str
	editors: frozenset[str]
	style: str = ""


@dataclass(frozen=True)
class Transition:
	"""A move that a person may make: from, action, to, and the roles that may make it."""

	source: str
	action: str
	target: str
	roles: frozenset[str]
	condition: str = ""


@dataclass(frozen=True)
class Machine:
	"""The states of one DocType (the first is where a record begins) and the moves between them."""

	doctype: str
	states: tuple[State, ...]
	transitions: tuple[Transition, ...]
	state_field: str = "status"
	state_names: tuple[str, ...] = field(init=False)

	def __post_init__(self):
		object.__setattr__(self, "state_names", tuple(dict.fromkeys(state.name for state in self.states)))

	@property
	def initial(self) -> str:
		"""Name of the state in which a record begins."""
		return self.states[0].name

	def editors_of(self, state: str) -> frozenset[str]:
		"""Roles that may change a record in this state; empty for an unknown state."""
		return frozenset().union(*(known.editors for known in self.states if known.name == state))

	def moves(self, source: str, target: str) -> tuple[Transition, ...]:
		"""Every transition that leads from source to target."""
		return tuple(move for move in self.transitions if (move.source, move.target) == (source, target))


def allowed_for(transitions: Iterable[Transition], roles: Collection[str]) -> tuple[Transition, ...]:
	"""Those transitions that somebody with these roles may take."""
	held = set(roles)
	return tuple(move for move in transitions if move.roles & held)


def to_roles(*names: str) -> frozenset[str]:
	"""Role names as the machine keeps them."""
	return frozenset(names)
