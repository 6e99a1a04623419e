"""Logs are written by the system alone: what their controllers call."""

from __future__ import annotations

from frappe import _
from frappe.model.document import Document

from crm_custom.background.refusals import LogReadOnlyError
from crm_custom.exceptions import refuse


def refuse_hands(doc: Document) -> None:
	"""Raises LogReadOnlyError unless the system itself is writing."""
	if not doc.flags.by_the_system:
		refuse(LogReadOnlyError, log=_(doc.doctype))
