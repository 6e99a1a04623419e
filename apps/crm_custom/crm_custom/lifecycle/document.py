"""The base class of controllers whose record has a state."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager

from frappe.model.document import Document

from crm_custom.lifecycle.guard import StateGuard, enforce
from crm_custom.lifecycle.machine import Machine


class LifecycleDocument(Document):
	"""A document with a state machine. A controller sets `machine` and `state_guards` and calls `enforce_lifecycle` in validate."""

	machine: Machine
	state_guards: Mapping[str, StateGuard] = {}

	def enforce_lifecycle(self) -> None:
		"""Check state and right to edit; see `crm_custom.lifecycle.guard.enforce`."""
		enforce(self, self.machine, self.state_guards)

	def has_entered(self, state: str) -> bool:
		"""True while the save that brings the record into this state is under way."""
		before = self.get_doc_before_save()
		return self.get(self.machine.state_field) == state and (before is None or before.get(self.machine.state_field) != state)

	@contextmanager
	def system_transition(self):
		"""A move that the system makes by a rule, not a person: role checks are left out, guards are not."""
		self.flags.is_system_transition = True
		try:
			yield
		finally:
			self.flags.is_system_transition = False

	def validate_workflow(self) -> None:
		"""The framework's own check; it knows no moves made by the system."""
		if not self.flags.is_system_transition:
			super().validate_workflow()
