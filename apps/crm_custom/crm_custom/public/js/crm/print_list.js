// List action "Print List": chosen records with chosen columns, previewed in a window of its own.
frappe.provide("frappe.crm");

const UNPRINTABLE = ["Attach", "Attach Image", "Button", "HTML", "Image", "Password", "Signature", "Geolocation", "Barcode"];

function printable_fields(doctype) {
	const fields = frappe
		.get_meta(doctype)
		.fields.filter((df) => frappe.model.is_value_type(df) && !UNPRINTABLE.includes(df.fieldtype))
		.filter((df) => !df.hidden && !df.print_hide && frappe.perm.has_perm(doctype, df.permlevel || 0, "read"));
	return [{ fieldname: "name", label: "ID", in_list_view: 1 }, ...fields];
}

function show_preview(html, title) {
	const page = window.open("", "_blank");
	if (!page) {
		frappe.msgprint(__("The browser has blocked the preview. Allow windows of this site and try again."));
		return;
	}
	page.document.open();
	page.document.write(html);
	page.document.close();
	page.document.title = title;
	page.focus();
}

function ask(listview) {
	const doctype = listview.doctype;
	const names = listview.get_checked_items(true);
	const title_field = frappe.get_meta(doctype).title_field;
	const args = (values) => ({ doctype, names: JSON.stringify(names), columns: JSON.stringify(values.columns) });
	const dialog = new frappe.ui.Dialog({
		title: `${__("Print List")} (${names.length})`,
		fields: [
			{
				fieldname: "columns",
				fieldtype: "MultiCheck",
				label: __("Columns"),
				columns: 2,
				options: printable_fields(doctype).map((df) => ({
					label: __(df.label, null, doctype),
					value: df.fieldname,
					checked: df.in_list_view || df.fieldname === title_field,
				})),
			},
		],
		primary_action_label: __("Preview"),
		primary_action: (values) => {
			frappe.xcall("crm_custom.printing.api.preview_list", args(values), "POST").then((html) => show_preview(html, __(doctype)));
		},
		secondary_action_label: __("Download PDF"),
		secondary_action: () => open_url_post("/api/method/crm_custom.printing.api.download_list_pdf", args(dialog.get_values())),
	});
	dialog.show();
}

const actions_of_list = frappe.views.ListView.prototype.get_actions_menu_items;
frappe.views.ListView.prototype.get_actions_menu_items = function () {
	const items = actions_of_list.call(this);
	if (frappe.model.can_print(this.doctype)) {
		items.push({ label: __("Print List"), action: () => ask(this), standard: true });
	}
	return items;
};
