"""What an after-sales service costs (R-164 to R-166). Pure; money is Decimal, rounded half up to the cent."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def to_money(value: object) -> Decimal:
	"""A number as money; None and empty are zero."""
	return Decimal(str(value or 0)).quantize(CENT, ROUND_HALF_UP)


def line_amount(quantity: object, unit_price: object, is_under_warranty: bool) -> Decimal:
	"""What a spare part costs the customer: nothing under warranty."""
	if is_under_warranty:
		return to_money(0)
	return to_money(Decimal(str(quantity or 0)) * Decimal(str(unit_price or 0)))


def total_charge(parts: Iterable[object], service_charge: object) -> Decimal:
	"""All spare parts and the charge for the work."""
	return sum((to_money(part) for part in parts), to_money(service_charge))
