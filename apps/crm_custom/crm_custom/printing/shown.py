"""A value as it stands on paper: in the language of the print, people and records by name, dates and amounts as the site writes them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import frappe
from frappe import _
from frappe.utils import flt, fmt_money, format_date, format_datetime, format_duration, get_fullname, strip_html_tags

_RICH = frozenset({"Text Editor", "HTML Editor"})
_BREAK = re.compile(r"<(?:br|/p|/div|/li)[^>]*>", re.IGNORECASE)
#: kinds of fields that hold nothing to read
UNPRINTABLE = frozenset(
	{
		"Section Break",
		"Column Break",
		"Tab Break",
		"HTML",
		"Button",
		"Heading",
		"Fold",
		"Image",
		"Attach",
		"Attach Image",
		"Signature",
		"Geolocation",
		"Password",
		"Table",
		"Table MultiSelect",
		"Barcode",
	}
)


def shown(df: Any, value: Any, row: Any = None) -> str:
	"""The text of a field's value; "" when there is nothing to say. `row` is the record that knows currency and link types."""
	if value in (None, "") or (df.fieldtype in {"Check", "Int", "Float", "Currency", "Percent", "Duration"} and not flt(value)):
		return ""
	if writer := _WRITERS.get(df.fieldtype):
		return writer(value)
	if df.fieldtype == "Currency":
		return fmt_money(value, currency=_currency(df, row))
	if df.fieldtype == "Link":
		return shown_link(df.options, value)
	if df.fieldtype == "Dynamic Link":
		return shown_link(row.get(df.options), value) if row else str(value)
	if df.fieldtype in _RICH:
		return unescape(strip_html_tags(_BREAK.sub("\n", str(value)))).strip()
	return str(value)


_WRITERS: dict[str, Any] = {
	"Check": lambda value: _("Yes"),
	"Select": lambda value: _(value),
	"Date": format_date,
	"Datetime": format_datetime,
	"Percent": lambda value: f"{flt(value):g}%",
	"Float": lambda value: f"{flt(value):,.10g}",
	"Duration": format_duration,
}


def shown_link(doctype: str | None, name: str) -> str:
	"""A linked record as people call it: a person's name, a dictionary value in the language, a name with its code."""
	if not doctype:
		return str(name)
	if doctype == "User":
		return get_fullname(name)
	meta = frappe.get_meta(doctype)
	if meta.get("translated_doctype") or doctype in {"Workflow State", "Gender", "Country", "DocType"}:
		return _(name)
	if meta.title_field and meta.title_field != "name" and not (meta.autoname or "").endswith(f":{meta.title_field}"):
		title = frappe.get_cached_value(doctype, name, meta.title_field)
		return f"{title} ({name})" if title and title != name else str(name)
	return str(name)


def _currency(df: Any, row: Any) -> str | None:
	own = row.get(df.options) if row and df.options and ":" not in df.options else None
	return own or frappe.db.get_default("currency")
