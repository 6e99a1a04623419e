// Comfort of the form of an interaction. The server checks everything again.
frappe.ui.form.on("Interaction", {
	setup(frm) {
		frm.set_query("customer", () => ({ filters: { status: ["!=", "Deleted"] } }));
		frm.set_query("contact", () => ({
			query: "frappe.contacts.doctype.contact.contact.contact_query",
			filters: { link_doctype: "Customer", link_name: frm.doc.customer },
		}));
		frm.set_query("opportunity", () => ({ filters: { customer: frm.doc.customer } }));
		frm.set_query("service", () => ({ filters: { customer: frm.doc.customer } }));
	},

	onload(frm) {
		if (!frm.is_new() || frm.doc.method) return;
		frappe.xcall("crm_custom.customer_management.interactions.api.get_entry_defaults").then((defaults) => {
			if (frm.is_new() && !frm.doc.method) frm.set_value({ method: defaults.method, direction: defaults.direction });
		});
	},

	refresh(frm) {
		const may_change = !frm.is_new() && (frm.doc.__onload || {}).may_change !== false;
		if (may_change && frappe.model.can_create("Promise")) {
			frm.add_custom_button(__("Promise"), () => add_promise(frm), __("Create"));
		}
	},

	customer(frm) {
		["contact", "opportunity", "service"].forEach((field) => frm.doc[field] && frm.set_value(field, null));
	},
});

function add_promise(frm) {
	frappe.new_doc("Promise", { customer: frm.doc.customer, contact: frm.doc.contact, interaction: frm.doc.name });
}
