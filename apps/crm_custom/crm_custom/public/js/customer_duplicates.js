// Likely duplicates while a customer is entered: shown below the name, asked about before saving, never in the way.
const WATCHED = [
	"customer_name",
	"short_name",
	"customer_kind",
	"phone",
	"mobile",
	"area_code",
	"email",
	"website",
	"unified_social_credit_code",
];
const LEAST_CHARACTERS = 2;
const WAIT_MS = 400;

const handlers = {
	refresh(frm) {
		lead_to_survivor(frm);
		offer_merge(frm);
		frm.crm_duplicates_seen = new Set();
		if (!frm.get_field("customer_name")) return;
		show(frm, []);
		const input = frm.get_field("customer_name").$input;
		if (input) {
			input.off("input.crm").on("input.crm", () => look_later(frm, { customer_name: input.val() }));
		}
	},

	async validate(frm) {
		if (!is_worth_asking(frm)) return;
		const found = await look(frm, {});
		const unseen = found.filter((row) => !frm.crm_duplicates_seen.has(row.customer));
		if (!unseen.length) return;
		if (await ask(frm, found)) {
			found.forEach((row) => frm.crm_duplicates_seen.add(row.customer));
			// the server notes that the person knew
			frm.doc.__duplicates_shown = [...frm.crm_duplicates_seen];
		} else {
			frappe.validated = false;
		}
	},
};
WATCHED.forEach((field) => {
	handlers[field] = (frm) => look_later(frm, {});
});
frappe.ui.form.on("Customer", handlers);

function is_worth_asking(frm) {
	const before = frm.crm_duplicates_checked;
	const now = JSON.stringify(values_of(frm, {}));
	return frm.is_new() || (before && before !== now);
}

function values_of(frm, typed) {
	const values = { name: frm.is_new() ? null : frm.doc.name };
	WATCHED.forEach((field) => (values[field] = frm.doc[field] || ""));
	return Object.assign(values, typed);
}

function look_later(frm, typed) {
	frm.crm_duplicates_checked = frm.crm_duplicates_checked || "nothing";
	clearTimeout(frm.crm_duplicates_timer);
	frm.crm_duplicates_timer = setTimeout(() => look(frm, typed).then((found) => show(frm, found)), WAIT_MS);
}

async function look(frm, typed) {
	const values = values_of(frm, typed);
	frm.crm_duplicates_asked = JSON.stringify(values);
	if ((values.customer_name || "").trim().length < LEAST_CHARACTERS) return [];
	const asked = frm.crm_duplicates_asked;
	const found = await frappe
		.xcall("crm_custom.customer_management.duplicates.api.likely_duplicates", values)
		// a hint that cannot be had must not keep anybody from saving
		.catch(() => []);
	// somebody who types fast must not see the answer to what was typed before
	return asked === frm.crm_duplicates_asked ? found : [];
}

function show(frm, found) {
	const wrapper = frm.get_field("customer_name").$wrapper;
	wrapper.find(".crm-duplicates").remove();
	if (found.length) {
		wrapper.append(
			`<div class="crm-duplicates" role="status"><span class="indicator-pill orange">${__(
				"Perhaps already there:"
			)}</span>${table_of(found)}</div>`
		);
	}
}

function table_of(found) {
	const escape = (text) => frappe.utils.escape_html(text || "");
	const line = (row) => {
		const name = row.is_readable
			? `<a href="${frappe.utils.get_form_link("Customer", row.customer)}" target="_blank" class="crm-underlined">${escape(row.customer_name)}</a>`
			: escape(row.customer_name);
		const state = row.is_in_pool ? __("In the pool") : row.status;
		return `<tr><td>${name}<div class="text-muted small">${escape(row.customer)}</div></td>
			<td>${escape(row.manager_name)}</td><td>${escape(state)}</td>
			<td class="small">${row.reasons.map(escape).join("<br>")}</td></tr>`;
	};
	const head = [__("Customer"), __("Customer manager"), __("Status"), __("Why")].map((text) => `<th>${text}</th>`).join("");
	return `<table class="table table-bordered table-sm small"><thead><tr>${head}</tr></thead>
		<tbody>${found.map(line).join("")}</tbody></table>`;
}

function ask(frm, found) {
	return new Promise((resolve) => {
		let answer = false;
		const dialog = new frappe.ui.Dialog({
			title: __("Is it one of these?"),
			size: "large",
			fields: [{ fieldname: "found", fieldtype: "HTML" }],
			primary_action_label: frm.is_new() ? __("Create anyway") : __("Save anyway"),
			primary_action: () => {
				answer = true;
				dialog.hide();
			},
			secondary_action_label: __("Back"),
			secondary_action: () => dialog.hide(),
			on_hide: () => resolve(answer),
		});
		const hint = __("If it is the same customer, turn to its customer manager instead. If it is another one, go on: your supervisor sees both.");
		dialog.get_field("found").$wrapper.html(`${table_of(found)}<p class="text-muted">${hint}</p>`);
		dialog.show();
	});
}

// a former code, an old link: on to the customer that it was merged into
function lead_to_survivor(frm) {
	const survivor = frm.doc.merged_into;
	if (!survivor) return;
	if (frappe.crm.look_at_absorbed === frm.doc.name) {
		frm.set_intro(__("This customer was merged into {0}.", [frappe.utils.get_form_link("Customer", survivor, true)]), "orange");
		return;
	}
	frappe.show_alert({ message: __("{0} was merged into this customer.", [frappe.utils.escape_html(frm.doc.name)]), indicator: "blue" }, 10);
	frappe.set_route("Form", "Customer", survivor);
}

function offer_merge(frm) {
	const may_merge = ["Sales Supervisor", "System Manager"].some((role) => frappe.user.has_role(role));
	if (frm.is_new() || !may_merge || frm.doc.status === "Deleted") return;
	frm.page.add_menu_item(__("Merge with another customer"), () => {
		frappe.prompt(
			{
				fieldname: "other",
				fieldtype: "Link",
				options: "Customer",
				label: __("Other customer"),
				reqd: 1,
				get_query: () => ({ filters: { status: ["!=", "Deleted"], name: ["!=", frm.doc.name] } }),
			},
			({ other }) => frappe.crm.merge_customers([frm.doc.name, other], (survivor) => arrive(frm, survivor)),
			__("Merge with another customer"),
			__("Compare")
		);
	});
}

function arrive(frm, survivor) {
	return survivor === frm.doc.name ? frm.reload_doc() : frappe.set_route("Form", "Customer", survivor);
}
