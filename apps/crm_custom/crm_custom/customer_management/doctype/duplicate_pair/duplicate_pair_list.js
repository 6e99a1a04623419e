frappe.listview_settings["Duplicate Pair"] = {
	add_fields: ["state", "customer", "other_customer"],
	filters: [["state", "=", "Undecided"]],
	hide_name_column: true,

	get_indicator(doc) {
		const colours = { Undecided: "orange", "Not a duplicate": "gray", Merged: "green" };
		return [__(doc.state), colours[doc.state], `state,=,${doc.state}`];
	},

	formatters: {
		reasons: (value) => frappe.utils.escape_html(frappe.crm.duplicate_reasons(value)),
	},

	button: {
		show: (doc) => doc.state === "Undecided",
		get_label: () => __("Compare"),
		get_description: () => __("Compare and merge"),
		action: (doc) => frappe.crm.merge_customers([doc.customer, doc.other_customer], () => cur_list && cur_list.refresh()),
	},

	onload(listview) {
		listview.page.add_actions_menu_item(__("Not a duplicate"), () =>
			frappe.crm.bulk_dialog(listview, {
				title: __("Not a duplicate"),
				fields: [{ fieldname: "remark", fieldtype: "Small Text", label: __("Remark") }],
				method: "crm_custom.customer_management.duplicates.api.not_duplicates",
			})
		);
		if (frappe.user.has_role("System Manager")) {
			listview.page.add_menu_item(__("Search for duplicate customers"), search_all);
		}
	},
};

function search_all() {
	frappe
		.xcall("crm_custom.customer_management.duplicates.api.scan_all", {}, "POST")
		.then(() => frappe.show_alert({ message: __("The search has begun. The list grows while it runs."), indicator: "blue" }))
		.catch(() => {});
}
