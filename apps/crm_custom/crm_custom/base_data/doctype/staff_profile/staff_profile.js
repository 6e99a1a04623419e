frappe.ui.form.on("Staff Profile", {
	setup(frm) {
		frm.set_query("user", () => ({ filters: { user_type: "System User" } }));
		frm.set_query("department", () => ({ filters: { disabled: 0 } }));
		frm.set_query("superior", () => ({ filters: { enabled: 1, user_type: "System User", name: ["!=", frm.doc.user || ""] } }));
	},

	refresh(frm) {
		show_account(frm);
		if (frm.is_new()) {
			return;
		}
		if (!frm.doc.is_enabled) {
			frm.set_intro(__("The account of this person is disabled."), "orange");
		}
		if (frappe.model.can_create("Work Handover")) {
			frm.add_custom_button(__("Hand over work"), () => frappe.new_doc("Work Handover", { from_user: frm.doc.user }));
		}
		if (frappe.user.has_role("System Manager")) {
			frm.add_custom_button(__("User"), () => frappe.set_route("Form", "User", frm.doc.user));
		}
	},
});

// S4.E1: what the framework recorded about the account, for the administrator
function show_account(frm) {
	const facts = (frm.doc.__onload || {}).account;
	frm.toggle_display(["account_section", "account_html"], Boolean(facts));
	if (!facts) {
		return;
	}
	const time = (value) => (value ? frappe.datetime.str_to_user(value) : __("Never"));
	const rows = [
		[__("State"), facts.enabled ? __("Enabled") : __("Disabled")],
		[__("Roles"), facts.roles.map((role) => __(role)).join(__(", ")) || __("None")],
		[__("Account created on"), time(facts.creation)],
		[__("Last login"), time(facts.last_login)],
		[__("Last active"), time(facts.last_active)],
		[__("Last IP address"), facts.last_ip || "–"],
		[__("Logins on record"), facts.logins],
	];
	if (facts.bio) {
		rows.push([__("Description"), facts.bio]);
	}
	const escape = frappe.utils.escape_html;
	const cells = rows.map(
		([label, value]) => `<div class="col-sm-6 form-group"><label class="control-label">${escape(label)}</label>
			<div class="control-value like-disabled-input">${escape(String(value))}</div></div>`
	);
	frm.get_field("account_html").$wrapper.html(`<div class="row">${cells.join("")}</div>`);
}
