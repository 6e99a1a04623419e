"""What a switched-off module means for records, menus and reports. `modules.py` tells which are on; the scope asks it for every list.

Menus, search and links follow the framework's own restriction of DocTypes, modules and workspaces to a domain: what is switched off is
restricted to a domain that no site has active. Rights and records are not touched, so that everything is back when it is switched on again.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.desk import desktop, query_report

from crm_custom import compat
from crm_custom.base_data.modules import SWITCHES, is_doctype_on, is_module_on, module_of, modules_off
from crm_custom.base_data.refusals import ModuleOffError
from crm_custom.exceptions import refuse

#: the domain that is never active
OFF = "CRM modules that are switched off"
#: what of a module the framework restricts: DocType, and the field that names the module
RESTRICTED = (("DocType", "module"), ("Module Def", "name"), ("Workspace", "module"), ("Page", "module"))


def guard_change(doc: Any, method: str | None = None, *_arguments: Any) -> None:
	"""Hook of every record: nothing of a switched-off module is created, changed, renamed or deleted. Raises ModuleOffError."""
	if doc.meta.module in SWITCHES and not is_module_on(doc.meta.module) and not _is_set_up():
		refuse(ModuleOffError, module=_(doc.meta.module))


def is_offered(doc: Any, ptype: str | None = None, user: str | None = None, **_others: Any) -> bool | None:
	"""Hook of number cards and charts: those about a switched-off module are not shown; about the others the framework decides."""
	subject = doc.get("document_type") or _doctype_of_report(doc.get("report_name"))
	on = is_module_on(doc.get("module")) and (not subject or is_doctype_on(subject))
	return compat.no_objection() if on else False


def follow_switches() -> None:
	"""Let menus, search and links follow the switches, for everybody; changes nothing when they do already. For settings and migrate."""
	off = modules_off()
	changed = [_restrict(doctype, field, off) for doctype, field in RESTRICTED]
	if any(changed):
		_forget_menus()
		# somebody may have filled the cache again before this is committed
		frappe.db.after_commit.add(_forget_menus)


def release_all() -> None:
	"""Uninstall: nothing is restricted any more."""
	for doctype, field in RESTRICTED:
		_restrict(doctype, field, frozenset())
	frappe.delete_doc("Domain", OFF, ignore_missing=True, force=True)


def _restrict(doctype: str, field: str, off: frozenset[str]) -> bool:
	table = frappe.qb.DocType(doctype)
	restricted = table.restrict_to_domain == OFF
	is_off = table[field].isin(sorted(off) or [""])
	to_restrict = (
		frappe.qb.from_(table).select(table.name).where(is_off & (table.restrict_to_domain.isnull() | ~restricted)).run(pluck=True)
	)
	to_release = frappe.qb.from_(table).select(table.name).where(restricted & ~is_off).run(pluck=True)
	if to_restrict:
		_ensure_domain()
		frappe.qb.update(table).set(table.restrict_to_domain, OFF).where(table.name.isin(to_restrict)).run()
	if to_release:
		frappe.qb.update(table).set(table.restrict_to_domain, None).where(table.name.isin(to_release)).run()
	return bool(to_restrict or to_release)


def _forget_menus() -> None:
	frappe.clear_cache()
	# what may be read and which modules are allowed is kept per user for hours, and clearing everything leaves it
	frappe.cache.delete_keys("user:")


def _ensure_domain() -> None:
	if not frappe.db.exists("Domain", OFF):
		# the administrator's switch makes it, whoever may write domains
		frappe.get_doc({"doctype": "Domain", "domain": OFF}).insert(ignore_permissions=True)


def _is_set_up() -> bool:
	flags = frappe.flags
	return bool(flags.in_install or flags.in_migrate or flags.in_patch or flags.in_uninstall)


# what the browser gets


def prune_boot(bootinfo: Any) -> None:
	"""Workspaces and reports of switched-off modules are left out of what the Desk knows at start, for administrators too."""
	if not modules_off():
		return
	bootinfo.allowed_workspaces = _without_off(bootinfo.get("allowed_workspaces"))
	reports = bootinfo.user.get("all_reports") if bootinfo.get("user") else None
	if reports:
		bootinfo.user.all_reports = {name: report for name, report in reports.items() if _is_report_on(name, report.get("ref_doctype"))}


def _without_off(pages: list[dict] | None) -> list[dict] | None:
	off = modules_off()
	return pages and [page for page in pages if page.get("module") not in off]


@frappe.whitelist(methods=["GET", "POST"])
def get_workspace_sidebar_items() -> dict[str, Any]:
	"""The framework's list of workspaces without those of switched-off modules. For everybody, as the framework's own."""
	answer = desktop.get_workspace_sidebar_items()
	return {**answer, "pages": _without_off(answer["pages"])}


@frappe.whitelist(methods=["GET", "POST"])
def run_report(report_name: str, **arguments: Any) -> Any:
	"""The framework's `query_report.run`, which checks permission; raises ModuleOffError for reports of a switched-off module."""
	check_report(report_name)
	return frappe.call(query_report.run, report_name=report_name, **arguments)


@frappe.whitelist(methods=["GET", "POST"])
def get_report_script(report_name: str) -> Any:
	"""The framework's `query_report.get_script`, with which the Desk opens a report; raises ModuleOffError like `run_report`."""
	check_report(report_name)
	return query_report.get_script(report_name)


def check_report(name: str | None) -> None:
	"""Raises ModuleOffError when the report, or what it reports on, belongs to a switched-off module. For every door to reports."""
	report = name and frappe.db.get_value("Report", name, ["module", "ref_doctype"], as_dict=True)
	for module in (report.module, module_of(report.ref_doctype)) if report else ():
		if not is_module_on(module):
			refuse(ModuleOffError, module=_(module))


def _is_report_on(name: str, doctype: str | None) -> bool:
	return is_module_on(frappe.db.get_value("Report", name, "module", cache=True)) and (not doctype or is_doctype_on(doctype))


def _doctype_of_report(name: str | None) -> str | None:
	return frappe.db.get_value("Report", name, "ref_doctype", cache=True) if name else None
