// Form of a handover of work: preview before the start, bar during the work, result with undo afterwards. The server checks everything again.
const API = "crm_custom.base_data.api";
const EVENLY = "Evenly among several";
//: how often a running handover is asked how far it is, ms
const PULSE = 1000;

frappe.ui.form.on("Work Handover", {
	setup(frm) {
		const at_work = () => ({ filters: { enabled: 1, user_type: "System User", name: ["!=", frm.doc.from_user || ""] } });
		frm.set_query("from_user", () => ({ filters: { user_type: "System User", name: ["not in", ["Administrator", "Guest"]] } }));
		frm.set_query("to_user", at_work);
		frm.set_query("to_user", "rows", at_work);
		for (const field of ["region", "grade", "department"]) {
			frm.set_query(field, "rows", () => ({ filters: { disabled: 0 } }));
		}
		frappe.xcall(`${API}.handover_kinds`).then((kinds) => {
			const options = [{ value: "", label: "" }, ...kinds.map(({ value, label }) => ({ value, label: __(label) }))];
			frm.fields_dict.rows.grid.update_docfield_property("kind", "options", options);
			frm.crm_kinds = Object.fromEntries(kinds.map(({ value, label }) => [value, label]));
		});
	},

	refresh(frm) {
		clearTimeout(frm.crm_pulse);
		frm.toggle_display(["preview_section", "preview_html"], !frm.is_new());
		show_columns_of_rows(frm);
		if (frm.is_new()) {
			frm.set_intro(__("Save to see what will be handed over. Nothing moves before you start it."), "blue");
			return;
		}
		if (frm.doc.status !== "Draft") {
			frm.disable_form();
		}
		const onload = frm.doc.__onload || {};
		show(frm, onload.summary || [], onload.samples || {});
		const actions = { Draft: offer_start, Running: follow, Undoing: follow, Completed: offer_undo, Undone: offer_undo };
		actions[frm.doc.status](frm);
	},

	way: show_columns_of_rows,

	after_save: (frm) => look(frm),
});

// an even split asks for people only
function show_columns_of_rows(frm) {
	const grid = frm.fields_dict.rows.grid;
	for (const field of ["kind", "region", "grade", "department"]) {
		grid.update_docfield_property(field, "in_list_view", frm.doc.way === EVENLY ? 0 : 1);
		grid.update_docfield_property(field, "hidden", frm.doc.way === EVENLY ? 1 : 0);
	}
	grid.reset_grid();
}

// a form that was started is locked, which takes the write permission from the form, not from the person
function may_write(frm) {
	return frappe.model.can_write(frm.doctype) && (frm.doc.__onload || {}).may_change !== false;
}

function offer_start(frm) {
	if (!may_write(frm)) return;
	frm.add_custom_button(__("Refresh preview"), () => look(frm));
	frm.page.set_primary_action(frm.is_dirty() ? __("Save") : __("Start handover"), () => (frm.is_dirty() ? frm.save() : ask_and_start(frm)));
	if (!((frm.doc.__onload || {}).summary || []).length) {
		look(frm);
	}
}

function look(frm) {
	return frappe
		.xcall(`${API}.preview_handover`, { name: frm.doc.name }, "POST")
		.then(({ summary, samples }) => {
			frm.doc.__onload = Object.assign(frm.doc.__onload || {}, { summary, samples });
			show(frm, summary, samples);
		})
		.catch(() => {});
}

function ask_and_start(frm) {
	const summary = (frm.doc.__onload || {}).summary || [];
	const records = total(summary.filter((row) => row.to_user));
	const question = __("Hand over {0} records of {1}? The people who take over are told, and {1} loses access at once.", [
		records,
		frm.doc.from_name.bold(),
	]);
	frappe.confirm(question, () => act(frm, "start_handover"));
}

function act(frm, method) {
	return frappe
		.xcall(`${API}.${method}`, { name: frm.doc.name }, "POST")
		.then(() => frm.reload_doc())
		.catch(() => {});
}

// while the work is under way: the bar, until the state changes
function follow(frm) {
	const name = frm.doc.name;
	frappe
		.xcall(`${API}.handover_state`, { name })
		.then((state) => {
			if (!cur_frm || cur_frm !== frm || frm.doc.name !== name) return;
			if (state.status !== frm.doc.status) {
				frm.dashboard.hide_progress(__("Handover"));
				frm.reload_doc();
				return;
			}
			show_bar(frm, state);
			show(frm, state.summary, {});
			frm.crm_pulse = setTimeout(() => follow(frm), PULSE);
		})
		.catch(() => {});
}

function show_bar(frm, state) {
	const waiting = frm.doc.status === "Running" ? "Planned" : "Handed over";
	const all = total(state.summary);
	const done = all - total(state.summary.filter((row) => row.status === waiting));
	frm.dashboard.show_progress(__("Handover"), all ? (100 * done) / all : 0, __("{0} of {1} records", [done, all]));
	if (!state.is_under_way && may_write(frm)) {
		if (!frm.custom_buttons[__("Go on")]) {
			frm.add_custom_button(__("Go on"), () => act(frm, "resume_handover"));
		}
	} else {
		frm.remove_custom_button(__("Go on"));
	}
}

function offer_undo(frm) {
	frm.add_custom_button(__("All records"), () => open_items(frm));
	if (frm.doc.status !== "Completed" || !frm.doc.moved || !may_write(frm)) return;
	frm.add_custom_button(__("Undo handover"), () => {
		const question = __("Give everything back to {0} that nobody has changed since?", [frm.doc.from_name.bold()]);
		frappe.confirm(question, () => act(frm, "undo_handover"));
	});
}

function open_items(frm, filters) {
	frappe.set_route("List", "Work Handover Item", "List", { handover: frm.doc.name, ...filters });
}

const total = (rows) => rows.reduce((sum, row) => sum + row.records, 0);
const COLOURS = {
	Planned: "gray",
	"Handed over": "green",
	"Not handed over": "red",
	"Taken back": "orange",
	"Not taken back": "red",
};

function show(frm, summary, samples) {
	const wrapper = frm.get_field("preview_html").$wrapper.empty();
	if (!summary.length) {
		wrapper.html(`<p class="text-muted">${__("{0} owns nothing that could be handed over.", [escape(frm.doc.from_name)])}</p>`);
		return;
	}
	wrapper.html(`<div class="crm-handover">${table_of(summary)}${samples_of(summary, samples)}</div>`);
	wrapper.on("click", "a[data-kind]", (event) => {
		const { kind, status, user } = event.currentTarget.dataset;
		open_items(frm, { document_type: kind, status, ...(user ? { to_user: user } : {}) });
	});
}

const escape = (text) => frappe.utils.escape_html(text || "");

function table_of(summary) {
	const head = [__("Kind"), __("To whom"), __("Status"), __("Number of records")];
	const rows = summary.map((row) => {
		const to = row.to_user ? escape(row.to_name || row.to_user) : `<span class="text-danger">${__("Nobody is named")}</span>`;
		const pill = `<span class="indicator-pill ${COLOURS[row.status] || "gray"}">${__(row.status)}</span>`;
		const link = `<a href="#" onclick="return false" data-kind="${escape(row.kind)}" data-status="${escape(row.status)}"
			data-user="${escape(row.to_user)}">${row.records}</a>`;
		return `<tr><td>${__(row.label)}</td><td>${to}</td><td>${pill}</td><td class="text-right">${link}</td></tr>`;
	});
	const sum = `<tr><th colspan="3">${__("Total")}</th><th class="text-right">${total(summary)}</th></tr>`;
	const cells = head.map((text, place) => `<th class="${place === 3 ? "text-right" : ""}">${text}</th>`).join("");
	return `<table class="table table-bordered"><thead><tr>${cells}</tr></thead><tbody>${rows.join("")}${sum}</tbody></table>`;
}

function samples_of(summary, samples) {
	const names = Object.fromEntries(summary.map((row) => [row.to_user, row.to_name]));
	const labels = Object.fromEntries(summary.map((row) => [row.kind, row.label]));
	const blocks = Object.entries(samples).map(([kind, rows]) => {
		const lines = rows.map(
			(row) => `<li>${escape(row.title)} <span class="text-muted">→ ${escape(names[row.to_user]) || __("Nobody is named")}</span></li>`
		);
		return `<div class="col-sm-6"><h6>${__(labels[kind] || kind)}</h6><ul>${lines.join("")}</ul></div>`;
	});
	return blocks.length ? `<h5>${__("Examples")}</h5><div class="row">${blocks.join("")}</div>` : "";
}
