// The operation log: each kind in its colour.
frappe.listview_settings["CRM Operation Log"] = {
	hide_name_column: true,
	get_indicator(doc) {
		const colours = { "Failed login": "red", Deletion: "orange", "Permission change": "purple", "Settings change": "purple", "Log clearing": "orange" };
		return [__(doc.kind), colours[doc.kind] || "gray", `kind,=,${doc.kind}`];
	},
	formatters: {
		kind: (value) => frappe.utils.escape_html(__(value)),
		object_name: (value, df, doc) => frappe.utils.escape_html(value || ""),
	},
	onload(listview) {
		listview.page.add_inner_button(__("Operation Log"), () => frappe.set_route("query-report", "Operation Log"));
		listview.page.add_inner_button(__("Change Log"), () => frappe.set_route("query-report", "Change Log"));
	},
};
