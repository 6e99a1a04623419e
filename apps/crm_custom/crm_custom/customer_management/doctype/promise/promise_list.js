// Promises by their day; an outstanding one whose day is over is red.
frappe.listview_settings["Promise"] = {
	hide_name_column: true,
	add_fields: ["status", "due_on"],

	get_indicator(doc) {
		if (doc.status === "Outstanding" && doc.due_on < frappe.datetime.get_today()) {
			return [__("Overdue"), "red", "status,=,Outstanding|due_on,<,Today"];
		}
		const color = { Outstanding: "blue", Kept: "green", Broken: "red", Withdrawn: "gray" }[doc.status];
		return [__(doc.status), color, `status,=,${doc.status}`];
	},

	button: {
		show: (doc) => doc.status === "Outstanding" && frappe.model.can_write("Promise"),
		get_label: () => __("Kept"),
		get_description: () => __("The promise was kept"),
		action: (doc) => frappe.crm.settle_promise(doc.name, "Kept", () => cur_list && cur_list.refresh()),
	},
};
