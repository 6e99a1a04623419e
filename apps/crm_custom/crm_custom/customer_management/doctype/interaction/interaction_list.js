// What was recorded, the latest first; a planned visit that is over is red in the list of call-backs, not here.
frappe.listview_settings["Interaction"] = {
	hide_name_column: true,

	formatters: {
		// a list is read for the day and the minute
		occurred_at: (value) => (frappe.datetime.str_to_user(value) || "").replace(/(\d\d:\d\d):\d\d/, "$1"),
	},

	onload(listview) {
		listview.page.add_inner_button(__("Call-backs"), () => frappe.set_route("call-backs"));
	},
};
