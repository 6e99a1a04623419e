// One dialog for an action on many records of a list, with one line of result per record.
frappe.provide("frappe.crm");

function result_table(rows) {
	const line = (row) => {
		const mark = row.ok
			? `<span class="indicator-pill green">${__("Done")}</span>`
			: `<span class="indicator-pill red">${__("Refused")}</span>`;
		const name = frappe.utils.escape_html(row.name || "");
		const text = frappe.utils.escape_html(row.message || "");
		return `<tr><td>${name}</td><td>${mark}</td><td>${text}</td></tr>`;
	};
	const head = [__("Record"), __("Result"), __("Remark")].map((text) => `<th>${text}</th>`).join("");
	return `<table class="table table-bordered crm-bulk-result"><thead><tr>${head}</tr></thead>
		<tbody>${rows.map(line).join("")}</tbody></table>`;
}

frappe.crm.show_results = function (title, rows) {
	frappe.msgprint({
		title,
		indicator: rows.every((row) => row.ok) ? "green" : "orange",
		message: result_table(rows),
		wide: true,
	});
};

/**
 * Ask once, run for every checked record, show each result.
 * The method gets `names` and the dialog's values, and answers a list of {name, ok, message}.
 */
frappe.crm.bulk_dialog = function (listview, options) {
	const names = listview.get_checked_items(true);
	if (!names.length) {
		frappe.msgprint(__("Select at least one record."));
		return;
	}
	const dialog = new frappe.ui.Dialog({
		title: `${options.title} (${names.length})`,
		fields: options.fields || [],
		primary_action_label: options.title,
		primary_action: (values) => {
			dialog.disable_primary_action();
			frappe
				.xcall(options.method, Object.assign({ names }, values), "POST")
				.then((rows) => {
					dialog.hide();
					frappe.crm.show_results(options.title, rows);
					listview.clear_checked_items();
					listview.refresh();
				})
				.catch(() => {})
				.finally(() => dialog.enable_primary_action());
		},
	});
	dialog.show();
};

/**
 * Give the actions of a list their dialogs: {action name: options of bulk_dialog}. Call it in `onload` of the list.
 * The Desk lists the workflow's actions itself, but would apply them bare, without what they need; their menu items are taken over, and
 * the Desk goes on to show only those that every checked record allows.
 */
frappe.crm.bulk_actions = function (listview, actions) {
	Object.entries(actions).forEach(([name, options]) => {
		const run = () => frappe.crm.bulk_dialog(listview, options);
		const item = (listview.workflow_action_items || {})[name];
		if (item) {
			// an action of two roles or two ends is listed once, and then known by its text only
			const link = item.is("a") ? item : item.closest("a");
			link.off("click").on("click", run);
		}
	});
};
