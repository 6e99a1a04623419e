// A customer's request: the actions ask for what they need. The server checks and decides.

(function () {
	const API = "crm_custom.service_management.api.";

	const assignee_field = () => ({
		fieldname: "assigned_to",
		fieldtype: "Link",
		options: "User",
		label: __("Assigned to"),
		description: __("Enabled users with the role Customer Manager."),
		reqd: 1,
		get_query: () => ({ query: "crm_custom.base_data.staff.enabled_customer_managers" }),
	});

	const satisfaction_choices = [
		{ value: "5", label: `5 – ${__("Very satisfied")}` },
		{ value: "4", label: `4 – ${__("Satisfied")}` },
		{ value: "3", label: `3 – ${__("Neither satisfied nor dissatisfied")}` },
		{ value: "2", label: `2 – ${__("Dissatisfied")}` },
		{ value: "1", label: `1 – ${__("Very dissatisfied")}` },
	];

	const ACTIONS = {
		Assign: (frm) => ({
			title: __("Assign"),
			fields: [assignee_field()],
			method: API + "assign",
			message: __("The service was assigned."),
		}),
		Reassign: (frm) => ({
			title: __("Reassign"),
			fields: [assignee_field()],
			method: API + "reassign",
			message: __("The service was reassigned."),
		}),
		Handle: (frm) => ({
			title: __("Handle"),
			fields: [
				{
					fieldname: "handling",
					fieldtype: "Text",
					label: __("Handling"),
					description: __("What was done for the customer. At most 3000 characters."),
					reqd: 1,
				},
			],
			values: { handling: frm.doc.handling },
			method: API + "handle",
			message: __("The service was handled. Now ask the customer."),
		}),
		Feedback: (frm) => ({
			title: __("Feedback"),
			fields: [
				{
					fieldname: "satisfaction",
					fieldtype: "Select",
					label: __("Satisfaction"),
					options: satisfaction_choices,
					reqd: 1,
				},
				{
					fieldname: "result",
					fieldtype: "Small Text",
					label: __("Result"),
					description: __("What the customer says about it. At most 500 characters."),
					reqd: 1,
				},
			],
			values: { satisfaction: frm.doc.satisfaction ? String(frm.doc.satisfaction) : "", result: frm.doc.result },
			method: API + "feed_back",
			message: (answer) =>
				answer.status === "Archived"
					? __("The service was archived.")
					: __("The customer is not satisfied: the service went back to its assignee."),
		}),
	};

	function headline(frm) {
		frm.dashboard.clear_headline();
		if (frm.is_new()) {
			return;
		}
		const due = frm.doc.due_by && frappe.datetime.str_to_obj(frm.doc.due_by);
		if (due && due < new Date() && ["Created", "Assigned"].includes(frm.doc.status)) {
			frm.dashboard.set_headline_alert(
				__("Overdue since {0}", [frappe.datetime.str_to_user(frm.doc.due_by)]),
				"red"
			);
		} else if (frm.doc.rework_count && frm.doc.status === "Assigned") {
			frm.dashboard.set_headline_alert(
				__("The customer was not satisfied: to be handled again. The former rounds are below."),
				"orange"
			);
		}
	}

	frappe.ui.form.on("Service", {
		setup(frm) {
			frm.set_query("contact", () => ({
				query: "frappe.contacts.doctype.contact.contact.contact_query",
				filters: { link_doctype: "Customer", link_name: frm.doc.customer },
			}));
			frm.set_query("customer", () => ({ filters: { status: "Normal" } }));
			frm.set_query("service_type", () => ({ filters: { disabled: 0 } }));
			frm.set_query("product", () => ({ filters: { disabled: 0 } }));
			frm.set_query("product", "spare_parts", () => ({ filters: { disabled: 0 } }));
			frm.set_query("customer_order", () => ({ filters: { customer: frm.doc.customer } }));
		},

		refresh(frm) {
			headline(frm);
			// once somebody works on it the customer stays
			frm.set_df_property("customer", "read_only", frm.is_new() || frm.doc.status === "Created" ? 0 : 1);
			frm.toggle_display("handling_tab", !frm.is_new());
		},

		customer(frm) {
			["contact", "contact_phone", "customer_order"].forEach((field) => frm.set_value(field, null));
		},

		contact(frm) {
			if (!frm.doc.contact) {
				return;
			}
			frappe.db.get_value("Contact", frm.doc.contact, ["mobile_no", "phone"]).then(({ message }) => {
				if (message && !frm.doc.contact_phone) {
					frm.set_value("contact_phone", message.mobile_no || message.phone);
				}
			});
		},

		before_workflow_action(frm) {
			const action = ACTIONS[frm.selected_workflow_action];
			return action ? frappe.crm.action_dialog(frm, action(frm)) : undefined;
		},
	});
})();
