"""The base class of every dictionary: values that an administrator maintains and records point to (R-325 to R-328)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from crm_custom.base_data import boards, usage
from crm_custom.base_data.refusals import ValueHasValuesBelowError, ValueInUseError
from crm_custom.base_data.rules.text import plain_text
from crm_custom.exceptions import refuse

#: every dictionary; hooks.py offers their values in link fields by `search.dictionary_values`
DICTIONARIES = (
	"Close Reason",
	"Contact Direction",
	"Contact Method",
	"Customer Category",
	"Customer Grade",
	"Customer Source",
	"Customer Status",
	"Customer Type",
	"Expense Category",
	"Industry",
	"Opportunity Stage",
	"Position",
	"Region",
	"Service Type",
)


class DictionaryValue(Document):
	"""A value: title, order, disabled. One in use is never deleted, only disabled, or merged into another by renaming it."""

	def before_naming(self):
		self.title = plain_text(self.title)

	def validate(self):
		self.title = plain_text(self.title)
		self.validate_value()

	def validate_value(self) -> None:
		"""What this dictionary asks for beyond the title; raises its refusals."""

	def on_update(self):
		self.call_tree("on_update")
		boards.follow_order(self)

	def on_trash(self):
		self.refuse_when_used()
		self.call_tree("on_trash")

	def before_rename(self, old: str, new: str, merge: bool = False):
		new = plain_text(new)
		self.call_tree("before_rename", old, new, merge)
		return new

	def after_rename(self, old: str, new: str, merge: bool = False):
		self.call_tree("after_rename", old, new, merge)
		boards.follow_rename(self.doctype, old, new)

	def refuse_when_used(self) -> None:
		"""Raises ValueHasValuesBelowError or ValueInUseError, which names the places."""
		if self.meta.is_tree and (below := frappe.db.count(self.doctype, {self.meta.nsm_parent_field: self.name})):
			refuse(ValueHasValuesBelowError, value=_(self.name), below=below)
		if uses := usage.uses_of(self.doctype, self.name):
			refuse(ValueInUseError, value=_(self.name), places=", ".join(map(_in_words, uses)))

	def call_tree(self, method: str, *arguments) -> None:
		"""Let the framework's tree do its part; a flat dictionary has none."""
		if parent := getattr(super(), method, None):
			parent(*arguments)


def _in_words(use: usage.Use) -> str:
	label = frappe.get_meta(use.doctype).get_label(use.fieldname)
	return f"{_(use.doctype)} – {_(label)} ({use.records})"
