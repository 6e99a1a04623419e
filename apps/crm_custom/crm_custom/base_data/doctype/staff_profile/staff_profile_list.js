frappe.listview_settings["Staff Profile"] = {
	add_fields: ["is_enabled", "is_salesperson"],

	get_indicator(doc) {
		if (!doc.is_enabled) {
			return [__("Account disabled"), "gray", "is_enabled,=,0"];
		}
		return doc.is_salesperson
			? [__("Salesperson"), "blue", "is_salesperson,=,1"]
			: [__("Account enabled"), "green", "is_enabled,=,1"];
	},

	onload(listview) {
		if (frappe.user.has_role("System Manager")) {
			listview.page.add_inner_button(__("Set up a user"), () => frappe.crm.set_up_user());
		}
	},
};
