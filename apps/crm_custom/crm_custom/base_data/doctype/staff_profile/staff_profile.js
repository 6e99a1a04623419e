frappe.ui.form.on("Staff Profile", {
	setup(frm) {
		frm.set_query("department", () => ({ filters: { disabled: 0 } }));
		frm.set_query("superior", () => ({ filters: { enabled: 1, name: ["!=", frm.doc.user || ""] } }));
	},
});
