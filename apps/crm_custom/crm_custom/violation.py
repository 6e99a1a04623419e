"""What a pure rule reports when it refuses: a code and the facts. It knows no framework and no language."""

from __future__ import annotations

from typing import Any


class Violation(Exception):
	"""A rule was broken. `code` names the rule, `facts` are the values that the message needs.

	Rules raise or return it; the caller turns it into the refusal that the user reads (`crm_custom.exceptions.refuse`).
	"""

	def __init__(self, code: str, **facts: Any):
		super().__init__(code, facts)
		self.code = code
		self.facts = facts
