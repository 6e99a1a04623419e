"""Every setting of the model exists with default, bound and explanation, and no rule keeps a number that belongs into the settings."""

import ast
import json
import re

import pytest

from crm_custom.base_data.modules import SWITCHES
from crm_custom.base_data.rules.setting_bounds import BOUNDS
from crm_custom.tests.contracts.texts import APP, files, place_of

FORM = json.loads((APP / "base_data/doctype/crm_settings/crm_settings.json").read_text())
FIELDS = {
	field["fieldname"]: field
	for field in FORM["fields"]
	if field["fieldtype"] not in {"Tab Break", "Section Break", "Column Break", "HTML"}
}
#: domain, section 4: the setting and what is shipped; None: nothing
MODEL = {
	"visibility": "Shared",
	"churn_months": "6",
	"churn_from_creation": "1",
	"deferral_days": "30",
	"is_pool_enabled": "0",
	"pool_days": "15",
	"claim_by_interaction": "1",
	"service_threshold": "3",
	"allow_individuals": "0",
	"allow_opportunities_for_customers": "1",
	"is_customer_reviewed": "0",
	"guarded_fields": None,
	"is_sales_data_maintained_here": "0",
	"default_reminder_minutes": "30",
	"min_discount": "0",
	"max_discount": "100",
	"masked_pool_fields": None,
	"quiet_from": None,
	"quiet_until": None,
	"log_retention_days": "365",
}
#: settings whose feature is not there yet; a setting that is read leaves this list
AWAITED = {
	"churn_months": "churn warnings",
	"churn_from_creation": "churn warnings",
	"deferral_days": "churn warnings",
	"is_pool_enabled": "customer pool",
	"pool_days": "customer pool",
	"claim_by_interaction": "customer pool",
	"masked_pool_fields": "customer pool",
	"is_customer_reviewed": "review of customers",
	"guarded_fields": "approval of changes",
	"min_discount": "quotations",
	"max_discount": "quotations",
	"quiet_from": "messages to customers",
	"quiet_until": "messages to customers",
	"default_reminder_minutes": "reminders",
}
SOURCES = "\n".join(path.read_text() for suffix in (".py", ".js") for path in files(suffix) if "doctype/crm_settings" not in str(path))
#: numbers of rules that are no setting, and why
TECHNICAL = {
	"VISITED_DAYS": "the requirement names the list: visited 1 to 15 days ago (R-077)",
	"SHORTEST_DAYS": "the least that the law asks for; the setting cannot go below it",
	"DEFAULT_DAYS": "the end that a new plan proposes; whoever makes the plan changes it there",
}
#: numbers in date arithmetic that are no rule: the last day of a week, the tolerance of visits, the rounding of spreadsheets' times
NO_RULE = {
	"customer_management/interactions/queries.py": {6},
	"customer_management/interactions/rules/visits.py": {10},
	"exchange/rules/cells.py": {500},
}
BUSINESS = re.compile(r"(DAYS|MONTHS|THRESHOLD|DISCOUNT|CHURN|POOL|DEFERRAL)")
DATE_ARITHMETIC = {"add_days", "add_months", "timedelta", "relativedelta", "add_to_date"}


@pytest.mark.parametrize("name", sorted(MODEL))
def test_every_setting_of_the_model_is_there_with_its_shipped_value(name: str):
	assert FIELDS[name].get("default") == MODEL[name]


@pytest.mark.parametrize("name", sorted(name for name in FIELDS if not name.startswith("default_") or name in MODEL))
def test_every_setting_explains_itself(name: str):
	section = [field for field in FORM["fields"] if field.get("description") and field["fieldtype"] == "Section Break"]
	assert FIELDS[name].get("description") or (name.startswith("quiet") and section), name
	assert FIELDS[name].get("label")


@pytest.mark.parametrize("name", sorted(name for name, field in FIELDS.items() if field["fieldtype"] in {"Int", "Percent", "Float"}))
def test_every_number_is_bounded_its_default_lies_inside_and_the_help_names_the_bound(name: str):
	lowest, highest = BOUNDS[name]
	assert lowest <= float(FIELDS[name]["default"]) <= highest
	assert str(lowest) in FIELDS[name]["description"] and str(highest) in FIELDS[name]["description"].replace(",", "")


def test_every_setting_is_read_or_waits_for_its_feature():
	read = {name for name in FIELDS if re.search(rf"""["'.]{name}\b""", SOURCES)}
	read -= {
		name for name in AWAITED if not re.search(rf"""(get_setting\(["']|crm \|\| {{}}\)\.|CLIENT_SETTINGS.*["']){name}\b""", SOURCES)
	}
	assert set(FIELDS) - read - set(AWAITED) - set(SWITCHES.values()) == set()


def test_a_setting_that_is_read_is_not_awaited_any_more():
	assert [name for name in AWAITED if re.search(rf"""get_setting\(["']{name}["']\)""", SOURCES)] == []


def business_files():
	names = {"services.py", "guards.py", "jobs.py", "plan_services.py", "queries.py"}
	return [path for path in files(".py") if "rules" in path.parts or path.name in names]


def test_no_rule_reckons_with_a_number_of_days_or_months_of_its_own():
	found = []
	for path in business_files():
		for node in ast.walk(ast.parse(path.read_text())):
			if isinstance(node, ast.Call) and ast.unparse(node.func).rsplit(".", 1)[-1] in DATE_ARITHMETIC:
				numbers = [*node.args, *(keyword.value for keyword in node.keywords)]
				found += [
					f"{place_of(path)}:{node.lineno} {number.value}"
					for number in numbers
					if isinstance(number, ast.Constant)
					and isinstance(number.value, (int, float))
					and abs(number.value) > 1
					and number.value not in NO_RULE.get(place_of(path), ())
				]
	assert found == []


def test_no_constant_of_a_rule_has_the_name_of_something_that_is_set():
	found = []
	for path in business_files():
		for node in ast.parse(path.read_text()).body:
			target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
			if (
				isinstance(target, ast.Name)
				and isinstance(getattr(node, "value", None), ast.Constant)
				and isinstance(node.value.value, (int, float))
			):
				if BUSINESS.search(target.id) and target.id not in TECHNICAL:
					found.append(f"{place_of(path)}:{node.lineno} {target.id}")
	assert found == []
