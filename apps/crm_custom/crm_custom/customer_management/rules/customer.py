"""What holds for every customer (domain 3.1). Pure: values in, values or a Violation out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from crm_custom.base_data.rules.text import half_width
from crm_custom.violation import Violation

NORMAL, LOST, DELETED = "Normal", "Lost", "Deleted"
LOWEST_SCORE, HIGHEST_SCORE = 1, 5

#: the fields marked * (R-033); besides them a mobile or a phone number
REQUIRED = ("customer_name", "customer_kind", "grade", "region", "customer_manager", "satisfaction", "credit", "address")
#: kept by the system: nobody sets them by hand
SYSTEM_FIELDS = (
	"last_order_on",
	"order_amount_12m",
	"debt",
	"abc_class",
	"value_segment",
	"pool_state",
	"deal_state",
	"delete_reason",
	"deleted_by",
	"deleted_at",
	"merged_into",
)
#: kept by the system from the customer's interactions, also while somebody has the form open: what is stored counts, not what is sent
FOLLOWING_FIELDS = ("last_interaction_on", "last_substantive_interaction_on", "next_visit_on")


def find_missing(values: Mapping[str, Any]) -> tuple[str, ...]:
	"""Names of the mandatory fields that are empty; "mobile" stands for the missing number. Values: anything with `get`."""
	missing = [field for field in REQUIRED if not values.get(field)]
	if not (values.get("mobile") or values.get("phone")):
		missing.append("mobile")
	return tuple(missing)


def validate_score(field: str, value: int) -> None:
	"""Raises Violation score_out_of_range unless 1 ≤ value ≤ 5 (R-036, R-037)."""
	if not LOWEST_SCORE <= value <= HIGHEST_SCORE:
		raise Violation("score_out_of_range", field=field, value=value)


def validate_discount(value: float) -> None:
	"""Raises Violation discount_out_of_range unless 0 ≤ value ≤ 100, in percent."""
	if not 0 <= value <= 100:
		raise Violation("discount_out_of_range", value=value)


def to_credit_code(written: str | None) -> str:
	"""The unified social credit code in its compact form; "" when there is none. Raises Violation credit_code_invalid."""
	text = re.sub(r"\s", "", half_width(written)).upper()
	if not text:
		return ""
	try:
		return uscc.validate(text)
	except ValidationError:
		raise Violation("credit_code_invalid", number=written) from None


def to_name_key(name: str | None) -> str:
	"""The same company name always as the same key: without width, case, spaces and punctuation; at most 140 characters.

	A name of punctuation only keeps it, so that the key of a name is never empty.
	"""
	folded = unicodedata.normalize("NFKC", name or "").casefold()
	key = "".join(sign for sign in folded if unicodedata.category(sign)[0] in "LN")
	return (key or folded.strip())[:140]
