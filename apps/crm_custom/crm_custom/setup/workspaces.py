"""What people of the CRM see in the Desk's sidebar: the CRM's workspaces; the framework's own are for administrators.

A workspace without roles is shown to everybody who can open one of its records. The shipped workspaces of the framework have none, so a
role is added to each, once; an administrator may take it away again.
"""

from __future__ import annotations

import frappe

from crm_custom.permissions.roles import SYSTEM_MANAGER
from crm_custom.setup.once import seed_once

#: workspaces that belong to the framework; a line that lacks one of them is no harm
FRAMEWORK_WORKSPACES = ("Build", "Integrations", "Settings", "Tools", "Users", "Website", "Welcome Workspace")


def restrict_framework_workspaces() -> None:
	"""The framework's workspaces are for System Managers; once for each of them."""
	for name in FRAMEWORK_WORKSPACES:
		if frappe.db.exists("Workspace", name):
			seed_once(f"workspace_role.{name}", lambda name=name: _add_role(name))


def release_framework_workspaces() -> None:
	"""Uninstall: the framework's workspaces are for everybody again."""
	for name in FRAMEWORK_WORKSPACES:
		frappe.db.delete("Has Role", {"parenttype": "Workspace", "parent": name, "role": SYSTEM_MANAGER})
		frappe.clear_document_cache("Workspace", name)


def _add_role(name: str) -> None:
	"""A row of its own, not a save of the workspace: a save would write the framework's files in development mode."""
	if frappe.db.exists("Has Role", {"parenttype": "Workspace", "parent": name}):
		return
	frappe.get_doc(
		{
			"doctype": "Has Role",
			"parenttype": "Workspace",
			"parentfield": "roles",
			"parent": name,
			"role": SYSTEM_MANAGER,
		}
	).insert()
	frappe.clear_document_cache("Workspace", name)
