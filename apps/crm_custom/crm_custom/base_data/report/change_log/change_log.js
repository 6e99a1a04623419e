// Which value was changed by whom, from what to what.
frappe.query_reports["Change Log"] = {
	filters: [
		{ fieldname: "from_date", label: __("From"), fieldtype: "Date", default: frappe.datetime.add_days(frappe.datetime.get_today(), -7), reqd: 1 },
		{ fieldname: "to_date", label: __("To"), fieldtype: "Date", default: frappe.datetime.get_today(), reqd: 1 },
		{ fieldname: "record_type", label: __("Record type"), fieldtype: "Link", options: "DocType", on_change: offer_fields },
		{ fieldname: "record", label: __("Record"), fieldtype: "Data" },
		{ fieldname: "field", label: __("Field"), fieldtype: "Select", options: [{ value: "", label: "" }] },
		{ fieldname: "person", label: __("Person"), fieldtype: "Link", options: "User" },
		{ fieldname: "text", label: __("Before or after"), fieldtype: "Data" },
		{ fieldname: "page", label: __("Page"), fieldtype: "Int", default: 1 },
	],
};

/** The fields of the chosen record type, by the names that people read. */
function offer_fields(report) {
	const doctype = report.get_filter_value("record_type");
	const filter = report.get_filter("field");
	const set = (fields) => {
		filter.df.options = [{ value: "", label: "" }, ...fields];
		filter.set_value("");
		filter.refresh();
		report.refresh();
	};
	if (!doctype) return set([]);
	frappe.model.with_doctype(doctype, () => {
		const fields = frappe.get_meta(doctype).fields.filter((df) => df.label && (!frappe.model.no_value_type.includes(df.fieldtype) || df.fieldtype === "Table"));
		set(fields.map((df) => ({ value: df.fieldname, label: __(df.label) })));
	});
}
