// One short dialog for the administrator: a new user with role, department and superior.
frappe.provide("frappe.crm");

frappe.crm.set_up_user = function (values) {
	const dialog = new frappe.ui.Dialog({
		title: __("Set up a user"),
		fields: [
			{ fieldname: "full_name", fieldtype: "Data", label: __("Full name"), reqd: 1 },
			{ fieldname: "email", fieldtype: "Data", options: "Email", label: __("E-mail"), reqd: 1, description: __("It is also the user name.") },
			{
				fieldname: "role_profile",
				fieldtype: "Link",
				options: "Role Profile",
				label: __("Role Profile"),
				reqd: 1,
				description: __("What the person may do."),
			},
			{ fieldname: "language", fieldtype: "Link", options: "Language", label: __("Language"), default: frappe.boot.lang },
			{ fieldname: "column", fieldtype: "Column Break" },
			{
				fieldname: "department",
				fieldtype: "Link",
				options: "CRM Department",
				label: __("Department"),
				get_query: () => ({ filters: { disabled: 0 } }),
			},
			{
				fieldname: "superior",
				fieldtype: "Link",
				options: "User",
				label: __("Superior"),
				get_query: () => ({ filters: { enabled: 1, user_type: "System User" } }),
			},
			{ fieldname: "position", fieldtype: "Link", options: "Position", label: __("Position"), get_query: () => ({ filters: { disabled: 0 } }) },
			{ fieldname: "access", fieldtype: "Section Break", label: __("First login") },
			{ fieldname: "send_welcome_mail", fieldtype: "Check", label: __("Send a mail with a link to set the password"), default: 0 },
			{
				fieldname: "password",
				fieldtype: "Password",
				label: __("First password"),
				// no depends_on: the dialog would draw itself anew after each field, over what is being typed in the next one
				description: __("Give it to the person, who changes it after the first login."),
			},
		],
		primary_action_label: __("Set up"),
		primary_action: (facts) => create(dialog, facts),
	});
	dialog.show();
	if (values) {
		dialog.set_values(values);
	}
};

function create(dialog, facts) {
	dialog.disable_primary_action();
	frappe
		.xcall("crm_custom.base_data.api.set_up_user", facts, "POST")
		.then((user) => {
			dialog.hide();
			frappe.show_alert({ message: __("{0} can log in now.", [facts.full_name]), indicator: "green" }, 7);
			frappe.set_route("Form", "Staff Profile", user);
		})
		.catch(() => {})
		.finally(() => dialog.enable_primary_action());
}
