"""What makes two contacts the same person, and how a full name is stored. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from crm_custom.customer_management.rules.customer import to_name_key
from crm_custom.customer_management.rules.phone import to_phone_key
from crm_custom.violation import Violation


def split_name(full_name: str) -> tuple[str, str]:
	"""First and last name of "Ada Lovelace"; a name without a space (张三) is all first name."""
	first, _, last = full_name.strip().rpartition(" ")
	return (first, last) if first else (last, "")


def is_same_person(name: str, numbers: Iterable[str | None], known_name: str | None, known_numbers: Iterable[str | None]) -> bool:
	"""The same name, or a number in common. Numbers that are no telephone numbers are compared with nothing."""
	if to_name_key(name) == to_name_key(known_name):
		return True
	return bool(_keys(numbers) & _keys(known_numbers))


def _keys(numbers: Iterable[str | None]) -> set[str]:
	keys = set()
	for number in numbers:
		try:
			keys.add(to_phone_key(number))
		except Violation:
			continue
	return keys - {None}
