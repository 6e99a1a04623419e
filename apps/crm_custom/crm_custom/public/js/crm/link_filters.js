// The list below a link field says which filters hold. That disabled values are left out goes without saying.
const link = frappe.ui.form.ControlLink && frappe.ui.form.ControlLink.prototype;

if (link && link.get_filter_description) {
	const describe = link.get_filter_description;
	link.get_filter_description = function (filters) {
		if (!$.isPlainObject(filters) || !("disabled" in filters)) return describe.call(this, filters);
		const { disabled, ...others } = filters;
		return Object.keys(others).length ? describe.call(this, others) : null;
	};
}
