frappe.listview_settings["Customer Merge"] = {
	add_fields: ["state"],
	hide_name_column: true,

	get_indicator(doc) {
		return [__(doc.state), doc.state === "Merged" ? "green" : "gray", `state,=,${doc.state}`];
	},
};
