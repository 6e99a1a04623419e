// Runs of all jobs, the newest first.
frappe.listview_settings["CRM Job Run"] = {
	add_fields: ["state", "job_title"],
	hide_name_column: true,
	get_indicator: (doc) => [__(doc.state), frappe.crm.job_colour(doc.state), `state,=,${doc.state}`],
	formatters: { started_at: (value) => frappe.crm.short_time(value) },
	before_render: () => frappe.crm.translate_subject("CRM Job Run", "job_title"),
};
