"""From what stands in a cell to the record that is meant: by code, name, e-mail address, or the name in either language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import frappe
from frappe import _

from crm_custom.exchange.columns import LANGUAGES
from crm_custom.exchange.rules.cells import fold, to_text
from crm_custom.permissions.scope import POLICIES
from crm_custom.violation import Violation

#: dictionaries up to this size are read whole, so that their values are known in each language
_SMALL = 2000
_CHUNK = 500


class Lookups:
	"""Remembers, for one file, which records its cells mean. `learn` reads in few statements what `find` then answers from memory."""

	def __init__(self) -> None:
		self._codes: dict[str, set[str]] = defaultdict(set)
		self._names: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
		self._whole: set[str] = set()

	def learn(self, doctype: str, cells: Iterable[object]) -> None:
		"""Read the records of a DocType that these cells may mean."""
		if doctype in self._whole:
			return
		if frappe.get_meta(doctype).get("translated_doctype") or doctype in {"Gender", "Country", "Currency", "Language", "Salutation"}:
			self._learn_all(doctype)
			return
		texts = sorted({to_text(cell) for cell in cells if to_text(cell)})
		for start in range(0, len(texts), _CHUNK):
			self._learn_some(doctype, texts[start : start + _CHUNK])

	def find(self, doctype: str, cell: object) -> str:
		"""The code of the record. Raises Violation link_unknown or link_ambiguous."""
		text = to_text(cell)
		if text in self._codes[doctype]:
			return text
		found = self._names[doctype].get(fold(text), set())
		if len(found) == 1:
			return next(iter(found))
		raise Violation("link_ambiguous" if found else "link_unknown", value=text[:100], doctype=_(doctype))

	def add(self, doctype: str, code: str) -> None:
		"""A record that the file itself brings: later rows may mean it."""
		self._codes[doctype].add(code)
		self._names[doctype][fold(code)].add(code)

	def _learn_all(self, doctype: str) -> None:
		self._whole.add(doctype)
		title = frappe.get_meta(doctype).title_field or "name"
		for code, name in frappe.get_all(doctype, fields=["name", title], limit=_SMALL, as_list=True):
			self._remember(doctype, code, code, name, *(_(word, lang) for word in (code, name) for lang in LANGUAGES))

	def _learn_some(self, doctype: str, texts: list[str]) -> None:
		title = _title_of(doctype)
		fields = list(dict.fromkeys(["name", title]))
		# rows outside the person's scope are not found by name, as in the form; users are known to everybody by name
		read = frappe.get_list if doctype in POLICIES else frappe.get_all
		options = {"or_filters": [[field, "in", texts] for field in fields], "fields": fields, "limit": 0}
		if doctype == "User":
			options["filters"] = {"enabled": 1}
		elif doctype == "Customer":
			options["filters"] = {"status": ["!=", "Deleted"]}
		for row in read(doctype, **options):
			self._remember(doctype, row["name"], row["name"], row[title])

	def _remember(self, doctype: str, code: str, *names: str | None) -> None:
		self._codes[doctype].add(code)
		for name in names:
			if name:
				self._names[doctype][fold(name)].add(code)


def _title_of(doctype: str) -> str:
	if doctype == "User":
		return "full_name"
	return frappe.get_meta(doctype).title_field or "name"
