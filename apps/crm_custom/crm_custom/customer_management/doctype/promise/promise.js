// Comfort of the form of a promise: how it ended, in one click.
const ENDS = ["Kept", "Broken", "Withdrawn"];

frappe.ui.form.on("Promise", {
	setup(frm) {
		frm.set_query("customer", () => ({ filters: { status: ["!=", "Deleted"] } }));
		frm.set_query("contact", () => ({
			query: "frappe.contacts.doctype.contact.contact.contact_query",
			filters: { link_doctype: "Customer", link_name: frm.doc.customer },
		}));
		frm.set_query("interaction", () => ({ filters: { customer: frm.doc.customer } }));
		frm.set_query("responsible", () => ({ filters: { enabled: 1, user_type: "System User" } }));
	},

	onload(frm) {
		if (frm.is_new() && !frm.doc.responsible) frm.set_value("responsible", frappe.session.user);
	},

	refresh(frm) {
		if (frm.is_new()) return;
		const is_ended = ENDS.includes(frm.doc.status);
		if (is_ended) frm.disable_form();
		if ((frm.doc.__onload || {}).may_change === false || !frappe.model.can_write("Promise")) return;
		const settle = (status) => frappe.crm.settle_promise(frm.doc.name, status, () => frm.reload_doc());
		if (is_ended) {
			frm.add_custom_button(__("Open again"), () => settle("Outstanding"));
		} else {
			ENDS.forEach((status) => frm.add_custom_button(__(status), () => settle(status)));
		}
	},
});
