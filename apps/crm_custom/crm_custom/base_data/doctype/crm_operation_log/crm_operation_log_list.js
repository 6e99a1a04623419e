// The operation log: each kind in its colour.
frappe.listview_settings["CRM Operation Log"] = {
	hide_name_column: true,
	get_indicator(doc) {
		const colours = { "Failed login": "red", Deletion: "orange", "Permission change": "purple", "Settings change": "purple", "Log clearing": "orange" };
		return [__(doc.kind), colours[doc.kind] || "gray", `kind,=,${doc.kind}`];
	},
	formatters: { at: (value) => frappe.crm.short_time(value) },
	before_render: () => frappe.crm.translate_subject("CRM Operation Log", "kind"),
	onload(listview) {
		listview.page.add_inner_button(__("Operation Log"), () => frappe.set_route("query-report", "Operation Log"));
		listview.page.add_inner_button(__("Change Log"), () => frappe.set_route("query-report", "Change Log"));
	},
};
