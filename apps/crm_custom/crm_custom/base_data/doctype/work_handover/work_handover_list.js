frappe.listview_settings["Work Handover"] = {
	add_fields: ["status", "from_name", "to_name"],
	hide_name_column: true,
};
