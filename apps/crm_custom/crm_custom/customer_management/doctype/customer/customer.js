// Comfort of the customer form. The server checks everything again.
const MAY_DELETE = ["Sales Supervisor", "System Manager"];

frappe.ui.form.on("Customer", {
	setup(frm) {
		frm.set_query("customer_manager", () => ({
			query: "crm_custom.base_data.staff.enabled_customer_managers",
		}));
		frm.set_query("parent_customer", () => ({
			filters: { status: "Normal", name: ["!=", frm.doc.name || ""] },
		}));
		for (const field of ["region", "grade", "industry", "source", "category", "relationship", "customer_type"]) {
			frm.set_query(field, () => ({ filters: { disabled: 0 } }));
		}
	},

	onload(frm) {
		if (frm.is_new() && !frm.doc.customer_manager && frappe.user.has_role("Customer Manager")) {
			frm.set_value("customer_manager", frappe.session.user);
		}
	},

	refresh(frm) {
		frm.toggle_display("customer_kind", (frappe.boot.crm || {}).allow_individuals || frm.doc.customer_kind === "Individual");
		show_contacts(frm);
		show_owner_view(frm);
		show_state(frm);
		add_buttons(frm);
		offer_contact(frm);
	},

	after_save(frm) {
		// the name of a new record changes while it is saved: remember which one to offer a contact for
		if (frm.crm_is_first_save) {
			frm.crm_offer_contact_for = frm.doc.name;
		}
	},

	before_save(frm) {
		frm.crm_is_first_save = frm.is_new();
	},
});

function show_contacts(frm) {
	frm.toggle_display("contact_html", !frm.is_new());
	if (frm.is_new() || !frm.doc.__onload) {
		return;
	}
	frappe.contacts.render_address_and_contact(frm);
}

// bank, tax and limits for the customer's own manager, who has no right to the fields themselves
function show_owner_view(frm) {
	const rows = (frm.doc.__onload || {}).owner_view || [];
	frm.toggle_display("owner_view_html", rows.length > 0);
	const escape = frappe.utils.escape_html;
	const lines = rows.map(
		(row) =>
			`<div class="form-group"><label class="control-label">${escape(row.label)}</label>
			<div class="control-value like-disabled-input">${escape(row.value)}</div></div>`
	);
	frm.get_field("owner_view_html").$wrapper.html(lines.join(""));
}

function show_state(frm) {
	if (frm.is_new()) {
		return;
	}
	if (frm.doc.status !== "Normal") {
		frm.disable_form();
		frm.set_intro(
			frm.doc.status === "Deleted"
				? __("This customer is deleted. A sales supervisor can restore it.")
				: __("This customer is lost. An order or a sales supervisor brings it back."),
			"orange"
		);
	} else if (frm.doc.is_incomplete) {
		frm.set_intro(__("Please complete the mandatory data of this customer."), "blue");
	}
}

function add_buttons(frm) {
	if (frm.is_new()) {
		return;
	}
	if (frm.doc.status === "Normal" && frm.perm[0] && frm.perm[0].write) {
		frm.add_custom_button(__("Contact"), () => add_contact(frm), __("Create"));
	}
	if (!MAY_DELETE.some((role) => frappe.user.has_role(role))) {
		return;
	}
	if (frm.doc.status === "Deleted") {
		frm.add_custom_button(__("Restore"), () => restore(frm));
	} else {
		frm.page.add_menu_item(__("Delete customer"), () => ask_reason_and_delete(frm));
	}
}

function add_contact(frm) {
	// the framework's contact form links itself to this record
	frappe.dynamic_link = { doc: frm.doc, doctype: frm.doctype, fieldname: "name" };
	frappe.new_doc("Contact");
}

// after the first save of a customer
function offer_contact(frm) {
	if (frm.is_new() || frm.crm_offer_contact_for !== frm.doc.name) {
		return;
	}
	frm.crm_offer_contact_for = null;
	frappe.confirm(__("The customer is saved. Add a contact now?"), () => add_contact(frm));
}

function ask_reason_and_delete(frm) {
	frappe.crm.action_dialog(frm, {
		title: __("Delete customer"),
		fields: [
			{
				fieldname: "reason",
				fieldtype: "Small Text",
				label: __("Reason"),
				reqd: 1,
				description: __("The customer moves to the deleted ones and can be restored."),
			},
		],
		method: "crm_custom.customer_management.api.delete_customer",
		message: __("The customer is deleted."),
	});
}

function restore(frm) {
	frappe.crm.action_dialog(frm, {
		title: __("Restore"),
		fields: [
			{
				fieldname: "customer_manager",
				fieldtype: "Link",
				options: "User",
				label: __("Customer manager"),
				default: frm.doc.customer_manager,
				reqd: 1,
				get_query: () => ({ query: "crm_custom.base_data.staff.enabled_customer_managers" }),
			},
		],
		method: "crm_custom.customer_management.api.restore_customer",
		message: __("The customer is restored."),
	});
}
