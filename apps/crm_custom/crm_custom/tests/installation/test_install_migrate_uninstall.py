"""Install, an administrator's changes, two migrations, uninstall, install again (R-352; the tests run in this order)."""

from __future__ import annotations

from crm_custom.tests.installation.conftest import ThrowawaySite

#: tables that the framework itself writes at each migration: it saves its list of installed applications, with a version
CHURN = {"tabInstalled Application", "tabSingles", "tabVersion", "version_id_seq"}

CHANGE_AS_ADMINISTRATOR = """
workflow = frappe.get_doc("Workflow", "Sales Opportunity")
workflow.states[0].allow_edit = "Sales Supervisor"
workflow.append("transitions", {
	"state": "Assigned", "action": "Stop", "next_state": "Unassigned", "allowed": "Sales Supervisor", "allow_self_approval": 1,
})
workflow.save()

from frappe.permissions import add_permission, update_permission_property
add_permission("Customer", "Translator")
update_permission_property("Customer", "Customer Manager", 0, "export", 1)

frappe.get_doc({
	"doctype": "Translation", "language": "zh", "source_text": "Customer manager", "translated_text": "客户专员",
}).insert()
source = frappe.get_all("Customer Source", pluck="name", order_by="name")[0]
frappe.delete_doc("Customer Source", source)
frappe.delete_doc("Region", "Hangzhou")
frappe.delete_doc("Industry", "Railway transport")
settings = frappe.get_single("CRM Settings")
settings.is_service_management_on = 0
settings.save()
profile = frappe.get_doc("Role Profile", "CRM Executive")
profile.append("roles", {"role": "Report Manager"})
profile.save()
label = frappe.get_doc("Custom Field", frappe.get_all("Custom Field", {"dt": "Contact"}, pluck="name")[0])
label.label = "Changed by hand"
label.save()
answer = {"source": source, "field": label.name}
"""

STATE_OF_CHANGES = """
workflow = frappe.get_doc("Workflow", "Sales Opportunity")
answer = {
	"editor": workflow.states[0].allow_edit,
	"moves": [row.action for row in workflow.transitions if (row.state, row.next_state) == ("Assigned", "Unassigned")],
	"roles": sorted(frappe.get_all("Custom DocPerm", {"parent": "Customer"}, pluck="role", distinct=True)),
	"export": frappe.db.get_value("Custom DocPerm", {"parent": "Customer", "role": "Customer Manager", "permlevel": 0}, "export"),
	"translation": frappe.db.get_value("Translation", {"source_text": "Customer manager"}, "translated_text"),
	"sources": frappe.get_all("Customer Source", pluck="name"),
	"brought back": frappe.get_all("Region", {"name": "Hangzhou"}) + frappe.get_all("Industry", {"name": "Railway transport"}),
	"cities": frappe.db.count("Region"),
	"menu": frappe.db.get_value("DocType", "Service", "restrict_to_domain"),
	"profile": sorted(row.role for row in frappe.get_doc("Role Profile", "CRM Executive").roles),
	"labels": frappe.get_all("Custom Field", {"dt": "Contact"}, pluck="label"),
}
"""

CHECKSUMS = """
tables = frappe.db.get_tables(cached=False)
answer = {table: frappe.db.sql(f"checksum table `{table}`")[0][1] for table in tables}
"""

NEWEST_VERSIONS = """
answer = frappe.get_all("Version", pluck="ref_doctype", order_by="creation desc", limit=2)
"""

LEFT_BEHIND = """
from crm_custom.permissions.roles import CORE_ROLES, OPTIONAL_ROLES
answer = {
	"custom fields": frappe.get_all("Custom Field", pluck="name"),
	"contact permissions": frappe.get_all("Custom DocPerm", {"parent": "Contact"}, pluck="role"),
	"roles": frappe.get_all("Role", {"name": ["in", CORE_ROLES + OPTIONAL_ROLES]}, pluck="name"),
	"role profiles": frappe.get_all("Role Profile", pluck="name"),
	"workflows": frappe.get_all("Workflow", pluck="name"),
	"doctypes": frappe.get_all("DocType", {"module": ["in", ["Marketing", "Customer Management", "Service Management", "Base Data"]]}, pluck="name"),
	"workspaces": frappe.get_all("Workspace", {"module": ["in", ["Marketing", "Customer Management", "Service Management", "Base Data"]]}, pluck="name"),
	"seeds": frappe.get_all("DefaultValue", {"defkey": ["like", "crm_custom%"]}, pluck="defkey"),
	"restrictions": frappe.get_all("Domain", {"name": ["like", "CRM%"]}, pluck="name"),
	"apps": frappe.get_installed_apps(),
}
"""


def test_an_administrators_changes_outlive_two_migrations_and_the_second_changes_nothing(installed: ThrowawaySite):
	changed = installed.run(CHANGE_AS_ADMINISTRATOR)
	installed.bench("migrate", "--skip-search-index")
	before = installed.run(CHECKSUMS)
	installed.bench("migrate", "--skip-search-index")
	after = installed.run(CHECKSUMS)

	state = installed.run(STATE_OF_CHANGES)
	assert state["editor"] == "Sales Supervisor"
	assert state["moves"] == ["Stop"]
	assert "Translator" in state["roles"] and state["export"] == 1
	assert state["translation"] == "客户专员"
	assert changed["source"] not in state["sources"]
	assert state["brought back"] == []
	assert state["cities"] == 1 + 34 + 333 - 1
	assert state["menu"] == "CRM modules that are switched off"
	assert state["profile"] == ["Executive", "Report Manager"]
	assert "Changed by hand" in state["labels"]
	changed_tables = {table for table in before if before[table] != after.get(table)}
	assert changed_tables - CHURN == set()
	assert set(installed.run(NEWEST_VERSIONS)) <= {"Installed Applications"}


def test_uninstalling_leaves_nothing_of_the_product_behind(installed: ThrowawaySite):
	installed.bench("uninstall-app", "crm_custom", "--yes", "--no-backup")
	assert installed.run(LEFT_BEHIND) == {
		"custom fields": [],
		"contact permissions": [],
		"roles": [],
		"role profiles": [],
		"workflows": [],
		"doctypes": [],
		"workspaces": [],
		"seeds": [],
		"restrictions": [],
		"apps": ["frappe"],
	}


def test_it_can_be_installed_again(installed: ThrowawaySite):
	installed.bench("install-app", "crm_custom")
	assert installed.run("answer = frappe.get_installed_apps()") == ["frappe", "crm_custom"]
	assert installed.run('answer = frappe.get_all("Workflow", {"is_active": 1}, pluck="name", order_by="name")') == [
		"Sales Opportunity",
		"Service",
	]
