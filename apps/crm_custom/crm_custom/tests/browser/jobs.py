"""A job for the background workers, so that a browser has something to watch."""

from __future__ import annotations

import frappe

STEPS = (10, 40, 70, 90)
TITLE = "Counting"


def count_up() -> None:
	"""Report progress to whoever started it."""
	for percent in STEPS:
		frappe.publish_progress(percent, title=TITLE, description=f"{percent} of 100")
