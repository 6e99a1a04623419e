// The form of an import: the ready template, and what became of the rows.
frappe.ui.form.on("Data Import", {
	refresh(frm) {
		frm.trigger("crm_template_button");
		frm.trigger("crm_summary");
	},

	reference_doctype(frm) {
		frm.trigger("crm_template_button");
	},

	crm_template_button(frm) {
		frm.remove_custom_button(__("Ready Template"));
		if (!frm.doc.reference_doctype) return;
		frm.add_custom_button(__("Ready Template"), () =>
			open_url_post("/api/method/crm_custom.exchange.api.download_template", {
				doctype: frm.doc.reference_doctype,
			})
		);
	},

	crm_summary(frm) {
		if (frm.is_new() || frm.doc.status === "Pending") return;
		frappe
			.xcall("crm_custom.exchange.api.import_summary", { data_import: frm.doc.name }, "GET")
			.then((counts) => {
				if (!Object.keys(counts).length) return;
				const words = {
					Created: __("Created: {0}", [counts.Created]),
					Updated: __("Updated: {0}", [counts.Updated]),
					Unchanged: __("Unchanged: {0}", [counts.Unchanged]),
					Failed: __("Failed: {0}", [counts.Failed]),
				};
				const text = Object.keys(words)
					.filter((outcome) => counts[outcome])
					.map((outcome) => words[outcome])
					.join(" · ");
				frm.set_intro(text, counts.Failed ? "orange" : "green");
				if (counts.Failed) frm.events.crm_failed_button(frm);
			});
	},

	crm_failed_button(frm) {
		// the framework's button of the same purpose is there for some states only
		frm.remove_custom_button(__("Export Errored Rows"));
		frm.remove_custom_button(__("Failed Rows"));
		frm.add_custom_button(__("Failed Rows"), () => frm.trigger("export_errored_rows"));
	},
});
