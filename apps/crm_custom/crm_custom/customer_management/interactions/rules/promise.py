"""How a promise ends (domain 3.7). Pure."""

from __future__ import annotations

from crm_custom.violation import Violation

OPEN, KEPT, BROKEN, WITHDRAWN = "Outstanding", "Kept", "Broken", "Withdrawn"
ENDINGS = (KEPT, BROKEN, WITHDRAWN)
OURS, THEIRS = "Ours", "Theirs"


def validate_move(present: str, wanted: str) -> None:
	"""An open promise ends in one of three ways; an ended one can be opened again, not turned into another end.

	Asking once more for what it is already is no mistake. Raises Violation promise_unknown_end, promise_ended.
	"""
	if wanted not in (OPEN, *ENDINGS):
		raise Violation("promise_unknown_end")
	if present in ENDINGS and wanted not in (present, OPEN):
		raise Violation("promise_ended")
