// The calendar shows the steps of the plans; the Gantt view shows the plans with their progress.
const STEPS = {
	id: "step",
	start: "planned_on",
	end: "end",
	title: "title",
	allDay: "all_day",
	convertToUserTz: "convert_to_user_tz",
};
const PLANS = {
	id: "name",
	start: "starts_on",
	end: "ends_on",
	title: "customer_name",
	progress: (plan) => plan.progress,
};

frappe.views.calendar["Development Plan"] = {
	// both views read the same object, and the Gantt view writes its own map into it when one is given separately
	get field_map() {
		return frappe.get_route()[2] === "Gantt" ? PLANS : STEPS;
	},
	gantt: true,
	order_by: "starts_on",
	get_events_method: "crm_custom.marketing.api.get_plan_steps",
	update_event_method: "crm_custom.marketing.api.move_plan_step",
	get_css_class: (event) => event.style,
};
