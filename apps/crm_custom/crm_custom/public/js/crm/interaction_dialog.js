// Quick entry of an interaction from wherever one is: list, form, call-backs. Usage: public/js/README.md
frappe.provide("frappe.crm");

const API = "crm_custom.customer_management.interactions.api.";
const HOUR_OF_VISITS = "09:00:00";

const CHIPS = () => [
	{ days: 1, label: __("Tomorrow") },
	{ days: 3, label: __("In 3 days") },
	{ days: 7, label: __("In a week") },
	{ days: 30, label: __("In a month") },
];

/** Buttons that set a date so many days ahead; `choose` gets the day. */
frappe.crm.day_chips = function ($parent, choose) {
	const chips = CHIPS().map(
		(chip) => `<button type="button" class="btn btn-default btn-xs crm-chip" data-days="${chip.days}">${chip.label}</button>`
	);
	$parent.html(`<div class="crm-chips">${chips.join("")}</div>`);
	$parent.find(".crm-chip").on("click", (event) => {
		const days = Number($(event.currentTarget).attr("data-days"));
		choose(frappe.datetime.add_days(frappe.datetime.get_today(), days));
	});
};

/** Ctrl+Enter (Cmd+Enter) presses the dialog's first button. */
frappe.crm.submit_by_keyboard = function (dialog) {
	dialog.$wrapper.on("keydown", (event) => {
		if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
			event.preventDefault();
			event.stopPropagation();
			dialog.get_primary_btn().trigger("click");
		}
	});
};

function fields_of(options, defaults) {
	const is_one = options.customers.length === 1;
	const to_come = (defaults.visits || []).map(
		(visit) => `${frappe.datetime.str_to_user(visit.next_visit_at.split(" ")[0])} ${visit.summary}`
	);
	return [
		{ fieldname: "method", fieldtype: "Select", label: __("Contact method"), options: defaults.methods, default: defaults.method, reqd: 1 },
		{ fieldtype: "Column Break" },
		{ fieldname: "direction", fieldtype: "Select", label: __("Contact direction"), options: defaults.directions, default: defaults.direction },
		{ fieldtype: "Section Break" },
		{
			fieldname: "contact",
			fieldtype: "Select",
			label: __("Contact"),
			options: [{ value: "", label: "" }, ...(defaults.contacts || [])],
			default: options.contact || "",
			hidden: !is_one || !(defaults.contacts || []).length,
		},
		{ fieldname: "summary", fieldtype: "Small Text", label: __("Summary"), reqd: 1, description: __("What came of it, in one line of at most 200 characters.") },
		// above the field: its calendar opens below and would cover them
		{ fieldname: "chips", fieldtype: "HTML" },
		{
			fieldname: "next_visit_at",
			fieldtype: "Datetime",
			label: __("Next visit at"),
			hide_timezone: frappe.datetime.is_system_time_zone(),
			description: to_come.length ? frappe.utils.escape_html(__("Planned so far: {0}", [to_come.join("; ")])) : "",
		},
		{ fieldtype: "Section Break", label: __("Promise"), collapsible: 1 },
		{ fieldname: "promise", fieldtype: "Data", label: __("Promise"), length: 200 },
		{ fieldtype: "Column Break" },
		{ fieldname: "side", fieldtype: "Select", label: __("Whose promise"), options: ["Ours", "Theirs"].map((value) => ({ value, label: __(value) })), default: "Ours" },
		{ fieldname: "due_on", fieldtype: "Date", label: __("Due on"), mandatory_depends_on: "eval:doc.promise" },
		{ fieldtype: "Section Break", label: __("Time, place, details"), collapsible: 1 },
		{ fieldname: "occurred_at", fieldtype: "Datetime", label: __("Occurred at"), description: __("Empty means now."), hide_timezone: frappe.datetime.is_system_time_zone() },
		{ fieldtype: "Column Break" },
		{ fieldname: "place", fieldtype: "Data", label: __("Place") },
		{ fieldname: "details", fieldtype: "Text", label: __("Details") },
	];
}

function entry_of(options, values) {
	const { promise, side, due_on, chips, ...entry } = values;
	return {
		...entry,
		customer: options.customers[0],
		contact: values.contact || (values.contact === undefined ? options.contact : ""),
		opportunity: options.opportunity,
		service: options.service,
		promise: promise ? { promise, side, due_on } : null,
	};
}

function tell(options, answer, values) {
	const customer = answer.customer || {};
	const next = customer.next_visit_on
		? __("Next visit on {0}", [frappe.datetime.str_to_user(customer.next_visit_on)])
		: __("No visit is planned.");
	const can_undo = !values.promise;
	const undo = can_undo ? `<button class="btn btn-xs btn-link" data-action="undo">${__("Undo")}</button>` : "";
	const name = frappe.utils.escape_html(customer.customer_name || "");
	frappe.show_alert({ message: `${__("Recorded")}: ${name}`, subtitle: next, body: undo, indicator: "green" }, 10, {
		undo: () =>
			frappe
				.xcall("frappe.client.delete", { doctype: "Interaction", name: answer.interaction }, "POST")
				.then(() => frappe.show_alert({ message: __("Taken back."), indicator: "blue" }))
				.then(() => options.after && options.after(null)),
	});
}

function record_one(options, values, token) {
	return frappe.xcall(API + "record_interaction", { entry: entry_of(options, values), token }, "POST").then((answer) => {
		tell(options, answer, values);
		return answer;
	});
}

function record_many(options, values, token) {
	return frappe
		.xcall(API + "record_for_many", { names: options.customers, entry: entry_of(options, values), token }, "POST")
		.then((rows) => {
			const refused = rows.filter((row) => !row.ok);
			if (refused.length) {
				frappe.crm.show_results(__("Record interaction"), rows);
			} else {
				frappe.show_alert({ message: __("Recorded with {0} customers.", [rows.length]), indicator: "green" });
			}
			return rows;
		});
}

function save(dialog, options, values, token) {
	if (dialog.is_working) return;
	dialog.is_working = true;
	dialog.disable_primary_action();
	const record = options.customers.length === 1 ? record_one : record_many;
	return record(options, values, token)
		.then((answer) => {
			dialog.hide();
			options.after && options.after(answer);
		})
		.catch(() => {
			// the Desk has shown the refusal; the dialog stays open with what was typed
		})
		.finally(() => {
			dialog.is_working = false;
			dialog.enable_primary_action();
		});
}

/**
 * Ask what happened with one or several customers and record it.
 * options: customers (names), title, contact, opportunity, service, after(answer; null when it was taken back)
 */
frappe.crm.record_interaction = function (options) {
	const customer = options.customers.length === 1 ? options.customers[0] : null;
	return frappe.xcall(API + "get_entry_defaults", { customer }).then((defaults) => {
		const token = frappe.utils.get_random(20);
		const dialog = new frappe.ui.Dialog({
			title: customer ? `${__("Record interaction")}: ${options.title || customer}` : `${__("Record interaction")} (${options.customers.length})`,
			fields: fields_of(options, defaults),
			no_submit_on_enter: true,
			primary_action_label: __("Save"),
			primary_action: (values) => save(dialog, options, values, token),
		});
		frappe.crm.day_chips(dialog.get_field("chips").$wrapper, (day) => dialog.set_value("next_visit_at", `${day} ${HOUR_OF_VISITS}`));
		frappe.crm.submit_by_keyboard(dialog);
		const $summary = dialog.get_field("summary").$input.attr("maxlength", 200).attr("rows", 2).css("height", "auto");
		// the Desk puts the cursor into the first field when the dialog is there
		dialog.$wrapper.on("shown.bs.modal", () => setTimeout(() => $summary.trigger("focus"), 50));
		dialog.show();
		return dialog;
	});
};

/** Put off the next visit of a customer: a day, by chip or calendar. */
frappe.crm.postpone_visit = function (options) {
	const dialog = new frappe.ui.Dialog({
		title: `${__("Postpone")}: ${options.title || options.customer}`,
		fields: [
			{ fieldname: "chips", fieldtype: "HTML" },
			{ fieldname: "to", fieldtype: "Date", label: __("To the day"), reqd: 1, default: frappe.datetime.add_days(frappe.datetime.get_today(), 1) },
		],
		no_submit_on_enter: true,
		primary_action_label: __("Postpone"),
		primary_action: ({ to }) => {
			dialog.disable_primary_action();
			frappe
				.xcall(API + "postpone_visit", { customer: options.customer, to }, "POST")
				.then(() => {
					dialog.hide();
					frappe.show_alert({ message: __("Postponed to {0}.", [frappe.datetime.str_to_user(to)]), indicator: "green" });
					options.after && options.after();
				})
				.catch(() => {})
				.finally(() => dialog.enable_primary_action());
		},
	});
	frappe.crm.day_chips(dialog.get_field("chips").$wrapper, (day) => dialog.set_value("to", day));
	frappe.crm.submit_by_keyboard(dialog);
	dialog.show();
};

/** A promise was kept, broken, withdrawn, or is outstanding again. */
frappe.crm.settle_promise = function (name, status, after) {
	return frappe
		.xcall(API + "settle_promise", { name, status }, "POST")
		.then(() => {
			const undo = status === "Outstanding" ? "" : `<button class="btn btn-xs btn-link" data-action="undo">${__("Undo")}</button>`;
			frappe.show_alert({ message: `${__("Promise")}: ${__(status)}`, body: undo, indicator: "green" }, 8, {
				undo: () => frappe.crm.settle_promise(name, "Outstanding", after),
			});
			after && after();
		})
		.catch(() => {});
};

/** A filter for lists: the people whose work it is. A manager's own; a supervisor's department and team; everything for who only reads. */
frappe.crm.my_people = function (field) {
	if (frappe.user.has_role("Customer Manager")) return { [field]: ["=", frappe.session.user] };
	const people = (frappe.boot.crm || {}).people || [];
	return frappe.user.has_role("Sales Supervisor") && people.length ? { [field]: ["in", people] } : {};
};
