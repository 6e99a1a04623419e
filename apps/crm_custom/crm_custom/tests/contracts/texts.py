"""Collects every text that a user can see, from the files alone."""

from __future__ import annotations

import ast
import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

APP = Path(__file__).resolve().parents[2]
SKIP = {"tests", "node_modules", "dist", "__pycache__"}
#: __("text") in JavaScript, also in templates
JS_CALL = re.compile(r"""(?<![\w.])__\(\s*("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`$]*`)""")
#: _("text") in Jinja
JINJA_CALL = re.compile(r"""(?<![\w.])_\(\s*("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')""")
#: a text without a letter (" | ", "{0}: {1}") means the same in every language
LETTER = re.compile(r"[A-Za-z]")
PLACEHOLDER = re.compile(r"\{[^{}]*\}|%\([a-z_]+\)s|%[sd]")


def all_texts() -> dict[str, set[str]]:
	"""Every visible text, and the files in which it stands."""
	found: dict[str, set[str]] = {}
	for source in (python_texts, dashboard_texts, script_texts, template_texts, json_texts, declared_texts):
		for text, place in source():
			if LETTER.search(PLACEHOLDER.sub("", text)):
				found.setdefault(text, set()).add(place)
	return found


def files(suffix: str) -> Iterator[Path]:
	for path in sorted(APP.rglob(f"*{suffix}")):
		if not SKIP & set(path.relative_to(APP).parts):
			yield path


def place_of(path: Path) -> str:
	return str(path.relative_to(APP))


def python_texts() -> Iterator[tuple[str, str]]:
	for path in files(".py"):
		for node in ast.walk(ast.parse(path.read_text())):
			if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_" and node.args:
				if isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
					yield node.args[0].value, place_of(path)


def dashboard_texts() -> Iterator[tuple[str, str]]:
	"""Headings of the connections of a form, which the browser translates."""
	for path in files("_dashboard.py"):
		for node in ast.walk(ast.parse(path.read_text())):
			if isinstance(node, ast.Dict):
				yield from (
					(value.value, place_of(path))
					for key, value in zip(node.keys, node.values, strict=True)
					if isinstance(key, ast.Constant) and key.value == "label" and isinstance(value, ast.Constant)
				)


def script_texts() -> Iterator[tuple[str, str]]:
	for path in (*files(".js"), *files(".vue")):
		for match in JS_CALL.finditer(path.read_text()):
			yield _unquote(match.group(1)), place_of(path)


def template_texts() -> Iterator[tuple[str, str]]:
	for path in files(".html"):
		text = path.read_text()
		for pattern in (JS_CALL, JINJA_CALL):
			for match in pattern.finditer(text):
				yield _unquote(match.group(1)), place_of(path)


def _unquote(literal: str) -> str:
	return literal[1:-1] if literal[0] == "`" else ast.literal_eval(literal)


def json_texts() -> Iterator[tuple[str, str]]:
	for path in files(".json"):
		record = json.loads(path.read_text())
		if isinstance(record, dict):
			for text in _record_texts(record):
				yield text, place_of(path)


def _record_texts(record: dict) -> Iterator[str]:
	kind = record.get("doctype")
	if kind == "DocType":
		yield record["name"]
		yield from filter(None, (record.get("description"), *(s["title"] for s in record.get("states", []))))
		yield from (link["group"] for link in record.get("links", []) if link.get("group"))
		for field in record["fields"]:
			yield from _field_texts(field)
	elif kind == "Workspace":
		yield record["title"]
		yield from filter(None, (row.get("label") for t in ("shortcuts", "links", "number_cards", "charts") for row in record.get(t, [])))
		for block in json.loads(record.get("content") or "[]"):
			if block["type"] in {"header", "paragraph"}:
				yield re.sub(r"<[^>]+>", "", block["data"]["text"])
	else:
		yield from (record[key] for key in ("label", "report_name", "chart_name", "title") if record.get(key))


def _field_texts(field: dict) -> Iterator[str]:
	is_layout = field["fieldtype"] in {"Section Break", "Tab Break"}  # a script shows it to whom it concerns
	if field.get("hidden") and not field.get("in_list_view") and not is_layout:
		return
	yield from filter(None, (field.get("label"), field.get("description")))
	if field["fieldtype"] == "Select":
		yield from filter(None, (field.get("options") or "").split("\n"))


def declared_texts() -> Iterator[tuple[str, str]]:
	"""Texts that are data in Python: refusals, machines, dictionary seeds, custom fields, roles."""
	from crm_custom import hooks
	from crm_custom.base_data import seeds
	from crm_custom.base_data.handover import owned
	from crm_custom.customer_management.contact_fields import CUSTOM_FIELDS
	from crm_custom.customer_management.duplicates.rules.likeness import REASONS
	from crm_custom.customer_management.merge.rules import proposal
	from crm_custom.permissions import roles, wording
	from crm_custom.setup.roles import ROLE_PROFILES
	from crm_custom.setup.workflows import MACHINES

	for error in all_refusals():
		yield error.title, error.__module__
		yield error.message, error.__module__
	for machine in MACHINES:
		yield from ((state, machine.doctype) for state in machine.state_names)
		yield from ((move.action, machine.doctype) for move in machine.transitions)
	for fields in CUSTOM_FIELDS.values():
		for field in fields:
			yield from ((text, "contact_fields") for text in _field_texts(field))
	yield from ((reason, "likeness") for reason in REASONS)
	yield from ((reason, "proposal") for reason in proposal.REASONS)
	yield from ((text, "wording") for text in (*wording.SENTENCES.values(), wording.FOLLOWED))
	for pointer in hooks.crm_jobs:
		module, name = pointer.rsplit(".", 1)
		job = getattr(importlib.import_module(module), name)
		yield from ((text, pointer) for text in (job.title, job.description) if text)
	for seed in seeds.SEEDS:
		yield from ((seeds.display_name(seed.doctype, row), "seeds") for row in seed.rows)
	for pointer in hooks.handover_kinds:
		module, name = pointer.rsplit(".", 1)
		yield from ((kind.label, pointer) for kind in getattr(importlib.import_module(module), name))
	yield from ((text, "owned") for text in (owned.DISABLED, owned.NO_ROLE, owned.NO_USER))
	yield from ((name, "roles") for name in (*roles.CORE_ROLES, *roles.OPTIONAL_ROLES, *ROLE_PROFILES))


def all_refusals() -> list[type]:
	"""Every refusal class of the product."""
	for path in (*files("refusals.py"), *files("exceptions.py")):
		importlib.import_module(".".join(("crm_custom", *path.relative_to(APP).with_suffix("").parts)))
	from crm_custom.exceptions import CRMError

	return [CRMError.registry[code] for code in sorted(CRMError.registry)]
