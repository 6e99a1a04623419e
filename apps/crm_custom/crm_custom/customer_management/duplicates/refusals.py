"""Why something about duplicates is refused."""

from __future__ import annotations

import frappe

from crm_custom.exceptions import CRMError


class DuplicateDecisionError(CRMError, frappe.PermissionError):
	code = "duplicate_decision_role"
	title = "Not your action"
	message = "Only the sales supervisor of both customers' departments decides whether they are the same."
	http_status_code = 403


class PairDecidedError(CRMError):
	code = "duplicate_pair_merged"
	title = "Already merged"
	message = "These customers are merged already. Undo the merge first."


class DuplicateScanRoleError(CRMError, frappe.PermissionError):
	code = "duplicate_scan_role"
	title = "Not your action"
	message = "Only an administrator searches the whole base for duplicates."
	http_status_code = 403
