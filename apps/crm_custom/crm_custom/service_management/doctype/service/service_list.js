// Colours, and actions on many services with one line of result each.

(function () {
	const API = "crm_custom.service_management.api.";
	const COLOURS = { Created: "orange", Assigned: "blue", Handled: "purple", Archived: "green" };

	const assignee = () => ({
		fieldname: "assigned_to",
		fieldtype: "Link",
		options: "User",
		label: __("Assigned to"),
		reqd: 1,
		get_query: () => ({ query: "crm_custom.base_data.staff.enabled_customer_managers" }),
	});

	const actions = () => ({
		Assign: { title: __("Assign"), fields: [assignee()], method: API + "assign_many" },
		Reassign: { title: __("Reassign"), fields: [assignee()], method: API + "reassign_many" },
		Handle: {
			title: __("Handle"),
			fields: [{ fieldname: "handling", fieldtype: "Text", label: __("Handling"), reqd: 1 }],
			method: API + "handle_many",
		},
		Feedback: {
			title: __("Feedback"),
			fields: [
				{
					fieldname: "satisfaction",
					fieldtype: "Select",
					label: __("Satisfaction"),
					options: ["5", "4", "3", "2", "1"],
					reqd: 1,
				},
				{ fieldname: "result", fieldtype: "Small Text", label: __("Result"), reqd: 1 },
			],
			method: API + "feed_back_many",
		},
	});

	frappe.listview_settings["Service"] = {
		add_fields: ["status", "due_by", "rework_count", "assigned_to"],

		get_indicator(doc) {
			const is_open = ["Created", "Assigned"].includes(doc.status);
			if (is_open && doc.due_by && frappe.datetime.str_to_obj(doc.due_by) < new Date()) {
				return [__("{0}, overdue", [__(doc.status)]), "red", `status,=,${doc.status}`];
			}
			return [__(doc.status), COLOURS[doc.status] || "gray", `status,=,${doc.status}`];
		},

		onload(listview) {
			frappe.crm.bulk_actions(listview, actions());
		},
	};
})();
