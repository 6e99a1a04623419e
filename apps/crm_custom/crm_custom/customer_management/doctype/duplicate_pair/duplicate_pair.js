// A supervisor decides about two customers: merge them, or never be asked again.
frappe.ui.form.on("Duplicate Pair", {
	refresh(frm) {
		frm.disable_save();
		if (frm.is_new()) return;
		$(frm.get_field("reasons").disp_area).text(frappe.crm.duplicate_reasons(frm.doc.reasons));
		if (frm.doc.state === "Undecided") {
			frm.add_custom_button(__("Compare and merge"), () => compare(frm)).addClass("btn-primary");
			frm.add_custom_button(__("Not a duplicate"), () => ask_remark(frm));
		}
		if (frm.doc.state === "Not a duplicate") {
			frm.add_custom_button(__("Reopen"), () => reopen(frm));
		}
	},
});

function compare(frm) {
	frappe.crm.merge_customers([frm.doc.customer, frm.doc.other_customer], (survivor) => frappe.set_route("Form", "Customer", survivor));
}

function ask_remark(frm) {
	frappe.crm.action_dialog(frm, {
		title: __("Not a duplicate"),
		fields: [{ fieldname: "remark", fieldtype: "Small Text", label: __("Remark"), description: __("Why they are two customers.") }],
		method: "crm_custom.customer_management.duplicates.api.not_a_duplicate",
		message: __("The pair is not shown again."),
	});
}

function reopen(frm) {
	frappe.crm.action_confirm(frm, {
		question: __("Put this pair on the list of possible duplicates again?"),
		method: "crm_custom.customer_management.duplicates.api.reopen",
		message: __("The pair is on the list again."),
	});
}
