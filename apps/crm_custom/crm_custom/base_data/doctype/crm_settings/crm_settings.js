// Comfort of the settings: bounds beside the field, the way back to shipped values, the history. The server checks everything again.
const FIELD_TABLES = ["guarded_fields", "masked_pool_fields"];
const LAYOUT = ["Section Break", "Column Break", "Tab Break", "HTML", "Table", "Table MultiSelect", "Fold", "Heading", "Button"];

frappe.ui.form.on("CRM Settings", {
	setup(frm) {
		for (const field of ["default_region", "default_grade", "default_source", "default_industry"]) {
			frm.set_query(field, () => ({ filters: { disabled: 0 } }));
		}
	},

	refresh(frm) {
		frm.add_custom_button(__("Reset to shipped values"), () => offer_reset(frm));
		offer_customer_fields(frm);
		watch_bounds(frm);
		show_changes(frm);
	},
});

function offer_customer_fields(frm) {
	frappe.model.with_doctype("Customer", () => {
		const options = frappe
			.get_meta("Customer")
			.fields.filter((field) => !LAYOUT.includes(field.fieldtype) && !field.hidden && !field.read_only && field.label)
			.map((field) => ({ value: field.fieldname, label: __(field.label) }))
			.sort((one, other) => one.label.localeCompare(other.label));
		const label_of = Object.fromEntries(options.map((option) => [option.value, option.label]));
		for (const table of FIELD_TABLES) {
			const grid = frm.fields_dict[table].grid;
			grid.update_docfield_property("field", "options", options);
			grid.update_docfield_property("field", "formatter", (value) =>
				frappe.utils.escape_html(label_of[value] || value || "")
			);
			grid.refresh();
		}
	});
}

// a value out of bounds is told at the field at once, not only when saving
function watch_bounds(frm) {
	const bounds = ((frm.doc.__onload || {}).crm || {}).bounds || {};
	for (const [name, [lowest, highest]] of Object.entries(bounds)) {
		const control = frm.fields_dict[name];
		if (!control || !control.$input || control.crm_is_watched) continue;
		control.crm_is_watched = true;
		control.$input.on("input change", () => {
			const value = flt(control.$input.val());
			const wrong = value < lowest || value > highest;
			control.$wrapper.toggleClass("has-error", wrong);
			control.$wrapper.find(".crm-bound").remove();
			if (wrong) {
				const text = __("Between {0} and {1}.", [lowest, highest]);
				$(`<p class="crm-bound text-danger small" role="alert"></p>`).text(text).appendTo(control.$wrapper);
			}
		});
	}
}

function offer_reset(frm) {
	frappe.xcall("crm_custom.base_data.setting_api.settings_changed_from_shipped", {}, "GET").then((settings) => {
		if (!settings.length) {
			frappe.msgprint(__("Every setting has its shipped value."));
			return;
		}
		const dialog = new frappe.ui.Dialog({
			title: __("Reset to shipped values"),
			fields: [
				{
					fieldname: "names",
					fieldtype: "MultiCheck",
					label: __("Settings that were changed"),
					columns: 1,
					select_all: true,
					options: settings.map((row) => ({
						value: row.name,
						label: frappe.utils.escape_html(`${row.label}: ${row.value} → ${row.shipped}`),
					})),
				},
			],
			primary_action_label: __("Reset"),
			primary_action: ({ names }) => {
				if (!(names || []).length) {
					frappe.msgprint(__("Choose at least one setting."));
					return;
				}
				frappe
					.xcall("crm_custom.base_data.setting_api.reset_settings", { names }, "POST")
					.then(() => {
						dialog.hide();
						frm.reload_doc();
						frappe.show_alert({ message: __("The shipped values are in force again."), indicator: "green" });
					})
					.catch(() => {});
			},
		});
		dialog.show();
	});
}

function show_changes(frm) {
	const changes = ((frm.doc.__onload || {}).crm || {}).changes || [];
	const wrapper = frm.get_field("history_html").$wrapper;
	if (!changes.length) {
		wrapper.html(`<p class="text-muted">${__("Nobody has changed a setting yet.")}</p>`);
		return;
	}
	const escape = frappe.utils.escape_html;
	const head = [__("When"), __("Who"), __("Setting"), __("Before"), __("After")].map((text) => `<th>${text}</th>`).join("");
	const rows = changes
		.map((row) => `<tr>${["at", "by", "setting", "before", "after"].map((key) => `<td>${escape(row[key])}</td>`).join("")}</tr>`)
		.join("");
	wrapper.html(`<div class="table-responsive"><table class="table table-bordered"><thead><tr>${head}</tr></thead>
		<tbody>${rows}</tbody></table></div>`);
}
