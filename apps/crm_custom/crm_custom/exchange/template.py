"""The ready template of an import: headings in the user's language, an example, and what may stand in each column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import frappe
from frappe import _
from frappe.utils import nowdate

from crm_custom.exchange.columns import Field, fields_of, heading_of, headings, reason_to_skip
from crm_custom.exchange.registry import MANDATORY, TEMPLATE_COLUMNS
from crm_custom.exchange.rules.spreadsheets import write_xlsx
from crm_custom.exchange.values import choices_of

_MOST_VALUES = 60
_HIDDEN = frozenset({"naming_series", "amended_from", "old_parent"})


def build_template(doctype: str) -> bytes:
	"""A workbook: an empty sheet to fill in, a sheet with an example, and one that explains each column. In the user's language."""
	fields = list(template_fields(doctype))
	known = headings(doctype)
	head = [heading(field, known) for field in fields]
	return write_xlsx(
		[
			(_(doctype), [head]),
			(_("Example"), [head, *_example_rows(doctype, fields)]),
			(_("Explanations"), [_notes_head(), *(_notes_of(doctype, field, name) for field, name in zip(fields, head, strict=True))]),
		]
	)


def heading(field: Field, known: dict[str, Field]) -> str:
	"""The heading of a column; mandatory ones end with *."""
	is_mandatory = field.df.reqd or field.key in MANDATORY.get(field.df.parent, ())
	return heading_of(field, known) + (" *" if is_mandatory and (not field.table or field.table.reqd) else "")


def template_fields(doctype: str) -> Iterator[Field]:
	"""The columns of the template: what a person may fill in, the code first."""
	chosen = TEMPLATE_COLUMNS.get(doctype)
	known = {field.key: field for field in fields_of(doctype)}
	if chosen:
		yield from (known[key] for key in chosen if key in known)
		return
	yield from (field for field in known.values() if _is_for_people(field))


def _is_for_people(field: Field) -> bool:
	hidden = field.df.get("hidden") or (field.table and field.table.hidden)
	return not hidden and field.df.fieldname not in _HIDDEN and not reason_to_skip(field)


def _notes_head() -> list[str]:
	return [_("Column"), _("Mandatory"), _("What to write"), _("Allowed values")]


def _notes_of(doctype: str, field: Field, name: str) -> list[str]:
	allowed = "\n".join(allowed_values(field))
	return [name.removesuffix(" *"), _("Yes") if name.endswith(" *") else "", what_to_write(doctype, field), allowed]


def what_to_write(doctype: str, field: Field) -> str:
	"""One sentence for the sheet of explanations."""
	df = field.df
	if df.fieldname == "name":
		return _(
			"Leave empty: the system gives the code. With the code of an existing record, the row updates that record; empty cells change nothing."
		)
	if df.fieldtype == "Link":
		if df.options == "User":
			return _("E-mail address or full name of a user")
		return _("Code or name of a record: {0}").format(_(df.options))
	texts = {
		"Date": _("A date: 2026-03-02, 2026/3/2 or 2026年3月2日"),
		"Datetime": _("A date with time: 2026-03-02 14:30"),
		"Check": _("Yes or no"),
		"Int": _("A whole number"),
		"Float": _("A number"),
		"Currency": _("An amount"),
		"Percent": _("A percentage from 0 to 100"),
		"Select": _("One of the allowed values"),
	}
	text = texts.get(df.fieldtype) or (_("A telephone number") if df.options == "Phone" else _("Text"))
	if field.table:
		text += _("; further rows of the same record leave the columns of the record empty")
	return f"{text}. {_(df.description)}" if df.description else text


def allowed_values(field: Field) -> list[str]:
	"""The values of a choice or of a dictionary, in the user's language."""
	df = field.df
	if df.fieldtype == "Select":
		return [_(option) for option in choices_of(df)]
	if df.fieldtype == "Check":
		return [_("Yes"), _("No")]
	if df.fieldtype == "Link" and frappe.get_meta(df.options).get("translated_doctype"):
		filters = {"disabled": 0} if frappe.get_meta(df.options).has_field("disabled") else {}
		order = "sort_order, name" if frappe.get_meta(df.options).has_field("sort_order") else "name"
		names = frappe.get_all(df.options, filters, pluck="name", order_by=order, limit=_MOST_VALUES + 1)
		return [*map(_, names[:_MOST_VALUES]), *(["…"] if len(names) > _MOST_VALUES else [])]
	return []


def _example_rows(doctype: str, fields: list[Field]) -> list[list[Any]]:
	proposed = frappe.new_doc(doctype)
	return [[_example(field, None if field.table else proposed.get(field.df.fieldname)) for field in fields]]


def _example(field: Field, proposed: Any) -> Any:
	df = field.df
	if df.fieldname == "name" or df.options in {"Dynamic Link"}:
		return None
	if df.fieldtype == "Check":
		return _("Yes") if proposed else _("No")
	if proposed not in (None, "", 0):
		return _(proposed) if isinstance(proposed, str) else proposed
	if values := allowed_values(field):
		return values[0]
	if df.fieldtype == "Link":
		return frappe.db.get_value("User", frappe.session.user, "full_name") if df.options == "User" else None
	by_kind: dict[str, Any] = {
		"Date": nowdate(),
		"Datetime": f"{nowdate()} 09:30",
		"Int": 3,
		"Float": 10,
		"Currency": 1200.5,
		"Percent": 50,
	}
	return by_kind.get(df.fieldtype) or _example_text(df)


def _example_text(df: Any) -> str | None:
	if df.options == "Phone":
		return "13800138000" if "mobile" in df.fieldname else "021-62345678"
	if df.options == "Email":
		return "name@example.com"
	return _("Example: {0}").format(_(df.label)) if df.reqd else None
