"""Which value the surviving customer is proposed to have in each field, and why. Pure; a person may choose otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: stands for a customer's code in a choice: the texts of all of them, one below the other
ALL_TEXTS = "*"
TEXT_TYPES = frozenset({"Small Text", "Text", "Long Text"})
#: fields in which the longer value says more
_LONGER_IS_BETTER = frozenset({"customer_name"})
#: fields that go with the customer that stays, not with what was typed last
_OF_THE_SURVIVOR = frozenset({"customer_manager", "customer_kind"})

SAME, ONLY_ONE, LONGER, NEWER, ALL = "The same", "The only value", "More complete", "Changed last", "All texts"
KEPT = "Of the customer that stays"
REASONS = (SAME, ONLY_ONE, LONGER, NEWER, ALL, KEPT)


@dataclass(frozen=True)
class Side:
	"""One of the customers: its code, when it was changed last, its values."""

	code: str
	changed_at: Any
	values: Mapping[str, Any]


@dataclass(frozen=True)
class Proposal:
	"""Whose value (a code, or ALL_TEXTS), and why."""

	source: str
	reason: str


def propose(fieldname: str, fieldtype: str, sides: Sequence[Side]) -> Proposal | None:
	"""What to take in a field; `sides` begin with the surviving customer. None when all of them are empty."""
	filled = [side for side in sides if not is_empty(side.values.get(fieldname))]
	if not filled:
		return None
	different = {_comparable(side.values[fieldname]) for side in filled}
	if len(different) == 1:
		return Proposal(filled[0].code, SAME if len(filled) == len(sides) else ONLY_ONE)
	if fieldname in _OF_THE_SURVIVOR:
		return Proposal(filled[0].code, KEPT)
	if fieldtype in TEXT_TYPES and fieldname not in _LONGER_IS_BETTER and fieldname != "address":
		return Proposal(ALL_TEXTS, ALL)
	if fieldname in _LONGER_IS_BETTER:
		return Proposal(max(filled, key=lambda side: _weight(str(side.values[fieldname]))).code, LONGER)
	return Proposal(max(filled, key=lambda side: side.changed_at).code, NEWER)


def resolve(fieldname: str, source: str, sides: Sequence[Side]) -> Any:
	"""The value of a choice: that of one side, or all different texts one below the other."""
	if source != ALL_TEXTS:
		return next(side.values.get(fieldname) for side in sides if side.code == source)
	texts = [str(side.values[fieldname]).strip() for side in sides if not is_empty(side.values.get(fieldname))]
	return "\n".join(dict.fromkeys(texts))


def is_empty(value: Any) -> bool:
	"""Nothing was entered; an unticked box and a zero count as nothing."""
	return value is None or value == 0 or (isinstance(value, str) and not value.strip())


def _weight(text: str) -> int:
	"""A Chinese character says as much as two letters."""
	return sum(1 + (sign > "\u2e80") for sign in text)


def _comparable(value: Any) -> str:
	return str(value).strip()


def _latest(values: Sequence[Any]) -> Any:
	return max(values)


def _earliest(values: Sequence[Any]) -> Any:
	return min(values)


#: fields kept by the system: what they are for several customers together
TOGETHER: Mapping[str, Callable[[Sequence[Any]], Any]] = {
	"last_interaction_on": _latest,
	"last_order_on": _latest,
	"next_visit_on": _earliest,
	"order_amount_12m": sum,
	"debt": sum,
}


def together(fieldname: str, sides: Sequence[Side]) -> Any:
	"""The value of a field kept by the system for all of them together; None when no side has one."""
	values = [side.values[fieldname] for side in sides if not is_empty(side.values.get(fieldname))]
	return TOGETHER[fieldname](values) if values else None


def propose_survivor(sides: Sequence[Side], linked: Mapping[str, int]) -> str:
	"""Which customer stays: a Normal one before a lost one, then the one with the most records, then the older code."""
	return min(sides, key=lambda side: (side.values.get("status") != "Normal", -linked.get(side.code, 0), side.code)).code
