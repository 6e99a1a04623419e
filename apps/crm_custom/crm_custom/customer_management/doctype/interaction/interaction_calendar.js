// Planned visits by their moment: open, overdue, and those that were fulfilled or replaced. Drag one to another day.
frappe.views.calendar["Interaction"] = {
	field_map: { id: "name", start: "next_visit_at", end: "end", title: "title", allDay: "all_day" },
	options: { displayEventEnd: false, timeFormat: "HH:mm", slotLabelFormat: "HH:mm" },
	filters: [
		{ fieldtype: "Link", fieldname: "customer", options: "Customer", label: __("Customer") },
		{ fieldtype: "Link", fieldname: "recorded_by", options: "User", label: __("Recorded by") },
	],
	get_events_method: "crm_custom.customer_management.interactions.api.get_visits",
	update_event_method: "crm_custom.customer_management.interactions.api.move_visit",
	get_css_class: (event) => event.style,
};
