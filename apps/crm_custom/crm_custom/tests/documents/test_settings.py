"""CRM Settings: checked, explained, written down, reset, and in force in every process at once (R-330)."""

import subprocess
import sys

import frappe
import pytest

from crm_custom.base_data import refusals, setting_values
from crm_custom.base_data import setting_api as api
from crm_custom.base_data.settings import get_setting
from crm_custom.patches import no_quiet_hours_by_accident
from crm_custom.permissions.roles import CUSTOMER_MANAGER, EXECUTIVE, SALES_SUPERVISOR
from crm_custom.tests import factories
from crm_custom.tests.site_fixtures import BENCH, SITE, in_thread

OTHER_PROCESS = """
import sys, frappe
from crm_custom.base_data.settings import get_setting
for _line in sys.stdin:
	frappe.init(site=sys.argv[1], sites_path=".")
	frappe.connect()
	print(get_setting("deferral_days"), flush=True)
	frappe.destroy()
"""


def save(**values) -> None:
	frappe.get_single("CRM Settings").update(values).save(ignore_version=False)


def test_a_change_is_in_force_in_another_process_with_its_next_request():
	before = in_thread(lambda: get_setting("deferral_days"))
	other = subprocess.Popen(
		[sys.executable, "-c", OTHER_PROCESS, SITE], cwd=BENCH / "sites", stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
	)

	def asked() -> int:
		other.stdin.write("\n")
		other.stdin.flush()
		return int(other.stdout.readline())

	try:
		assert asked() == before
		in_thread(lambda: save(deferral_days=before + 1))
		assert asked() == before + 1
	finally:
		in_thread(lambda: save(deferral_days=before))
		assert asked() == before
		other.stdin.close()
		other.wait(30)


def test_every_change_is_written_down_with_who_from_what_to_what(as_user):
	administrator = factories.make_user("System Manager")
	with as_user(administrator):
		save(pool_days=21, churn_from_creation=0)
		save(masked_pool_fields=[{"field": "mobile"}])
		shown = [(row["by"], row["setting"], row["before"], row["after"]) for row in setting_values.changes()[:3]]
	name = administrator.split("@")[0]
	assert (name, "Days without contact", "15", "21") in shown
	assert (name, "Count customers that never ordered", "On", "Off") in shown
	assert (name, "Masked while in the pool", "–", "Mobile") in shown


def test_the_form_gets_bounds_and_history():
	settings = frappe.get_single("CRM Settings")
	settings.run_method("onload")
	about = settings.get_onload("crm")
	assert about["bounds"]["pool_days"] == [1, 365]
	assert isinstance(about["changes"], list)


def test_chosen_settings_get_their_shipped_values_again_and_others_stay():
	save(pool_days=21, churn_months=7, guarded_fields=[{"field": "address"}])
	changed = {row["name"]: (row["value"], row["shipped"]) for row in api.settings_changed_from_shipped()}
	assert (changed["pool_days"], changed["churn_months"], changed["guarded_fields"]) == (("21", "15"), ("7", "6"), ("Address", "–"))
	assert set(api.reset_settings(["pool_days", "guarded_fields", "nonsense"])) == {"pool_days", "guarded_fields"}
	assert (get_setting("pool_days"), get_setting("churn_months"), get_setting("guarded_fields")) == (15, 7, ())
	assert api.reset_settings(["pool_days"]) == []


def test_fields_are_chosen_from_those_of_the_customer_and_count_once():
	with pytest.raises(refusals.UnknownCustomerFieldError):
		save(guarded_fields=[{"field": "colour_of_the_bikeshed"}])
	save(guarded_fields=[{"field": "address"}, {"field": "grade"}, {"field": "address"}])
	assert get_setting("guarded_fields") == ("address", "grade")


@pytest.mark.parametrize("role", [CUSTOMER_MANAGER, SALES_SUPERVISOR, EXECUTIVE])
def test_only_administrators_see_and_reset_settings_others_read_them_through_code(as_user, role: str):
	with as_user(factories.make_user(role)):
		assert get_setting("pool_days") == 15
		assert not frappe.has_permission("CRM Settings", "read")
		for door in (api.settings_changed_from_shipped, lambda: api.reset_settings(["pool_days"])):
			with pytest.raises(frappe.PermissionError):
				door()


def test_a_refusal_names_the_setting_its_bound_and_the_value():
	with pytest.raises(refusals.SettingOutOfBoundsError, match="Days without contact must lie between 1 and 365; 0"):
		save(pool_days=0)


@pytest.mark.parametrize(
	("stored", "kept"),
	[
		(("07:39:22.915004", "07:39:22.915078"), (None, None)),
		(("22:00:00", "07:00:00"), ("22:00:00", "07:00:00")),
		(("22:00:00", None), ("22:00:00", None)),
	],
)
def test_an_update_clears_quiet_hours_that_nobody_set(stored, kept):
	frappe.db.set_single_value("CRM Settings", dict(zip(no_quiet_hours_by_accident.ENDS, stored, strict=True)))
	for _run in range(2):
		no_quiet_hours_by_accident.execute()
		settings = frappe.db.get_singles_dict("CRM Settings")
		assert tuple(settings.get(name) for name in no_quiet_hours_by_accident.ENDS) == kept
