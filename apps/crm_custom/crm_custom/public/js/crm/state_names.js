// States are links to Workflow State, which not everybody may read: their names are shown all the same, in the reader's language. One
// English word may have a Chinese one per DocType (translations/zh.csv names the DocType as context).

frappe.form.link_formatters["Workflow State"] = (value, doc) => __(value, null, doc?.doctype);

const shipped_indicator = frappe.get_indicator;

frappe.get_indicator = function (doc, doctype, ...rest) {
	const indicator = shipped_indicator(doc, doctype, ...rest);
	const [, , filter] = indicator || [];
	const state = filter?.split(",=,")[1];
	return state && state === doc.status ? [__(state, null, doctype || doc.doctype), ...indicator.slice(1)] : indicator;
};
