"""Takes the product out of the framework's own records. Its DocTypes are removed by the framework afterwards."""

from __future__ import annotations

import frappe

from crm_custom.base_data import module_access
from crm_custom.records.indexes import drop_indexes
from crm_custom.setup import contact_access, history, once, people, prints, roles, workflows, workspaces


def before_uninstall() -> None:
	"""Custom fields, permissions, workflows, roles and seeds of the product are gone; nothing of anybody else's is touched."""
	workflows.remove_workflows()
	contact_access.remove_contact_access()
	workspaces.release_framework_workspaces()
	people.stop_showing_names()
	prints.remove_choice()
	roles.remove_roles()
	drop_indexes()
	history.release_history_of_contacts()
	module_access.release_all()
	once.forget_all_seeds()
	frappe.clear_cache()
