// What the CRM adds to the framework's form of a user: the way to the staff profile and to a handover.
frappe.ui.form.on("User", {
	refresh(frm) {
		const is_person = !["Administrator", "Guest"].includes(frm.doc.name) && frm.doc.user_type === "System User";
		if (frm.is_new() || !is_person || !frappe.user.has_role("System Manager")) {
			return;
		}
		frm.add_custom_button(__("Hand over work"), () => frappe.new_doc("Work Handover", { from_user: frm.doc.name }), __("CRM"));
		frm.add_custom_button(__("Staff profile"), () => open_profile(frm.doc.name), __("CRM"));
	},
});

function open_profile(user) {
	frappe.db.get_value("Staff Profile", { user }, "name").then(({ message }) => {
		if (message && message.name) {
			frappe.set_route("Form", "Staff Profile", message.name);
		} else {
			frappe.new_doc("Staff Profile", { user });
		}
	});
}
