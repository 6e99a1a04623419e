frappe.query_reports["Records without an active owner"] = {
	filters: [
		{ fieldname: "user", label: __("Owner"), fieldtype: "Link", options: "User" },
	],

	onload(report) {
		report.page.add_inner_button(__("Hand over work"), () => {
			const user = frappe.query_report.get_filter_value("user") || (frappe.query_report.data[0] || {}).user;
			if (user) {
				frappe.new_doc("Work Handover", { from_user: user });
			} else {
				frappe.msgprint(__("Every record has an owner who is at work."));
			}
		});
	},
};
