// Development Plan: the list, and the details of a bar in the Gantt view.
frappe.listview_settings["Development Plan"] = {
	add_fields: ["status", "starts_on", "ends_on", "progress", "next_step_on"],

	hide_name_column: true,

	gantt_custom_popup_html(bar, plan) {
		const next = plan.next_step_on
			? __("Next step on {0}", [frappe.datetime.str_to_user(plan.next_step_on)])
			: __("No open step");
		return `<div class="title">${frappe.utils.escape_html(plan.customer_name)}</div>
			<div class="subtitle">${__(plan.status)}, ${plan.progress || 0}%<br>${next}</div>`;
	},
};
