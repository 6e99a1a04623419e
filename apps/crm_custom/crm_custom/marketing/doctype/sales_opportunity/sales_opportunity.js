// Sales Opportunity: the form. It asks and shows; the server checks and decides.

const CUSTOMER_MANAGERS = "crm_custom.base_data.staff.enabled_customer_managers";
const ENDED = ["Succeeded", "Failed", "Archived"];

frappe.ui.form.on("Sales Opportunity", {
	setup(frm) {
		const enabled = () => ({ filters: { disabled: 0 } });
		["source", "customer_grade", "customer_region", "close_reason"].forEach((field) =>
			frm.set_query(field, enabled)
		);
		frm.set_query("stage", () => ({ filters: { disabled: 0, stage_type: "Open" } }));
		frm.set_query("customer", () => ({ filters: { status: "Normal" } }));
	},

	onload(frm) {
		if (frm.is_new() && !frm.doc.stage) {
			frappe
				.xcall("crm_custom.marketing.api.get_first_values")
				.then((values) => frm.is_new() && !frm.doc.stage && frm.set_value(values));
		}
	},

	refresh(frm) {
		const for_customers = (frappe.boot.crm || {}).allow_opportunities_for_customers;
		frm.toggle_display("customer", Boolean(for_customers || frm.doc.customer));
		frm.toggle_display(
			["close_reason", "close_remark"],
			frm.doc.status === "Failed" || Boolean(frm.doc.close_reason)
		);
		frappe.contacts && !frm.is_new() && frappe.contacts.render_address_and_contact(frm);
		if (ENDED.includes(frm.doc.status)) {
			frm.disable_form();
		}
		add_buttons(frm);
	},

	stage(frm) {
		if (frm.is_new() && frm.doc.stage) {
			frappe.db
				.get_value("Opportunity Stage", frm.doc.stage, "probability")
				.then((r) => frm.set_value("success_probability", r.message.probability));
		}
	},

	customer(frm) {
		if (frm.doc.customer && !frm.doc.customer_name) {
			frappe.db
				.get_value("Customer", frm.doc.customer, "customer_name")
				.then((r) => frm.set_value("customer_name", r.message.customer_name));
		}
	},

	// The dialog depends on where the action leads, not on what it is called: an administrator may add approval states.
	before_workflow_action(frm) {
		const action = frm.selected_workflow_action;
		return frappe.workflow
			.get_transitions(frm.doc)
			.then((transitions) => {
				const move = transitions.find((transition) => transition.action === action);
				const ask = move && DIALOGS[move.next_state];
				return ask && ask(frm);
			})
			.catch((error) => {
				frappe.dom.unfreeze();
				throw error;
			});
	},
});

function add_buttons(frm) {
	if (frm.is_new()) {
		return;
	}
	if (frm.doc.result_customer && frappe.model.can_read("Customer")) {
		frm.add_custom_button(__("Open the customer"), () =>
			frappe.set_route("Form", "Customer", frm.doc.result_customer)
		);
	}
	if (frm.doc.status !== "Unassigned" && frappe.model.can_read("Development Plan")) {
		frm.add_custom_button(__("Development plan"), () => open_plan(frm));
	}
}

function open_plan(frm) {
	if (frm.is_dirty()) {
		frappe.msgprint(__("Save the opportunity first."));
		return;
	}
	frappe.db.get_value("Development Plan", { opportunity: frm.doc.name }, "name").then((r) => {
		const plan = r.message && r.message.name;
		if (plan) {
			frappe.set_route("Form", "Development Plan", plan);
		} else if (ENDED.includes(frm.doc.status)) {
			frappe.msgprint(__("This opportunity ended without a development plan."));
		} else {
			frappe
				.xcall("crm_custom.marketing.api.make_plan", { name: frm.doc.name })
				.then((made) => frappe.set_route("Form", "Development Plan", made));
		}
	});
}

const assignee_field = () => ({
	fieldname: "assigned_to",
	fieldtype: "Link",
	options: "User",
	label: __("Customer manager"),
	reqd: 1,
	get_query: () => ({ query: CUSTOMER_MANAGERS }),
});

const reason_fields = () => [
	{
		fieldname: "close_reason",
		fieldtype: "Link",
		options: "Close Reason",
		label: __("Close reason"),
		reqd: 1,
		get_query: () => ({ filters: { disabled: 0 } }),
	},
	{ fieldname: "close_remark", fieldtype: "Small Text", label: __("Closing remark") },
];

function ask_for_assignee(frm) {
	const is_first = frm.doc.status === "Unassigned";
	return frappe.crm.action_dialog(frm, {
		title: is_first ? __("Assign") : __("Reassign"),
		fields: [assignee_field()],
		method: is_first ? "crm_custom.marketing.api.assign" : "crm_custom.marketing.api.reassign",
		message: __("Assigned. The customer manager is notified."),
	});
}

function ask_for_customer_facts(frm) {
	const enabled = () => ({ filters: { disabled: 0 } });
	const fields = [
		{
			fieldname: "region",
			fieldtype: "Link",
			options: "Region",
			label: __("Region"),
			get_query: enabled,
		},
		{
			fieldname: "grade",
			fieldtype: "Link",
			options: "Customer Grade",
			label: __("Grade"),
			get_query: enabled,
		},
		{ fieldname: "address", fieldtype: "Small Text", label: __("Address") },
		{
			fieldname: "hint",
			fieldtype: "HTML",
			options: `<p class="text-muted small">${__(
				"What you leave empty takes the default of CRM Settings; the customer is then marked to be completed."
			)}</p>`,
		},
	];
	return frappe.crm.action_dialog(frm, {
		title: frm.doc.customer ? __("Develop success") : __("Create the customer"),
		fields: frm.doc.customer ? [] : fields,
		values: {
			region: frm.doc.customer_region,
			grade: frm.doc.customer_grade,
			address: frm.doc.customer_address,
		},
		method: "crm_custom.marketing.api.develop_success",
		message: (answer) =>
			__("Developed successfully: customer {0}.", [
				frappe.utils.escape_html(answer.customer_name || answer.customer),
			]),
	});
}

function ask_for_close_reason(frm) {
	return frappe.crm.action_dialog(frm, {
		title: __("Stop"),
		fields: reason_fields(),
		values: { close_reason: frm.doc.close_reason, close_remark: frm.doc.close_remark },
		method: "crm_custom.marketing.api.stop",
		message: __("The development was stopped."),
	});
}

function ask_whether_to_archive(frm) {
	return frappe.crm.action_confirm(frm, {
		question: __("Archive this opportunity? It stays readable and can be found by its status."),
		method: "crm_custom.marketing.api.archive",
		message: __("Archived."),
	});
}

const DIALOGS = {
	Assigned: ask_for_assignee,
	Succeeded: ask_for_customer_facts,
	Failed: ask_for_close_reason,
	Archived: ask_whether_to_archive,
};
