"""The board on which opportunities are dragged from stage to stage. Planted once, then everybody's who may change boards."""

from __future__ import annotations

import json

import frappe

BOARD = "Opportunities by Stage"
#: indicator colours of the framework's boards, for the stage types
COLOURS = {"Won": "Green", "Lost": "Red"}


def seed_stage_board() -> None:
	"""A public board with a column per stage, in the order of the dictionary. To be called once, after the stages are there."""
	if frappe.db.exists("Kanban Board", BOARD):
		return
	stages = frappe.get_all("Opportunity Stage", {"disabled": 0}, ["name", "stage_type"], order_by="sort_order asc, name asc")
	frappe.get_doc(
		{
			"doctype": "Kanban Board",
			"kanban_board_name": BOARD,
			"reference_doctype": "Sales Opportunity",
			"field_name": "stage",
			"private": 0,
			"fields": json.dumps(["summary", "success_probability", "expected_revenue", "manager_name"]),
			"columns": [
				{"column_name": stage.name, "indicator": COLOURS.get(stage.stage_type, "Blue"), "status": "Active"} for stage in stages
			],
		}
	).insert()
