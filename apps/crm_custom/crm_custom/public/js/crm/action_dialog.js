// One dialog for every action of a lifecycle: ask, call the server, show what came of it.
// Usage: public/js/README.md
frappe.provide("frappe.crm");

// The Desk freezes the page before it runs `before_workflow_action`; a dialog under the glass cannot be used.
function release_the_page(frm) {
	if (frm.selected_workflow_action) {
		frm.selected_workflow_action = null;
		frappe.dom.unfreeze();
	}
}

function arguments_of(frm, options, values) {
	const more = typeof options.args === "function" ? options.args(values, frm) : options.args;
	return Object.assign({ name: frm.doc.name }, values, more || {});
}

function call_the_server(frm, dialog, options, values) {
	if (dialog.is_working) {
		return;
	}
	dialog.is_working = true;
	dialog.disable_primary_action();
	return frappe
		.xcall(options.method, arguments_of(frm, options, values), "POST")
		.then((answer) => {
			dialog.is_done = true;
			dialog.hide();
			const text =
				typeof options.message === "function" ? options.message(answer, frm) : options.message;
			if (text) {
				frappe.show_alert({ message: text, indicator: "green" }, 7);
			}
			return frm.reload_doc().then(() => options.after && options.after(answer, frm));
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
 * Ask for what an action needs and run it on the server in one request.
 *
 * Returns a promise that never settles: return it from `before_workflow_action`, and the Desk does not go on to
 * apply the bare transition by itself.
 */
frappe.crm.action_dialog = function (frm, options) {
	release_the_page(frm);
	const dialog = new frappe.ui.Dialog({
		title: options.title,
		fields: options.fields || [],
		size: options.size,
		primary_action_label: options.primary_label || options.title,
		primary_action: (values) => call_the_server(frm, dialog, options, values),
		secondary_action_label: __("Cancel"),
		secondary_action: () => dialog.hide(),
	});
	dialog.show();
	if (options.values) {
		dialog.set_values(options.values);
	}
	if (options.setup) {
		options.setup(dialog, frm);
	}
	return new Promise(() => {});
};

/** The same for an action that needs no input: a question with yes and no. */
frappe.crm.action_confirm = function (frm, options) {
	release_the_page(frm);
	frappe.confirm(options.question, () =>
		frappe
			.xcall(options.method, arguments_of(frm, options, {}), "POST")
			.then((answer) => {
				const text =
					typeof options.message === "function" ? options.message(answer, frm) : options.message;
				if (text) {
					frappe.show_alert({ message: text, indicator: "green" }, 7);
				}
				return frm.reload_doc().then(() => options.after && options.after(answer, frm));
			})
			.catch(() => {})
	);
	return new Promise(() => {});
};
