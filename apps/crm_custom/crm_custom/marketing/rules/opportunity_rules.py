"""What holds for the values of a sales opportunity (domain 3.3; R-003 to R-005). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from crm_custom.violation import Violation

MAX_DESCRIPTION = 2000


def check_probability(probability: float) -> None:
	"""The probability of success is a percentage, 0 and 100 included. Raises `opportunity_probability`."""
	if not 0 <= probability <= 100:
		raise Violation("opportunity_probability", probability=f"{probability:g}")


def probability_after_move(present: float, given: float, old_default: float | None, new_default: float | None) -> float:
	"""The probability when the stage changes: the new stage's default, unless a person has set it.

	`present` is what was stored, `given` what this save brings. Set by a person means that this save changes it, or that it is not the
	default of the stage that is left (None: there was no stage, or it has no default).
	"""
	is_set_by_hand = given != present or (old_default is not None and present != old_default)
	return given if is_set_by_hand or new_default is None else new_default


def amount_of(quantity: Decimal, unit_price: Decimal, places: int) -> Decimal:
	"""Quantity times unit price, rounded half up to the currency's decimal places."""
	return _rounded(quantity * unit_price, places)


def total_of(amounts: Iterable[Decimal], places: int) -> Decimal:
	"""Sum of the lines' amounts; zero when there are none."""
	return _rounded(sum(amounts, Decimal(0)), places)


def revenue_after_lines(present: Decimal, given: Decimal, old_total: Decimal, new_total: Decimal) -> Decimal:
	"""The expected revenue follows the total of the product lines until a person sets it otherwise.

	It is followed while it is empty or equal to the former total, and this save does not change it.
	"""
	is_set_by_hand = given != present or present not in (Decimal(0), old_total)
	return given if is_set_by_hand and given else new_total or given


def check_line(quantity: Decimal, unit_price: Decimal, line: int) -> None:
	"""A product line has a positive quantity and no negative price. Raises `opportunity_line`."""
	if quantity <= 0 or unit_price < 0:
		raise Violation("opportunity_line", line=line)


def check_description(text: str) -> None:
	"""The description has at most 2000 characters. Raises `opportunity_description`."""
	if len(text) > MAX_DESCRIPTION:
		raise Violation("opportunity_description", length=len(text), limit=MAX_DESCRIPTION)


def _rounded(value: Decimal, places: int) -> Decimal:
	return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
