"""Why a merge or its undoing is refused."""

from __future__ import annotations

import frappe

from crm_custom.exceptions import CRMError


class MergeRoleError(CRMError, frappe.PermissionError):
	code = "merge_role"
	title = "Not your action"
	message = "Only the sales supervisor of the departments of all these customers merges them."
	http_status_code = 403


class MergeChoiceError(CRMError):
	code = "merge_choice"
	title = "Choose two to five customers"
	message = "Choose at least two and at most {most} different customers, one of which stays."


class MergeFieldError(CRMError):
	code = "merge_field"
	title = "Not a choice"
	message = "{field} cannot be taken from {customer}. Reload the comparison and choose again."


class MergeStateError(CRMError):
	code = "merge_state"
	title = "Deleted customers are not merged"
	message = "{customer} is deleted. Restore it first, or leave it out."


class MergedAlreadyError(CRMError):
	code = "merged_already"
	title = "Already merged"
	message = "{customer} was merged into {survivor} already. Reload the page."


class MergeStaleError(CRMError):
	code = "merge_stale"
	title = "Changed meanwhile"
	message = "{customer} was changed after you looked at it. Nothing was merged; compare again."


class MergeUndoneError(CRMError):
	code = "merge_undone"
	title = "Already undone"
	message = "This merge was undone already by {user}."


class MergeUndoOrderError(CRMError):
	code = "merge_undo_order"
	title = "Undo the later merge first"
	message = "{customer} has since been merged into {survivor}. Undo that merge first, then this one."
