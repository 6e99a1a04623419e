// The list of customers is searched by pinyin, initials, short name, either script, a number in any form or a former code.
const settings = (frappe.listview_settings["Customer"] = frappe.listview_settings["Customer"] || {});
const onload = settings.onload;

settings.onload = function (listview) {
	if (onload) onload.call(this, listview);
	add_search(listview);
	if (["Sales Supervisor", "System Manager"].some((role) => frappe.user.has_role(role))) {
		listview.page.add_actions_menu_item(__("Merge customers"), () =>
			frappe.crm.merge_customers(listview.get_checked_items(true), () => {
				listview.clear_checked_items();
				listview.refresh();
			})
		);
	}
};

function add_search(listview) {
	// a control of its own: the Desk takes the fields of the page for filters on columns
	const field = frappe.ui.form.make_control({
		parent: $('<div class="crm-list-search"></div>').prependTo(listview.page.page_form.find(".standard-filter-section")),
		df: {
			fieldname: "crm_search",
			fieldtype: "Data",
			label: __("Name, pinyin, number or code"),
			placeholder: __("Name, pinyin, number or code"),
			input_class: "input-xs",
			change: () => look_up(listview, field),
		},
		only_input: true,
	});
	field.refresh();
	$(field.wrapper).attr("title", field.df.label);
	const filters = listview.get_filters_for_args.bind(listview);
	// what was found is one more filter, for the rows as for their count
	listview.get_filters_for_args = () => [
		...filters(),
		...(listview.crm_found ? [["Customer", "name", "in", listview.crm_found.length ? listview.crm_found : [""]]] : []),
	];
}

function look_up(listview, field) {
	const text = (field.get_value() || "").trim();
	if (text === (listview.crm_searched || "")) return;
	listview.crm_searched = text;
	const answer = text
		? frappe.xcall("crm_custom.customer_management.duplicates.api.find_customers", { text })
		: Promise.resolve(null);
	answer.then((found) => {
		if (text !== listview.crm_searched) return;
		listview.crm_found = found;
		listview.start = 0;
		listview.refresh();
	});
}
