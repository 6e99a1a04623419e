// Comfort of the contact form: contacts belong to customers, or to sales opportunities while there is no customer.
frappe.ui.form.on("Contact", {
	setup(frm) {
		frm.set_query("link_name", "links", (doc, doctype, name) =>
			locals[doctype][name].link_doctype === "Customer" ? { filters: { status: "Normal" } } : {}
		);
	},

	refresh(frm) {
		const link = (frm.doc.links || []).find((row) => row.link_doctype === "Customer");
		if (!frm.is_new() && link) {
			frm.add_custom_button(__("Open the customer"), () => frappe.set_route("Form", "Customer", link.link_name));
		}
	},
});
