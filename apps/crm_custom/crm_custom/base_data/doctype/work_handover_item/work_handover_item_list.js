frappe.listview_settings["Work Handover Item"] = {
	hide_name_column: true,
	add_fields: ["status", "document_type", "document"],

	formatters: {
		document_type: (value) => __(value),
	},

	// what was handed over is what people want to open
	button: {
		show: (doc) => doc.document,
		get_label: () => __("Open record"),
		get_description: (doc) => `${__(doc.document_type)} ${doc.document}`,
		action: (doc) => frappe.set_route("Form", doc.document_type, doc.document),
	},
};
