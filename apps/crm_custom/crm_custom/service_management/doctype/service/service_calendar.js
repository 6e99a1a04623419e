// Services by the date on which they are due.
frappe.views.calendar["Service"] = {
	field_map: {
		start: "due_by",
		end: "due_by",
		id: "name",
		title: "summary",
		status: "status",
		allDay: "all_day",
	},
	// a service is due at a moment; it does not last
	options: { displayEventEnd: false, timeFormat: "HH:mm", slotLabelFormat: "HH:mm" },
	get_css_class(data) {
		return { Created: "warning", Assigned: "primary", Handled: "info", Archived: "success" }[data.status] || "";
	},
	filters: [
		{ fieldtype: "Link", fieldname: "assigned_to", options: "User", label: __("Assigned to") },
		{ fieldtype: "Link", fieldname: "customer", options: "Customer", label: __("Customer") },
	],
	get_events_method: "frappe.desk.calendar.get_events",
};
