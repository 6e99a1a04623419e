// A run: its state in colour, and the failed records again.
frappe.ui.form.on("CRM Job Run", {
	refresh(frm) {
		frm.disable_save();
		frm.page.set_indicator(__(frm.doc.state), frappe.crm.job_colour(frm.doc.state));
		frm.page.set_title(__(frm.doc.job_title));
		frm.toggle_display("job_title", false);
		if (frm.doc.state === "Finished with failures" && !frm.doc.retried) {
			frm.add_custom_button(__("Retry what failed"), () => {
				frappe.crm.run_job({
					job: frm.doc.job,
					title: __(frm.doc.job_title),
					method: "crm_custom.background.api.retry_failed",
					args: { run: frm.doc.name },
					done: () => frm.reload_doc(),
				});
			});
		}
		frm.add_custom_button(__("Job"), () => frappe.set_route("Form", "CRM Job", frm.doc.job));
	},
});
