"""What of service is handed over when somebody leaves: services that are not archived (R-094)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pypika.terms import Criterion

from crm_custom.base_data.handover.kinds import Kind, Leader, Transfer
from crm_custom.service_management.rules.service_machine import ARCHIVED


def is_open_service(table: Any) -> Criterion:
	"""Archived ones stay with whoever handled them."""
	return table.status != ARCHIVED


def service_values(transfer: Transfer) -> Mapping[str, Any]:
	"""What a reassignment changes; the department is the customer's."""
	return {"assigned_by": transfer.by, "assigned_at": transfer.at}


KINDS = (
	Kind(
		doctype="Service",
		label="Open services",
		owner_field="assigned_to",
		title_field="summary",
		which=is_open_service,
		values=service_values,
		leader=Leader("customer", "Customer"),
		dimensions={"department": "department"},
	),
)
