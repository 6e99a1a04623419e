"""The dictionaries' first values: pure data, planted once at set-up and then the administrator's (R-325 to R-328, R-075).

English is the name; the Chinese text is in translations/zh.csv. Parents stand before what is below them. The long lists are tables in
`seed_data/`: divisions of China with their telephone codes, and the sections and divisions of GB/T 4754-2017.
To ship more values for a dictionary that exists already: a Seed with a name of its own; what was planted before is never planted again.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, Any]
TABLES = Path(__file__).parent / "seed_data"


@dataclass(frozen=True)
class Seed:
	"""Values that are planted together, once: the DocType, the rows, and what the site remembers it by."""

	doctype: str
	rows: list[Row]
	name: str = field(default="")

	@property
	def key(self) -> str:
		"""The name under which a site remembers that it was planted."""
		return f"dictionary.{self.name or self.doctype}"


def display_name(doctype: str, row: Row) -> str:
	"""The text of a seeded value that the user sees, in English."""
	return row["title"]


def _ordered(rows: Iterable[str | Row]) -> list[Row]:
	"""Rows with their order in steps of ten, so that an administrator can put values between."""
	return [{**({"title": row} if isinstance(row, str) else row), "sort_order": place * 10} for place, row in enumerate(rows, 1)]


def _table(name: str) -> list[dict[str, str]]:
	with (TABLES / name).open(encoding="utf-8", newline="") as stream:
		return list(csv.DictReader(stream))


def _region(row: dict[str, str]) -> Row:
	"""Cities stand behind the provinces and in the order of their codes."""
	is_province = row["parent"] == CHINA["title"]
	return {
		**{name: row[name] for name in ("title", "code", "dial_code", "area_code", "search_words")},
		"parent_region": row["parent"],
		"sort_order": 0 if is_province else int(row["code"]) // 10,
	}


def _in_order(rows: list[Row], first: int) -> list[Row]:
	return [{**row, "sort_order": first + place * 10} for place, row in enumerate(rows)]


def _provinces_and_cities() -> tuple[list[Row], list[Row]]:
	rows = [_region(row) for row in _table("regions.csv")]
	with_cities = {row["parent_region"] for row in rows}
	provinces = [{**row, "is_group": int(row["title"] in with_cities)} for row in rows if row["parent_region"] == CHINA["title"]]
	return _in_order(provinces, first=20), [row for row in rows if row["parent_region"] != CHINA["title"]]


def _industries() -> list[Row]:
	rows = [
		{"title": row["title"], "code": row["code"], "parent_industry": row["parent"], "is_group": int(not row["parent"])}
		for row in _table("industries.csv")
	]
	return _in_order(rows, first=10)


CHINA = {"title": "China", "code": "CN", "is_group": 1, "dial_code": "86", "search_words": "zg", "sort_order": 10}
PROVINCES, CITIES = _provinces_and_cities()

SEEDS: tuple[Seed, ...] = (
	Seed("Region", [CHINA, *PROVINCES]),
	Seed("Region", CITIES, "Region.cities"),
	Seed(
		"Customer Grade",
		_ordered(
			[
				{"title": "Important", "code_letter": "i"},
				{"title": "Ordinary", "code_letter": "n"},
				{"title": "Potential", "code_letter": "p"},
			]
		),
	),
	Seed("Customer Category", _ordered(["Direct customer", "Distributor", "Agent", "Government", "Public institution"])),
	Seed("Customer Status", _ordered(["Prospect", "Interested", "Cooperating", "Dormant", "Cooperation ended"])),
	Seed(
		"Customer Type",
		_ordered(
			[
				"State-owned enterprise",
				"Private enterprise",
				"Foreign-invested enterprise",
				"Joint venture",
				"Listed company",
				"Sole proprietor",
				"Other type",
			]
		),
	),
	Seed(
		"Expense Category",
		_ordered(
			[
				"Travel expense",
				"Local transport",
				"Business entertainment",
				"Gifts for customers",
				"Exhibition expense",
				"Samples for customers",
				"Telephone and postage",
				"Other expense",
			]
		),
	),
	Seed(
		"Customer Source",
		_ordered(
			[
				"Own prospecting",
				"Telephone enquiry",
				"Recommendation",
				"Existing customer",
				"Exhibition",
				"Media advertisement",
				"Company website",
				"Mobile app",
			]
		),
	),
	Seed("Industry", _industries(), "Industry.GB/T 4754-2017"),
	Seed(
		"Close Reason",
		_ordered(
			[
				"Price too high",
				"Lost to a competitor",
				"No budget",
				"No need",
				"Product does not fit",
				"Project cancelled",
				"Cannot be reached",
				"Other reason",
			]
		),
	),
	Seed(
		"Opportunity Stage",
		_ordered(
			[
				{"title": "First contact", "probability": 10, "stage_type": "Open"},
				{"title": "Need confirmed", "probability": 30, "stage_type": "Open"},
				{"title": "Proposal made", "probability": 50, "stage_type": "Open"},
				{"title": "Negotiation", "probability": 75, "stage_type": "Open"},
				{"title": "Closed won", "probability": 100, "stage_type": "Won"},
				{"title": "Closed lost", "probability": 0, "stage_type": "Lost"},
			]
		),
	),
	Seed(
		"Service Type",
		_ordered(
			[
				"Consultation",
				"Suggestion",
				{"title": "Complaint", "is_complaint": 1},
				{"title": "After-sales service", "is_after_sales": 1},
			]
		),
	),
	Seed(
		"Contact Method",
		_ordered(["Visit", "Phone call", {"title": "Text message", "is_substantive": 0}, "E-mail", "WeChat", "QQ", "Video meeting"]),
	),
	Seed("Contact Direction", _ordered(["Outbound", "Inbound"])),
	Seed(
		"Position",
		_ordered(
			[
				"General manager",
				"Sales director",
				"Sales manager",
				"Sales representative",
				"Sales assistant",
				"Service engineer",
				"Service representative",
				"Finance officer",
			]
		),
	),
)
