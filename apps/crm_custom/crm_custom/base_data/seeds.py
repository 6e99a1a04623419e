"""The dictionaries' first values: pure data, planted once at set-up and then the administrator's (R-325 to R-328, R-075).

English is the name; the Chinese text is in translations/zh.csv. Parents stand before what is below them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Row = dict[str, Any]


def display_name(doctype: str, row: Row) -> str:
	"""The text of a seeded value that the user sees, in English."""
	return row["title"]


def _ordered(rows: Iterable[str | Row]) -> list[Row]:
	"""Rows with their order in steps of ten, so that an administrator can put values between."""
	return [{**({"title": row} if isinstance(row, str) else row), "sort_order": place * 10} for place, row in enumerate(rows, 1)]


#: the province-level divisions of China
PROVINCES = (
	"Beijing",
	"Tianjin",
	"Hebei",
	"Shanxi",
	"Inner Mongolia",
	"Liaoning",
	"Jilin",
	"Heilongjiang",
	"Shanghai",
	"Jiangsu",
	"Zhejiang",
	"Anhui",
	"Fujian",
	"Jiangxi",
	"Shandong",
	"Henan",
	"Hubei",
	"Hunan",
	"Guangdong",
	"Guangxi",
	"Hainan",
	"Chongqing",
	"Sichuan",
	"Guizhou",
	"Yunnan",
	"Tibet",
	"Shaanxi",
	"Gansu",
	"Qinghai",
	"Ningxia",
	"Xinjiang",
	"Taiwan",
	"Hong Kong",
	"Macao",
)
#: divisions with an international dial code of their own
DIAL_CODES = {"Taiwan": "886", "Hong Kong": "852", "Macao": "853"}
#: divisions that are one city, with one trunk code
AREA_CODES = {"Beijing": "010", "Tianjin": "022", "Shanghai": "021", "Chongqing": "023"}


def _province(name: str) -> Row:
	return {
		"title": name,
		"parent_region": "China",
		"dial_code": DIAL_CODES.get(name, ""),
		"area_code": AREA_CODES.get(name, ""),
	}


SEEDS: list[tuple[str, list[Row]]] = [
	("Region", _ordered([{"title": "China", "is_group": 1, "dial_code": "86"}, *map(_province, PROVINCES)])),
	(
		"Customer Grade",
		_ordered(
			[
				{"title": "Important", "code_letter": "i"},
				{"title": "Ordinary", "code_letter": "n"},
				{"title": "Potential", "code_letter": "p"},
			]
		),
	),
	("Customer Category", _ordered(["Direct customer", "Distributor", "Agent", "Government", "Public institution"])),
	(
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
	(
		"Industry",
		_ordered(
			[
				"Manufacturing",
				"Energy and petroleum",
				"Chemicals",
				"Construction and real estate",
				"Wholesale and retail",
				"Transport and logistics",
				"Information technology",
				"Banking and finance",
				"Healthcare",
				"Education",
				"Agriculture and food",
				"Public administration",
				"Other industry",
			]
		),
	),
	(
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
	(
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
	(
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
	("Contact Method", _ordered(["Visit", "Phone call", "Text message", "E-mail", "WeChat", "QQ", "Video meeting"])),
	("Contact Direction", _ordered(["Outbound", "Inbound"])),
	(
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
]
