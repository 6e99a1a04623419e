// Development Plan: the form.
frappe.ui.form.on("Development Plan", {
	setup(frm) {
		frm.set_query("opportunity", () => ({
			filters: { status: ["in", ["Assigned", "Developing"]] },
		}));
		frm.set_query("step_owner", "steps", () => ({
			query: "crm_custom.base_data.staff.enabled_customer_managers",
		}));
	},

	refresh(frm) {
		if (["Completed", "Aborted"].includes(frm.doc.status)) {
			frm.disable_form();
			return;
		}
		if (!frm.is_new()) {
			frm.add_custom_button(__("Sales opportunity"), () =>
				frappe.set_route("Form", "Sales Opportunity", frm.doc.opportunity)
			);
		}
		if (!(frm.doc.steps || []).length) {
			frm.set_intro(__("Add the steps: what is to be done, and on which day."), "blue");
		}
	},
});

frappe.ui.form.on("Development Plan Step", {
	steps_add(frm, cdt, cdn) {
		frappe.model.set_value(cdt, cdn, "step_owner", frm.doc.assigned_to);
	},
});
