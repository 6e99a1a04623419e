// Sales Opportunity: the list. Actions that need input ask once for all checked records.

frappe.listview_settings["Sales Opportunity"] = {
	// the board shows these on its cards
	add_fields: ["status", "summary", "success_probability", "expected_revenue", "currency", "manager_name"],
	hide_name_column: true,

	onload(listview) {
		const leads = ["Sales Supervisor", "System Manager"].some((role) => frappe.user.has_role(role));
		const stops = leads || frappe.user.has_role("Customer Manager");
		hide_framework_assignment(listview);
		replace_bare_transitions(listview, ["Assign", "Reassign", "Stop", "Develop success"]);
		if (leads) {
			listview.page.add_actions_menu_item(__("Assign"), () =>
				ask_for_assignee(listview, __("Assign"), "crm_custom.marketing.api.assign_many")
			);
			listview.page.add_actions_menu_item(__("Reassign"), () =>
				ask_for_assignee(listview, __("Reassign"), "crm_custom.marketing.api.reassign_many")
			);
		}
		if (stops) {
			listview.page.add_actions_menu_item(__("Stop"), () => ask_for_close_reason(listview));
		}
	},
};

// The framework offers every transition for the checked records, but these need an answer that it cannot ask for.
function replace_bare_transitions(listview, actions) {
	actions.forEach((action) => {
		const item = (listview.workflow_action_items || {})[action];
		if (item) {
			item.remove();
			delete listview.workflow_action_items[action];
		}
	});
}

// The framework's own assignment is refused here by the server; it is not offered either.
function hide_framework_assignment(listview) {
	const context = "Button in list view actions menu";
	[__("Assign To", null, context), __("Apply Assignment Rule", null, context)].forEach((label) =>
		listview.page.actions
			.find("a")
			.filter((_, link) => $(link).text().trim() === label)
			.parent("li")
			.remove()
	);
}

function ask_for_assignee(listview, title, method) {
	frappe.crm.bulk_dialog(listview, {
		title,
		method,
		fields: [
			{
				fieldname: "assigned_to",
				fieldtype: "Link",
				options: "User",
				label: __("Customer manager"),
				reqd: 1,
				get_query: () => ({ query: "crm_custom.base_data.staff.enabled_customer_managers" }),
			},
		],
	});
}

function ask_for_close_reason(listview) {
	frappe.crm.bulk_dialog(listview, {
		title: __("Stop"),
		method: "crm_custom.marketing.api.stop_many",
		fields: [
			{
				fieldname: "close_reason",
				fieldtype: "Link",
				options: "Close Reason",
				label: __("Close reason"),
				reqd: 1,
				get_query: () => ({ filters: { disabled: 0 } }),
			},
			{ fieldname: "close_remark", fieldtype: "Small Text", label: __("Closing remark") },
		],
	});
}
