frappe.listview_settings["Customer"] = {
	add_fields: ["is_incomplete", "status", "manager_name"],

	// Lost and Deleted have their colours in the DocType
	get_indicator(doc) {
		return doc.is_incomplete
			? [__("To complete"), "orange", "is_incomplete,=,1"]
			: [__(doc.status), "green", `status,=,${doc.status}`];
	},

	// in two clicks, without leaving the list
	button: {
		show: (doc) => doc.status !== "Deleted" && frappe.model.can_create("Interaction"),
		get_label: () => __("Record"),
		get_description: () => __("Record interaction"),
		action: (doc) =>
			frappe.crm.record_interaction({ customers: [doc.name], title: doc.customer_name, after: () => cur_list && cur_list.refresh() }),
	},

	formatters: {
		customer_manager: (value, df, doc) => frappe.utils.escape_html(doc.manager_name || value || ""),
	},

	onload(listview) {
		if (frappe.model.can_create("Interaction")) {
			listview.page.add_actions_menu_item(__("Record interaction"), () => record_with_checked(listview), false);
		}
		listview.page.add_menu_item(__("Whose customer is it?"), look_up_owner);
	},
};

// a visit of several companies at once
function record_with_checked(listview) {
	const customers = listview.get_checked_items(true);
	const first = listview.get_checked_items()[0] || {};
	frappe.crm.record_interaction({
		customers,
		title: first.customer_name,
		after: () => {
			listview.clear_checked_items();
			listview.refresh();
		},
	});
}

function look_up_owner() {
	const dialog = new frappe.ui.Dialog({
		title: __("Whose customer is it?"),
		fields: [
			{
				fieldname: "query",
				fieldtype: "Data",
				label: __("Name, telephone number or customer code"),
				reqd: 1,
			},
			{ fieldname: "answer", fieldtype: "HTML" },
		],
		primary_action_label: __("Look up"),
		primary_action: ({ query }) =>
			frappe
				.xcall("crm_custom.customer_management.api.owner_of_customer", { query })
				.then((owners) => dialog.get_field("answer").$wrapper.html(owner_table(owners))),
	});
	dialog.show();
}

function owner_table(owners) {
	if (!owners.length) {
		return `<p class="text-muted">${__("No such customer. You can enter it.")}</p>`;
	}
	const escape = (text) => frappe.utils.escape_html(text || "");
	const head = [__("Customer name"), __("Customer manager"), __("Department")]
		.map((text) => `<th>${text}</th>`)
		.join("");
	const rows = owners
		.map(
			(owner) =>
				`<tr><td>${escape(owner.customer_name)}</td><td>${escape(owner.manager_name)}</td>
				<td>${escape(owner.department)}</td></tr>`
		)
		.join("");
	return `<table class="table table-bordered"><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table>`;
}
