frappe.listview_settings["Customer Ownership Log"] = {
	hide_name_column: true,
};
