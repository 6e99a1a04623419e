frappe.ui.form.on("CRM Department", {
	setup(frm) {
		frm.set_query("parent_crm_department", () => ({
			filters: { is_group: 1, disabled: 0, name: ["!=", frm.doc.name || ""] },
		}));
	},
});
