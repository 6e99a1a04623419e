"""Promises that the files keep: what hooks point at exists, refusals are tested, code stays short, nothing goes around permissions."""

import ast
import importlib
import json
import re
from pathlib import Path

import pytest

from crm_custom import hooks
from crm_custom.background import Job
from crm_custom.base_data.handover.kinds import Kind
from crm_custom.tests.contracts.texts import APP, all_refusals, files, place_of

MAX_FUNCTION_LINES = 40
MAX_CONTROLLER_LINES = 120
#: places that act for the system, not for a person; each has a comment why
IGNORE_PERMISSIONS = {"demo", "setup"}
#: the place through which long work keeps what is done
COMMITS = {"background/store.py"}


def pointers(value: object):
	if isinstance(value, str) and value.startswith("crm_custom."):
		yield value
	elif isinstance(value, dict):
		for item in value.values():
			yield from pointers(item)
	elif isinstance(value, (list, tuple)):
		for item in value:
			yield from pointers(item)


@pytest.mark.parametrize("pointer", sorted({p for name, value in vars(hooks).items() if not name.startswith("_") for p in pointers(value)}))
def test_every_hook_points_at_something(pointer: str):
	module, name = pointer.rsplit(".", 1)
	target = getattr(importlib.import_module(module), name)
	assert callable(target) or isinstance(target, Job) or all(isinstance(kind, Kind) for kind in target)


def test_hooks_hold_pointers_only():
	tree = ast.parse((APP / "hooks.py").read_text())
	assert {type(node).__name__ for node in tree.body} <= {"Expr", "Assign"}


def test_every_refusal_has_a_code_a_title_a_message_and_a_test():
	tests = "\n".join(path.read_text() for path in (APP / "tests").rglob("test_*.py"))
	untested = [error.__name__ for error in all_refusals() if not re.search(rf"\b{error.__name__}\b", tests)]
	silent = [error.__name__ for error in all_refusals() if not (error.title and error.message)]
	assert (untested, silent) == ([], [])


def python_files() -> list[Path]:
	return list(files(".py"))


def test_no_function_is_longer_than_a_page():
	long = []
	for path in python_files():
		for node in ast.walk(ast.parse(path.read_text())):
			if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.end_lineno - node.lineno >= MAX_FUNCTION_LINES:
				long.append(f"{place_of(path)}:{node.lineno} {node.name}")
	assert long == []


def test_controllers_stay_thin():
	long = [
		place_of(path)
		for path in python_files()
		if path.parent.parent.name == "doctype" and len(path.read_text().splitlines()) > MAX_CONTROLLER_LINES
	]
	assert long == []


def test_every_public_function_says_what_it_does():
	silent = []
	for path in python_files():
		# a refusal's title and message say it
		if path.parent.parent.name in {"doctype", "report"} or path.name in {"hooks.py", "refusals.py", "exceptions.py"}:
			continue
		for node in ast.parse(path.read_text()).body:
			if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_") and not ast.get_docstring(node):
				silent.append(f"{place_of(path)}:{node.lineno} {node.name}")
	assert silent == []


def test_whoever_goes_around_permissions_says_why():
	unexplained = []
	for path in python_files():
		if place_of(path).split("/")[0] in IGNORE_PERMISSIONS:
			continue
		lines = path.read_text().splitlines()
		for number, line in enumerate(lines):
			if "ignore_permissions=True" in line and "#" not in "".join(lines[max(0, number - 2) : number + 1]):
				unexplained.append(f"{place_of(path)}:{number + 1}")
	assert unexplained == []


def whitelisted():
	for path in python_files():
		for node in ast.walk(ast.parse(path.read_text())):
			if isinstance(node, ast.FunctionDef):
				for decorator in node.decorator_list:
					if "whitelist" in ast.unparse(decorator):
						yield path, node, ast.unparse(decorator)


def test_every_endpoint_names_its_methods_and_types():
	loose = []
	for path, node, decorator in whitelisted():
		arguments = [*node.args.args, *node.args.kwonlyargs]
		if "methods=" not in decorator or any(argument.annotation is None for argument in arguments) or node.returns is None:
			loose.append(f"{place_of(path)}:{node.lineno} {node.name}")
	assert loose == []


def test_no_code_commits_or_writes_sql_by_hand():
	wrong = []
	for path in python_files():
		if place_of(path) in COMMITS:
			continue
		for number, line in enumerate(path.read_text().splitlines(), 1):
			if re.search(r"db\.commit\(|db\.sql\(\s*f[\"']|db\.sql\([^)]*%\s", line):
				wrong.append(f"{place_of(path)}:{number}")
	assert wrong == []


def doctypes() -> list[dict]:
	return [json.loads(path.read_text()) for path in files(".json") if path.parent.parent.name == "doctype"]


def test_every_doctype_keeps_its_history_and_has_a_readable_title():
	poor = []
	for doctype in doctypes():
		if doctype.get("istable") or doctype.get("is_virtual"):
			continue
		if not doctype.get("track_changes") or not (
			doctype.get("issingle") or doctype.get("title_field") or doctype["autoname"].startswith("field:")
		):
			poor.append(doctype["name"])
	assert poor == []


def test_fields_of_a_doctype_are_ordered_completely():
	wrong = [d["name"] for d in doctypes() if sorted(d["field_order"]) != sorted(field["fieldname"] for field in d["fields"])]
	assert wrong == []


def test_every_dictionary_is_offered_in_its_own_order_and_keeps_the_common_shape():
	from crm_custom.base_data.dictionary import DICTIONARIES

	controllers = (APP / "base_data" / "doctype").glob("*/*.py")
	on_base_class = {path.stem for path in controllers if "DictionaryValue" in path.read_text()}
	shaped = {d["name"] for d in doctypes() if {"title", "disabled", "sort_order"} <= set(d["field_order"]) and d["translated_doctype"]}
	assert on_base_class == {name.lower().replace(" ", "_") for name in DICTIONARIES}
	offered = {doctype for doctype, query in hooks.standard_queries.items() if query.startswith("crm_custom.base_data.")}
	assert shaped == set(DICTIONARIES) == offered


def test_every_record_of_an_optional_module_asks_the_scope_which_knows_the_switches():
	from crm_custom.base_data.modules import SWITCHES

	optional = {d["name"] for d in doctypes() if d["module"] in SWITCHES and not d.get("istable")}
	assert optional <= set(hooks.permission_query_conditions)
	assert optional <= set(hooks.has_permission)
