// The text of a node in the tree view of a dictionary: the name in the reader's language, its code, and whether it is disabled.
frappe.provide("frappe.crm");

frappe.crm.tree_label = function (node) {
	const escape = frappe.utils.escape_html;
	const data = node.data || {};
	const name = escape(__(node.title || node.label));
	const code = data.code ? ` <span class="text-muted">${escape(data.code)}</span>` : "";
	const off = data.disabled ? ` <span class="indicator-pill gray">${__("Disabled")}</span>` : "";
	return `${name}${code}${off}`;
};
