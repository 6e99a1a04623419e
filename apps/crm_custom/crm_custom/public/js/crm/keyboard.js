// The Tab key in forms. The framework opens the next table, with a new row when it is empty, wherever the table is: one in a folded section or
// in another tab cannot be seen, and the page stays frozen behind a row that nobody can close. Such a table is passed over.
const layout = frappe.ui.form.Layout && frappe.ui.form.Layout.prototype;

if (layout && layout.is_visible) {
	const is_visible = layout.is_visible;
	layout.is_visible = function (field) {
		const is_unseen_table = field.df && field.df.fieldtype === "Table" && !field.$wrapper.is(":visible");
		return !is_unseen_table && is_visible.call(this, field);
	};
}
