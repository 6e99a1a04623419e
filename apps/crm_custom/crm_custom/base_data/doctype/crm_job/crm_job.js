// A job: its times in words, its last run, Run now.
frappe.ui.form.on("CRM Job", {
	refresh(frm) {
		// what the program says of itself is shown in the reader's language, above the form
		frm.page.set_title(__(frm.doc.title));
		frm.set_intro(frappe.utils.escape_html(__(frm.doc.description || "")));
		frm.toggle_display(["title", "description"], false);
		if (frm.doc.last_state) {
			frm.page.set_indicator(__(frm.doc.last_state), frappe.crm.job_colour(frm.doc.last_state));
		}
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
