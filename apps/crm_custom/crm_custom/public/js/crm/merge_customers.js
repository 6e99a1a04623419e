// Several customers side by side: which one stays, whose value is taken, how much moves. The server decides again.
frappe.provide("frappe.crm");

const API = "crm_custom.customer_management.merge.api";
const escape = (text) => frappe.utils.escape_html(text === null || text === undefined ? "" : String(text));

/** Compare two to five customers and merge them; `done` is called with the code of the one that stays. */
frappe.crm.merge_customers = function (customers, done) {
	const dialog = new frappe.ui.Dialog({
		title: __("Merge customers"),
		size: "extra-large",
		fields: [{ fieldname: "comparison", fieldtype: "HTML" }],
		primary_action_label: __("Merge"),
		primary_action: () => press(dialog, done),
		secondary_action_label: __("Cancel"),
		secondary_action: () => dialog.hide(),
	});
	dialog.$wrapper.addClass("crm-merge");
	load(dialog, customers, null).then((loaded) => loaded && dialog.show());
};

function load(dialog, customers, survivor) {
	return frappe
		.xcall(`${API}.preview`, { customers, survivor })
		.then((comparison) => {
			dialog.comparison = comparison;
			draw(dialog);
			return true;
		})
		.catch(() => false);
}

function draw(dialog) {
	const wrapper = dialog.get_field("comparison").$wrapper;
	wrapper.html(`<div class="table-responsive">${table(dialog.comparison)}</div>${linked(dialog.comparison)}${hint()}`);
	wrapper.find(".crm-merge-survivor").on("change", (event) =>
		load(
			dialog,
			dialog.comparison.customers.map((side) => side.name),
			event.target.value
		)
	);
	wrapper.find(".crm-merge-all").on("change", (event) => {
		wrapper.find("tr.crm-merge-same").toggleClass("hidden", !event.target.checked);
	});
	wrapper.find("td[data-source]").on("click", (event) => {
		$(event.currentTarget).find("input[type=radio]").prop("checked", true);
	});
}

function table({ customers, fields, survivor }) {
	const heads = customers
		.map(
			(side) => `<th><label class="crm-merge-side">
				<input type="radio" name="survivor" class="crm-merge-survivor" value="${escape(side.name)}"
					${side.name === survivor ? "checked" : ""}>
				${side.name === survivor ? `<span class="indicator-pill green">${__("Stays")}</span>` : `<span class="indicator-pill gray">${__("Is absorbed")}</span>`}
				</label>
				<div>${escape(side.customer_name)}</div>
				<div class="text-muted small">${escape(side.name)} · ${escape(side.manager_name)} · ${escape(side.status)}</div>
				<div class="text-muted small">${__("Changed")} ${escape(side.changed)} · ${__("{0} linked records", [side.linked])}</div></th>`
		)
		.join("");
	const same = fields.filter((row) => !row.is_different).length;
	const toggle = same
		? `<label class="text-muted small"><input type="checkbox" class="crm-merge-all"> ${__("Show the {0} fields that are the same", [same])}</label>`
		: "";
	return `<table class="table table-bordered"><thead><tr><th class="crm-merge-field">${toggle}</th>${heads}</tr></thead>
		<tbody>${fields.map((row) => field_row(row, customers)).join("")}</tbody></table>`;
}

function field_row(row, customers) {
	const cell = (source, text) => {
		const radio = row.is_different
			? `<input type="radio" name="${escape(row.fieldname)}" value="${escape(source)}"
				aria-label="${escape(row.label)}" ${row.proposed === source ? "checked" : ""}> `
			: "";
		return `<td data-source="${escape(source)}">${radio}${escape(text)}</td>`;
	};
	const cells = customers.map((side) =>
		row.values[side.name] ? cell(side.name, row.values[side.name]) : `<td class="text-muted">–</td>`
	);
	const all = row.is_different && row.is_text && Object.values(row.values).filter(Boolean).length > 1
		? `<div class="small"><label><input type="radio" name="${escape(row.fieldname)}" value="*"
			${row.proposed === "*" ? "checked" : ""}> ${__("All texts")}</label></div>`
		: "";
	const reason = row.is_different ? `<div class="text-muted small">${__("Proposed: {0}", [escape(row.reason)])}</div>` : "";
	return `<tr class="${row.is_different ? "" : "crm-merge-same hidden"}"><td>${escape(row.label)}${reason}${all}</td>${cells.join("")}</tr>`;
}

function linked({ customers, linked, survivor }) {
	const absorbed = customers.filter((side) => side.name !== survivor).map((side) => side.name);
	const rows = linked
		.map((row) => [row.label, absorbed.reduce((sum, name) => sum + (row.counts[name] || 0), 0)])
		.filter(([, count]) => count);
	const list = rows.map(([label, count]) => `<span class="indicator-pill blue">${escape(label)}: ${count}</span>`).join(" ");
	return `<p><b>${__("Moves to the customer that stays")}:</b> ${list || __("Nothing")}</p>`;
}

function hint() {
	return `<p class="text-muted small">${__(
		"The absorbed customers are marked as deleted and lead to the one that stays. The merge can be undone."
	)}</p>`;
}

function press(dialog, done) {
	if (dialog.is_working) return;
	dialog.is_working = true;
	dialog.disable_primary_action();
	const { customers, fields } = dialog.comparison;
	const wrapper = dialog.get_field("comparison").$wrapper;
	const survivor = wrapper.find(".crm-merge-survivor:checked").val();
	const choices = {};
	fields.forEach((row) => {
		const chosen = wrapper.find("input[type=radio]").filter((_i, input) => input.name === row.fieldname && input.checked).val();
		if (chosen) choices[row.fieldname] = chosen;
	});
	const seen = Object.fromEntries(customers.map((side) => [side.name, side.modified]));
	frappe
		.xcall(`${API}.merge`, { customers: customers.map((side) => side.name), survivor, choices, seen }, "POST")
		.then((log) => {
			dialog.hide();
			frappe.show_alert({ message: __("Merged. The record of it can undo it."), indicator: "green" }, 10);
			return done && done(survivor, log);
		})
		// the Desk has shown the refusal; the comparison stays
		.catch(() => {})
		.finally(() => {
			dialog.is_working = false;
			dialog.enable_primary_action();
		});
}

/** English reasons of a pair, each in the reader's language. */
frappe.crm.duplicate_reasons = (text) => (text || "").split("\n").filter(Boolean).map((reason) => __(reason)).join(__(", "));
