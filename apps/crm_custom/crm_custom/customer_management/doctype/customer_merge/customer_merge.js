// What a merge moved and changed; and the way back.
frappe.ui.form.on("Customer Merge", {
	refresh(frm) {
		frm.disable_save();
		if (frm.is_new()) return;
		show_report(frm);
		if (frm.doc.state === "Merged") {
			frm.add_custom_button(__("Undo the merge"), () => ask(frm));
		}
	},
});

function show_report(frm) {
	frappe.xcall("crm_custom.customer_management.merge.api.report", { name: frm.doc.name }).then((report) => {
		frm.get_field("report_html").$wrapper.html(report_html(report));
		frm.get_field("report_html")
			.$wrapper.find("a[data-customer]")
			.on("click", (event) => {
				event.preventDefault();
				const code = $(event.currentTarget).data("customer");
				// look at the absorbed one itself, instead of being led on
				frappe.crm.look_at_absorbed = String(code);
				frappe.set_route("Form", "Customer", String(code));
			});
	});
}

function report_html(report) {
	const escape = (text) => frappe.utils.escape_html(text === null || text === undefined ? "" : String(text));
	const table = (head, rows) =>
		rows.length
			? `<table class="table table-bordered table-sm"><thead><tr>${head.map((text) => `<th>${text}</th>`).join("")}</tr></thead>
				<tbody>${rows.map((row) => `<tr>${row.map((text) => `<td>${escape(text)}</td>`).join("")}</tr>`).join("")}</tbody></table>`
			: `<p class="text-muted">${__("Nothing")}</p>`;
	const links = report.customers
		.map((code) => `<a href="#" data-customer="${escape(code)}">${escape(code)}</a>`)
		.join(" · ");
	const left = [...report.stayed, ...report.left_behind].map((row) => [row.label, row.names.join(", ")]);
	return `<p>${__("Customers")}: ${links}</p>
		<h5>${__("Moved records")}</h5>${table(
		[__("Record"), __("Number")],
		report.moved.map((row) => [row.label, row.count])
	)}
		<h5>${__("Changed fields")}</h5>${table(
		[__("Field"), __("Before"), __("After")],
		report.changed.map((row) => [row.label, row.old, row.new])
	)}
		${left.length ? `<h5>${__("Stayed where they were")}</h5>${table([__("Record"), __("Which")], left)}` : ""}`;
}

function ask(frm) {
	const question = __("Take this merge apart? Records that moved go back; what was changed or made since stays with {0}.", [
		frappe.utils.escape_html(frm.doc.survivor),
	]);
	frappe.crm.action_confirm(frm, {
		question,
		method: "crm_custom.customer_management.merge.api.undo",
		message: (left) =>
			left.length
				? __("Undone. Some records were changed since and stay with the surviving customer; they are listed here.")
				: __("Undone: everything is where it was."),
	});
}
