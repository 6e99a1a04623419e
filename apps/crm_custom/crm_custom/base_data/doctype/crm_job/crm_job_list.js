// What the CRM does by itself: when it runs next, how it went, Run now.
frappe.listview_settings["CRM Job"] = {
	add_fields: ["title", "is_enabled", "is_scheduled", "last_state"],
	hide_name_column: true,
	get_indicator(doc) {
		if (doc.last_state === "Running") return [__("Running"), "blue", "last_state,=,Running"];
		if (doc.is_scheduled && !doc.is_enabled) return [__("Switched off"), "gray", "is_enabled,=,0"];
		if (!doc.last_state) return [__("Has not run yet"), "gray", "last_state,is,not set"];
		return [__(doc.last_state), frappe.crm.job_colour(doc.last_state), `last_state,=,${doc.last_state}`];
	},
	formatters: {
		next_run_at: (value) => frappe.crm.short_time(value),
		last_started_at: (value) => frappe.crm.short_time(value),
		schedule: (value) => frappe.utils.escape_html(value ? frappe.crm.schedule_in_words(value) : __("when somebody starts it")),
	},
	before_render: () => frappe.crm.translate_subject("CRM Job", "title"),
	button: {
		show: (doc) => doc.is_scheduled,
		get_label: () => __("Run now"),
		get_description: (doc) => __("Run {0} now", [__(doc.title)]),
		action(doc) {
			frappe.crm.run_job({
				job: doc.name,
				title: __(doc.title),
				method: "crm_custom.background.api.run_now",
				args: { job: doc.name },
				done: () => cur_list && cur_list.doctype === "CRM Job" && cur_list.refresh(),
			});
		},
	},
	onload(listview) {
		listview.page.add_inner_button(__("Runs"), () => frappe.set_route("List", "CRM Job Run"));
		frappe.crm.is_clock_running().then((is_running) => {
			if (!is_running) {
				const text = __("The scheduler of this site is off: no job begins by itself. Switch it on in System Settings.");
				listview.$page.find(".layout-main-section").prepend(`<div class="form-message yellow">${text}</div>`);
			}
		});
	},
};
