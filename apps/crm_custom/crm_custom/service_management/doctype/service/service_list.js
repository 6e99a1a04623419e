// What is late is red; actions on many services with one line of result each.

(function () {
	const API = "crm_custom.service_management.api.";

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
		add_fields: ["status", "due_by"],
		// the number is in the form and can be searched; the width is for the summary, the customer and the date
		hide_name_column: true,

		formatters: {
			due_by(value, df, doc) {
				// a list is read for the day and the minute
				const text = (frappe.datetime.str_to_user(value) || "").replace(/(\d\d:\d\d):\d\d/, "$1");
				const is_open = ["Created", "Assigned"].includes(doc.status);
				const is_late = value && is_open && frappe.datetime.str_to_obj(value) < new Date();
				return is_late ? `<span class="text-danger" title="${__("overdue")}">${text}</span>` : text;
			},
		},

		onload(listview) {
			frappe.crm.bulk_actions(listview, actions());
		},
	};
})();
