// Who did what and when.
frappe.query_reports["Operation Log"] = {
	filters: [
		{ fieldname: "from_date", label: __("From"), fieldtype: "Date", default: frappe.datetime.add_days(frappe.datetime.get_today(), -7), reqd: 1 },
		{ fieldname: "to_date", label: __("To"), fieldtype: "Date", default: frappe.datetime.get_today(), reqd: 1 },
		{
			fieldname: "kind",
			label: __("Operation"),
			fieldtype: "Select",
			options: [
				{ value: "", label: "" },
				{ value: "Login", label: __("Login") },
				{ value: "Failed login", label: __("Failed login") },
				{ value: "Logout", label: __("Logout") },
				{ value: "Export", label: __("Export") },
				{ value: "Print", label: __("Print") },
				{ value: "Import", label: __("Import") },
				{ value: "Deletion", label: __("Deletion") },
				{ value: "Permission change", label: __("Permission change") },
				{ value: "Settings change", label: __("Settings change") },
				{ value: "Job", label: __("Job") },
				{ value: "Log clearing", label: __("Log clearing") },
			],
		},
		{ fieldname: "person", label: __("Person"), fieldtype: "Link", options: "User" },
		{ fieldname: "address", label: __("Address"), fieldtype: "Data" },
		{ fieldname: "object_type", label: __("Object type"), fieldtype: "Link", options: "DocType" },
		{ fieldname: "object_name", label: __("Object"), fieldtype: "Data" },
		{ fieldname: "text", label: __("Text"), fieldtype: "Data" },
		{ fieldname: "page", label: __("Page"), fieldtype: "Int", default: 1 },
	],
};
