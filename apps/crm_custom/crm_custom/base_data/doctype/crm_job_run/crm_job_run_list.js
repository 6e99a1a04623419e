// Runs of all jobs, the newest first.
frappe.listview_settings["CRM Job Run"] = {
	add_fields: ["state", "job_title"],
	hide_name_column: true,
	get_indicator: (doc) => [__(doc.state), frappe.crm.job_colour(doc.state), `state,=,${doc.state}`],
	formatters: { job_title: (value) => frappe.utils.escape_html(__(value)) },
};
