// A job: its times in words, its last run, Run now.
frappe.ui.form.on("CRM Job", {
	refresh(frm) {
		frm.disable_rename && frm.disable_rename();
		if (frm.doc.last_state) {
			frm.page.set_indicator(__(frm.doc.last_state), frappe.crm.job_colour(frm.doc.last_state));
		}
		frm.set_df_property("schedule", "label", __("Schedule"));
		frm.trigger("schedule");
		if (frm.doc.is_scheduled) {
			frm.add_custom_button(__("Run now"), () => {
				frappe.crm.run_job({
					job: frm.doc.name,
					title: __(frm.doc.title),
					method: "crm_custom.background.api.run_now",
					args: { job: frm.doc.name },
					done: () => frm.reload_doc(),
				});
			});
		}
		frm.add_custom_button(__("Runs"), () => frappe.set_route("List", "CRM Job Run", { job: frm.doc.name }));
	},

	schedule(frm) {
		const words = frappe.crm.schedule_in_words(frm.doc.schedule);
		frm.dashboard.clear_headline();
		if (words && words !== frm.doc.schedule) frm.dashboard.set_headline(__("Runs {0}", [words]));
	},
});
