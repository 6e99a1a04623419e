"""What the hooks call on install and migrate. Each step may run again at any time; the second run changes nothing."""

from __future__ import annotations

import frappe
from frappe import _

from crm_custom.background.catalogue import ensure_jobs
from crm_custom.base_data import module_access
from crm_custom.customer_management.duplicates import keys as customer_keys
from crm_custom.marketing import board
from crm_custom.permissions import masks
from crm_custom.records.indexes import ensure_indexes
from crm_custom.setup import contact_access, dictionaries, history, people, prints, roles, site, workflows, workspaces
from crm_custom.setup.once import seed_once

#: apps that bring a DocType "Customer" of their own
RIVALS = frozenset({"erpnext", "crm"})


def before_install() -> None:
	"""Refuse a site on which another application keeps the customers."""
	rivals = RIVALS & set(frappe.get_installed_apps())
	if rivals:
		frappe.throw(
			_("This site has the app {0}, which keeps customers of its own. Install CRM Desk on a site without it.").format(
				", ".join(sorted(rivals))
			)
		)
	roles.ensure_roles()


def after_install() -> None:
	"""A site that has just got the app."""
	ensure_everything()


def after_migrate() -> None:
	"""After every migrate: what is missing comes back, what the administrator changed stays."""
	ensure_everything()


def ensure_everything() -> None:
	"""Roles, fields, first values, workflows and the look of the Desk are there."""
	roles.ensure_roles()
	seed_once("role_profiles", roles.seed_role_profiles)
	seed_once("currency", site.ensure_currency)
	contact_access.ensure_custom_fields()
	contact_access.seed_contact_permissions()
	dictionaries.seed_dictionaries()
	workflows.seed_workflows()
	seed_once("kanban.opportunity_stages", board.seed_stage_board)
	module_access.follow_switches()
	workspaces.restrict_framework_workspaces()
	people.show_names_of_people()
	seed_once("print_formats.contact", prints.choose_print_formats)
	customer_keys.ensure_all()
	ensure_jobs()
	ensure_indexes()
	history.keep_history_of_contacts()
	masks.fill_all_masks()
